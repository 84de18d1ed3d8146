using Hornbill.Graph;

namespace Hornbill.Engine;

/// <summary>The unit of work into which a segment is cut.</summary>
enum Unit
{
    /// <summary>Tiles of samples, each through all steps of the segment.</summary>
    Tiles,

    /// <summary>The whole batch, blocked over the outputs of one step.</summary>
    Outputs,

    /// <summary>Rows or channels of one sample, step by step.</summary>
    Rows,
}

/// <summary>A step that can write the moments of what it makes: each sample's means and sums of squared deviations by channel.</summary>
interface IMoments
{
    /// <summary>The step that does both, where its result is the value of <paramref name="node"/>; else null.</summary>
    Step? With(Node node, Value moments);
}

/// <summary>One call of a kernel.</summary>
abstract unsafe class Step(string name, IReadOnlyList<Value> reads, IReadOnlyList<Value> writes)
{
    /// <summary>What it computes: <c>conv2d: convolution + bias + relu + max-pooling</c>.</summary>
    public string Name => name;

    public IReadOnlyList<Value> Reads => reads;

    public IReadOnlyList<Value> Writes => writes;

    /// <summary>Multiply-adds for one sample, none skipped.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>Parts that can be computed apart, by output; 1 where the step is not cut.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>The share of what it writes that is not zero, as far as the graph tells.</summary>
    public double Alive { get; init; } = 1;

    /// <summary>Floats of workspace that a worker needs.</summary>
    public int Workspace { get; init; }

    /// <summary>The unit it asks for; Rows is chosen by the plan alone.</summary>
    public Unit Unit { get; init; }

    /// <summary>Computes parts [From, To) of samples [First, First + Count).</summary>
    public abstract void Run(Frame f);
}
