using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>What noise is set to.</summary>
/// <param name="P">The rule's first setting.</param>
/// <param name="Q">The rule's second setting.</param>
/// <param name="R">The rule's third setting.</param>
sealed record NoiseSettings(float P, float Q = 0, float R = 0)
{
    /// <summary>The numbers of a sample: 1 where a whole dimension shares them; those of the sample itself where null.</summary>
    public Shape? Numbers { get; init; }

    /// <summary>Whether all samples of a batch share them.</summary>
    public bool OfBatch { get; init; }

    /// <summary>A seed of its own in place of the run's.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether the gradient passes as it is.</summary>
    public bool Constant { get; init; }

    /// <summary>Whether it does nothing in training either.</summary>
    public bool Idle { get; init; }

    /// <summary>The share of values that are not made zero.</summary>
    public float Alive { get; init; } = 1;
}

/// <summary>Random numbers let into values in training; nothing at inference.</summary>
/// <param name="kind">What the plan calls it.</param>
/// <param name="settings">What it is set to.</param>
sealed class Noise<T>(string kind, NoiseSettings settings) : Op where T : struct, Kernels.Noise.IRule
{
    public NoiseSettings Settings => settings;

    public override string Kind => kind;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(Lowering to, Node node)
    {
        if (Acts(to)) to.Add(Step<T>(node, to[node.Inputs[0]], to.Output(node), fresh: true, to.Width));
        else to.Alias(node, node.Inputs[0]);
    }

    public override void Backward(Lowering to, Node node)
    {
        if (!Acts(to) || settings.Constant) to.PassGradient(node);
        else if (to.Differentiates(node.Inputs[0]))
        {
            var (dx, fresh) = to.GradientInto(node.Inputs[0]);
            to.Add(Step<Kernels.Noise.Back<T>>(node, to.Gradient(node), dx, fresh, to.Width));
        }
    }

    // Numbers that only leading dimensions share are drawn where they are used.
    Step Step<A>(Node node, Value from, Value to, bool fresh, int width) where A : struct, Kernels.Noise.IRule
    {
        var numbers = settings.Numbers ?? node.Shape;
        var shared = numbers.TakeWhile(n => n == 1).Count();
        var alive = fresh && !typeof(A).Equals(typeof(T)) ? settings.Alive : 1;
        return numbers.Skip(shared).SequenceEqual(node.Shape.Skip(shared))
            ? new NoiseStep<A>(node, settings, numbers.Elements, from, to, fresh, width) { Alive = alive }
            : new SharedNoiseStep<A>(node, settings, numbers, from, to, fresh, width) { Alive = alive };
    }

    bool Acts(Lowering to) => to.Request.Training && !settings.Idle;
}

/// <summary>Forward on values, backward on gradients: the numbers are the same, in runs of <paramref name="length"/> at each place.</summary>
sealed unsafe class NoiseStep<T>(Node node, NoiseSettings settings, int length, Value from, Value to, bool fresh, int width)
    : ListedStep($"{node.Name}: {node.Op.Kind}", [from], [to])
    where T : struct, Kernels.Noise.IRule
{
    readonly uint _stream = node.Stream;
    readonly int _places = node.Shape.Elements / length;

    public override void Run(Frame f)
    {
        for (var n = 0; n < f.Count; n++)
        {
            var a = new Kernels.Noise.Arguments
            {
                Random = Numbers(f, settings, _stream, n),
                P = settings.P,
                Q = settings.Q,
                R = settings.R,
                From = f.At(from) + ((long)n * from.Stride),
                To = f.At(to) + ((long)n * to.Stride),
                Places = _places,
                Length = length,
                Accumulate = !fresh,
            };
            SimdWidth.Run<Kernels.Noise.Each<T>, Kernels.Noise.Arguments>(width, &a);
        }
    }

    /// <summary>The numbers of a sample of the tile.</summary>
    public static Philox Numbers(Frame f, NoiseSettings settings, uint stream, int sample) =>
        new(settings.Seed is { } own ? (ulong)own : f.Seed ^ ((ulong)stream << 32), Purpose.Dropout, f.TrainingStep, settings.OfBatch ? 0 : (uint)(f.First + sample));
}

/// <summary>The same with numbers that any dimensions share: they are drawn first, then the values are gone through.</summary>
sealed unsafe class SharedNoiseStep<T> : ListedStep where T : struct, Kernels.Noise.IRule
{
    readonly NoiseSettings _settings;
    readonly uint _stream;
    readonly Box _box;
    readonly Value _from, _to;
    readonly bool _fresh;
    readonly int _numbers, _width;

    public SharedNoiseStep(Node node, NoiseSettings settings, Shape numbers, Value from, Value to, bool fresh, int width) : base($"{node.Name}: {node.Op.Kind}", [from], [to])
    {
        (_settings, _stream, _from, _to, _fresh, _width) = (settings, node.Stream, from, to, fresh, width);
        Workspace = _numbers = numbers.Elements;
        var steps = Broadcast.Steps(node.Shape, node.Shape);
        _box = Box.Of([.. node.Shape], steps, steps, Broadcast.Steps(numbers, node.Shape));
    }

    public override void Run(Frame f)
    {
        for (var n = 0; n < f.Count; n++)
        {
            Kernels.Noise.Fill(NoiseStep<T>.Numbers(f, _settings, _stream, n), f.Workspace, _numbers);
            var from = f.At(_from) + ((long)n * _from.Stride);
            var a = new Boxes.Arguments
            {
                Box = _box,
                Samples = 1,
                A = from,
                B = f.Workspace,
                C = from,
                To = f.At(_to) + ((long)n * _to.Stride),
                Settings = new() { P = _settings.P, Q = _settings.Q, R = _settings.R },
                Accumulate = !_fresh,
            };
            SimdWidth.Run<Boxes.Each<Kernels.Noise.OfPlace<T>>, Boxes.Arguments>(_width, &a);
        }
    }
}
