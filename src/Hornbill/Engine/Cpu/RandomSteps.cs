using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Engine.Cpu;

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

/// <summary>One sample changed by an operation, wherever it lies: in a plan's memory, or on data that are read ahead.</summary>
interface IRandomSample
{
    /// <summary>Floats of workspace.</summary>
    int Workspace(RandomOp op, Node node, int width);

    /// <summary>Computes the output of one sample, or the gradient by its input.</summary>
    void Run(RandomOp op, in RandomSample s);
}

/// <summary>Images changed at random in training, each in a way of its own; at inference nothing. Backward draws the same
/// numbers.</summary>
abstract unsafe class RandomSteps<O> : CpuOp<O>, IRandomSample where O : RandomOp
{
    /// <summary>Whether the gradient depends on the input's values.</summary>
    protected virtual bool BackwardReadsInput => false;

    /// <summary>Floats of workspace.</summary>
    protected virtual int Workspace(O op, Node node, int width) => 0;

    /// <summary>Computes the output of one sample, or the gradient by its input.</summary>
    protected abstract void Run(O op, in RandomSample s);

    int IRandomSample.Workspace(RandomOp op, Node node, int width) => Workspace((O)op, node, width);

    void IRandomSample.Run(RandomOp op, in RandomSample s) => Run((O)op, s);

    protected sealed override void Forward(Lowering to, Node node, O op)
    {
        if (!Acts(to, op)) to.Alias(node, node.Inputs[0]);
        else to.Add(Drawing(to, $"{node.Name}: {op.Kind}", node, op, (to[node.Inputs[0]], null, to.Output(node))));
    }

    protected sealed override void Backward(Lowering to, Node node, O op)
    {
        var x = node.Inputs[0];
        if (!Acts(to, op)) to.PassGradient(node);
        else if (to.Differentiates(x))
        {
            if (!op.HasGradient)
                throw new InvalidOperationException(
                    $"'{node.Shown}' ({op.Kind}) has no gradient, but layers before it are to be trained, or gradients by them were " +
                    $"asked for. " +
                                                    "It must come before them. Use it in front, or on the data by Augment.");
            to.Add(Drawing(to, $"d {node.Name}: {op.Kind}", node, op, (BackwardReadsInput ? to[x] : null, to.Gradient(node), to.Into(x))));
        }
    }

    static bool Acts(Lowering to, O op) => to.Request.Training || op.Always;

    Step Drawing(Lowering lowering, string name, Node node, O op, (Value? X, Value? Gradient, Value Into) values)
    {
        var step = new Step(name) { Workspace = Workspace(op, node, lowering.Width) };
        step.Work = Work(step, lowering.Stream(node), node, op, values, lowering.Request.Training);
        return step;
    }

    Work Work(Step step, RandomStream stream, Node node, O op, (Value? X, Value? Gradient, Value Into) values, bool training)
    {
        var (gradient, x, to) = (step.ReadIf(values.Gradient), step.ReadIf(values.X), step.Add(values.Into));
        var (of, shape) = (node.Inputs[0].Shape, node.Shape);
        return f =>
        {
            for (var n = 0; n < f.Count; n++)
                Run(op, new()
                {
                    Random = op.Numbers(stream, f.Time, f.First + n),
                    From = of,
                    Shape = shape,
                    Training = training,
                    X = x is null ? null : f.At(x, n),
                    Gradient = gradient is null ? null : f.At(gradient, n),
                    To = f.At(to, n),
                    Fresh = f.Fresh(to),
                    Workspace = f.Workspace,
                    Width = f.Width,
                });
        };
    }
}
