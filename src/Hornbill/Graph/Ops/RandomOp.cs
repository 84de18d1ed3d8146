using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>One sample of a step: where its values lie and which random numbers are its own.</summary>
unsafe struct RandomSample
{
    public Philox Random;
    public Shape From, Shape; // of the input and of the output
    public float* X;        // the input
    public float* Gradient; // of the output; null forward
    public float* To;       // the output, or the gradient by the input
    public bool Fresh;      // nothing has been added to To before
    public float* Workspace;
    public int Width;
    public bool Training;
}

/// <summary>An operation that changes each sample of a training step in a way of its own, and does nothing at inference. Its numbers are a function of the
/// seed, the step and the sample: forward and backward draw the same ones.</summary>
abstract unsafe class RandomOp(string kind, int? seed) : Op
{
    public sealed override string Kind => kind;

    /// <summary>Whether the gradient depends on the input's values.</summary>
    public virtual bool BackwardReadsInput => false;

    /// <summary>Whether it does something at inference, too.</summary>
    public virtual bool Always => false;

    /// <summary>Whether gradients go through it.</summary>
    public virtual bool HasGradient => true;

    public virtual int Workspace(Shape shape, int width) => 0;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];

    public sealed override void Forward(Lowering to, Node node)
    {
        if (to.Request.Training || Always)
            to.Add(new RandomStep(node, this, to[node.Inputs[0]], null, to.Output(node), fresh: true, to.Width, to.Request.Training));
        else to.Alias(node, node.Inputs[0]);
    }

    public sealed override void Backward(Lowering to, Node node)
    {
        if (!to.Request.Training && !Always) to.PassGradient(node);
        else if (to.Differentiates(node.Inputs[0]))
        {
            if (!HasGradient)
                throw new InvalidOperationException($"'{node.Name}' ({Kind}) has no gradient, but layers before it are to be trained, or gradients by them were asked for. " +
                                                    "It must come before them. Use it in front, or on the data by Augment.");
            var (dx, fresh) = to.GradientInto(node.Inputs[0]);
            to.Add(new RandomStep(node, this, to[node.Inputs[0]], to.Gradient(node), dx, fresh, to.Width, to.Request.Training));
        }
    }

    /// <summary>Draws for one sample, and computes its output or the gradient by its input.</summary>
    public abstract void Run(in RandomSample s);

    /// <summary>The numbers of a sample: of the layer's own seed, or of the run's and the layer's stream.</summary>
    public Philox Numbers(ulong run, uint stream, uint step, uint sample) =>
        new(seed is { } own ? (ulong)own : run ^ ((ulong)stream << 32), Purpose.Augment, step, sample);
}

/// <summary>Forward from x, backward from the gradient, and from x where it is needed.</summary>
sealed unsafe class RandomStep : ListedStep
{
    readonly Node _node;
    readonly uint _stream;
    readonly RandomOp _op;
    readonly Value _x, _to;
    readonly Value? _gradient;
    readonly bool _fresh, _training;
    readonly int _width;

    public RandomStep(Node node, RandomOp op, Value x, Value? gradient, Value to, bool fresh, int width, bool training)
        : base($"{(gradient is null ? "" : "d ")}{node.Name}: {op.Kind}", Touched(op, x, gradient, to, fresh), [to])
    {
        (_node, _stream, _op, _x, _gradient, _to, _fresh, _width, _training) = (node, node.Stream, op, x, gradient, to, fresh, width, training);
        Workspace = op.Workspace(node.Shape, width);
    }

    static Value[] Touched(RandomOp op, Value x, Value? gradient, Value to, bool fresh)
    {
        if (gradient is null) return [x];
        Value[] read = op.BackwardReadsInput ? [gradient, x] : [gradient];
        return fresh ? read : [.. read, to];
    }

    public override void Run(Frame f)
    {
        for (var n = 0; n < f.Count; n++)
            _op.Run(new()
            {
                Random = _op.Numbers(f.Seed, _stream, f.TrainingStep, (uint)(f.First + n)),
                From = _node.Inputs[0].Shape,
                Shape = _node.Shape,
                Training = _training,
                X = _gradient is null || _op.BackwardReadsInput ? f.At(_x) + ((long)n * _x.Stride) : null,
                Gradient = _gradient is null ? null : f.At(_gradient) + ((long)n * _gradient.Stride),
                To = f.At(_to) + ((long)n * _to.Stride),
                Fresh = _fresh,
                Workspace = f.Workspace,
                Width = _width,
            });
    }
}
