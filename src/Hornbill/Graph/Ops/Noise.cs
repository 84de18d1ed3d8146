using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Random numbers let into values in training; nothing at inference.</summary>
/// <param name="kind">What the plan calls it.</param>
/// <param name="p">The rule's first setting.</param>
/// <param name="q">The rule's second setting.</param>
/// <param name="shared">Whether all places of an image share the numbers of their channels.</param>
/// <param name="constant">Whether the gradient passes as it is.</param>
/// <param name="idle">Whether it does nothing in training either.</param>
/// <param name="alive">The share of values that are not made zero.</param>
sealed class Noise<R>(string kind, float p, float q = 0, bool shared = false, bool constant = false, bool idle = false, float alive = 1) : Op where R : struct, Kernels.Noise.IRule
{
    public float P => p;

    public float Q => q;

    public bool Shared => shared;

    public bool Idle => idle;

    public override string Kind => kind;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(Lowering to, Node node)
    {
        if (Acts(to)) to.Add(new NoiseStep<R>(node, this, to[node.Inputs[0]], to.Output(node), fresh: true, to.Width));
        else to.Alias(node, node.Inputs[0]);
    }

    public override void Backward(Lowering to, Node node)
    {
        if (!Acts(to) || constant) to.PassGradient(node);
        else if (to.Differentiates(node.Inputs[0]))
        {
            var (dx, fresh) = to.GradientInto(node.Inputs[0]);
            to.Add(new NoiseStep<R>(node, this, to.Gradient(node), dx, fresh, to.Width) { Alive = fresh ? alive : 1 });
        }
    }

    bool Acts(Lowering to) => to.Request.Training && !idle;
}

/// <summary>Forward on values, backward on gradients: the numbers are the same.</summary>
sealed unsafe class NoiseStep<R>(Node node, Noise<R> op, Value from, Value to, bool fresh, int width) : Step($"{node.Name}: {op.Kind}", [from], [to])
    where R : struct, Kernels.Noise.IRule
{
    readonly uint _stream = node.Stream;
    readonly int _places = op.Shared ? node.Shape.Elements / node.Shape[^1] : 1;

    public override void Run(Frame f)
    {
        for (var n = 0; n < f.Count; n++)
        {
            var a = new Kernels.Noise.Arguments
            {
                Random = new(f.Seed ^ ((ulong)_stream << 32), Purpose.Dropout, f.TrainingStep, (uint)(f.First + n)),
                P = op.P,
                Q = op.Q,
                From = f.At(from) + ((long)n * from.Stride),
                To = f.At(to) + ((long)n * to.Stride),
                Places = _places,
                Length = node.Shape.Elements / _places,
                Accumulate = !fresh,
            };
            SimdWidth.Run<Kernels.Noise.Each<R>, Kernels.Noise.Arguments>(width, &a);
        }
    }
}
