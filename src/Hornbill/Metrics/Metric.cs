using Hornbill.Tensors;

namespace Hornbill.Metrics;

/// <summary>A figure of predictions and targets, gathered sample by sample.</summary>
public abstract class Metric
{
    /// <summary>The metrics by name, for the shapes of a prediction and of a target: each has its line.</summary>
    static readonly Dictionary<string, Func<Shape, Shape, Metric>> All = new()
    {
        ["acc"] = (p, t) => new Accuracy(p, t),
        ["accuracy"] = (p, t) => new Accuracy(p, t),
    };

    /// <summary>Names that can be given.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The figure for what has been seen since the last reset; 0 where that is nothing.</summary>
    public abstract double Result { get; }

    /// <summary>Forgets what has been seen.</summary>
    public abstract void Reset();

    /// <summary>Takes in one sample.</summary>
    public abstract void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target);

    internal static string Check(string name) => All.ContainsKey(name) ? name : throw Choices.Unknown("metric", name, All.Keys);

    internal static Metric Named(string name, Shape prediction, Shape target) => All[name](prediction, target);
}
