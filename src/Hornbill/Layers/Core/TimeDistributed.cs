using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Applies a layer, or a model, to each step by itself, with the same weights. Input (steps, …), output (steps, …), of what the
/// layer makes of (…).</summary>
/// <remarks>Each step is an application of its own in the graph.</remarks>
/// <example><code>new TimeDistributed(new Conv2D(16, 3, activation: "relu")) // of (frames, height, width, channels)</code></example>
public sealed class TimeDistributed : Layer
{
    const int MostSteps = 4096;

    /// <summary>Of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public TimeDistributed(Layer layer, string? name = null)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer is Input) throw new ArgumentException(
            "TimeDistributed got an Input but needs a layer that can be applied. Give one such as new Dense(8).");
        Layer = layer;
    }

    /// <summary>The layer that is applied.</summary>
    public Layer Layer { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("layer", Names.Describe(Layer));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        if (input.Shape.Rank < 2) throw BadInput(input.Shape, "(steps, …) with two dimensions at least", "Add a Reshape before it.");
        if (input.Shape.Rank > Kernels.Box.MostDimensions) throw BadInput(input.Shape, $"{Kernels.Box.MostDimensions} dimensions at most",
            "Use a Reshape before it.");
        if (input.Shape[0] > MostSteps) throw BadInput(input.Shape,
            $"{MostSteps} steps at most, each of which is an application of its own", "Use fewer steps, or a Conv1D.");
        Node[] steps = [.. Enumerable.Range(0, input.Shape[0]).Select(t => Layer.Apply(At(input, t))).Select(y =>
            Node(new View(y.Shape.Prepend(1)), y))];
        return steps.Length == 1 ? steps[0] : Node(new Concatenation(0), steps);
    }

    Node At(Node input, int step)
    {
        Move[] moves = [.. input.Shape.Select((n, d) => Move.Along(d == 0 ? 1 : n, d, d))];
        int[] from = [.. input.Shape.Select((_, d) => d == 0 ? step : 0)];
        return Node(new View(input.Shape.Tail()), Node(new Rearrangement("step", input.Shape.Tail().Prepend(1), moves, from: from), input));
    }
}
