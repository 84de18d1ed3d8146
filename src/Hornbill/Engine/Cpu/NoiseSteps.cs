using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;
using Kernel = Hornbill.Kernels.Noise;
using Op = Hornbill.Graph.Ops.Noise;

namespace Hornbill.Engine.Cpu;

/// <summary>A kernel at a width of vectors.</summary>
unsafe delegate void SimdCall<A>(int width, A* a) where A : unmanaged;

/// <summary>Random numbers let into values; backward on gradients: the numbers are the same.</summary>
sealed unsafe class NoiseSteps : CpuOp<Op>
{
    /// <summary>The loops of a rule: numbers drawn where they are used, and numbers that were drawn before because any dimensions share
    /// them.</summary>
    public sealed record Loops(SimdCall<Kernel.Arguments> Each, SimdCall<Boxes.Arguments> Shared);

    /// <summary>Every rule with its loops, forward and backward: one line each.</summary>
    public static readonly IReadOnlyDictionary<NoiseRule, (Loops Forward, Loops Backward)> All = new Dictionary<NoiseRule, (Loops, Loops)>
    {
        [NoiseRule.Added] = (Of<Kernel.Added>(), Of<Kernel.Back<Kernel.Added>>()),
        [NoiseRule.Alpha] = (Of<Kernel.Alpha>(), Of<Kernel.Back<Kernel.Alpha>>()),
        [NoiseRule.Dropout] = (Of<Kernel.Dropout>(), Of<Kernel.Back<Kernel.Dropout>>()),
        [NoiseRule.Multiplied] = (Of<Kernel.Multiplied>(), Of<Kernel.Back<Kernel.Multiplied>>()),
    };

    static Loops Of<T>() where T : struct, Kernel.IRule =>
        new(SimdWidth.Call<Kernel.Each<T>, Kernel.Arguments>, SimdWidth.Call<Boxes.Each<Kernel.OfPlace<T>>, Boxes.Arguments>);

    protected override void Forward(Lowering to, Node node, Op op)
    {
        if (!Acts(to, op)) to.Alias(node, node.Inputs[0]);
        else to.Add(Drawing(to.Stream(node), node, All[op.Rule].Forward, to[node.Inputs[0]], to.Output(node)));
    }

    protected override void Backward(Lowering to, Node node, Op op)
    {
        var x = node.Inputs[0];
        if (!Acts(to, op) || op.Settings.Constant) to.PassGradient(node);
        else if (to.Differentiates(x))
        {
            var fresh = !to.HasGradient(x);
            var step = Drawing(to.Stream(node), node, All[op.Rule].Backward, to.Gradient(node), to.Into(x));
            step.Alive = fresh ? op.Settings.Alive : 1;
            to.Add(step);
        }
    }

    static bool Acts(Lowering to, Op op) => to.Request.Training && !op.Settings.Idle;

    // Numbers that only leading dimensions share are drawn where they are used.
    static Step Drawing(RandomStream stream, Node node, Loops loops, Value from, Value into)
    {
        var numbers = ((Op)node.Op).Settings.Numbers ?? node.Shape;
        var shared = numbers.TakeWhile(n => n == 1).Count();
        return numbers.Skip(shared).SequenceEqual(node.Shape.Skip(shared))
            ? InRuns(stream, node, loops.Each, numbers.Elements, from, into)
            : Shared(stream, node, loops.Shared, numbers, from, into);
    }

    // The numbers of a sample of the tile.
    static Philox Numbers(Frame f, NoiseSettings s, RandomStream stream, int sample) =>
        stream.Numbers(f.Time, s.OfBatch ? 0 : (uint)(f.First + sample), Purpose.Dropout, (ulong?)s.Seed);

    static Step InRuns(RandomStream stream, Node node, SimdCall<Kernel.Arguments> run, int length, Value from, Value into)
    {
        var step = new Step($"{node.Name}: {node.Op.Kind}");
        var (x, to, s, places) = (step.Read(from), step.Add(into), ((Op)node.Op).Settings, node.Shape.Elements / length);
        step.Work = f =>
        {
            for (var n = 0; n < f.Count; n++)
            {
                var a = new Kernel.Arguments
                {
                    Random = Numbers(f, s, stream, n),
                    P = s.P,
                    Q = s.Q,
                    R = s.R,
                    From = f.At(x, n),
                    To = f.At(to, n),
                    Places = places,
                    Length = length,
                    Accumulate = !f.Fresh(to),
                };
                run(f.Width, &a);
            }
        };
        return step;
    }

    // Numbers that any dimensions share are drawn first, then the values are gone through.
    static Step Shared(RandomStream stream, Node node, SimdCall<Boxes.Arguments> run, Shape numbers, Value from, Value into)
    {
        var step = new Step($"{node.Name}: {node.Op.Kind}") { Workspace = numbers.Elements };
        var (x, to, s, count) = (step.Read(from), step.Add(into), ((Op)node.Op).Settings, numbers.Elements);
        var steps = Broadcast.Steps(node.Shape, node.Shape);
        var box = Box.Of([.. node.Shape], steps, steps, Broadcast.Steps(numbers, node.Shape));
        step.Work = f =>
        {
            for (var n = 0; n < f.Count; n++)
            {
                Kernel.Fill(Numbers(f, s, stream, n), f.Workspace, count);
                var a = new Boxes.Arguments
                {
                    Box = box,
                    Samples = 1,
                    A = f.At(x, n),
                    B = f.Workspace,
                    C = f.At(x, n),
                    To = f.At(to, n),
                    Settings = new() { P = s.P, Q = s.Q, R = s.R },
                    Accumulate = !f.Fresh(to),
                };
                run(f.Width, &a);
            }
        };
        return step;
    }
}
