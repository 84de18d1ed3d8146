using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Onnx.Export;

/// <summary>What follows a product and can be part of its weights: biases and normalisations by moving statistics.</summary>
/// <param name="Last">The last node of these.</param>
/// <param name="Between">The nodes that are done with it, the last one left out.</param>
/// <param name="Scale">What each channel's weights are multiplied by; null where that is 1.</param>
/// <param name="Shift">What is added to each channel; null where that is nothing.</param>
sealed record Tail(Node Last, IReadOnlyList<Node> Between, double[]? Scale, float[]? Shift)
{
    /// <summary>What follows a node of so many channels, which may have a bias of its own.</summary>
    public static Tail Of(Exporter x, Node node, int channels, float[]? bias)
    {
        var (last, between) = (node, new List<Node>());
        double[]? scale = null, shift = bias is null ? null : [.. bias.Select(b => (double)b)];
        while (x.Follower(last) is { Training: not true } next
            && (next.Op is Bias || (next.Op is BatchNormalization && x.FoldsBatchNormalization)))
        {
            var (a, b) = Affine(next, channels);
            scale = a is null ? scale : [.. a.Select((s, c) => s * (scale?[c] ?? 1))];
            shift = [.. b.Select((t, c) => t + ((a?[c] ?? 1) * (shift?[c] ?? 0)))];
            between.Add(last);
            last = next;
        }
        return new(last, between, scale, shift is null ? null : [.. shift.Select(s => (float)s)]);
    }

    /// <summary>All of them have become one value.</summary>
    public void Set(Exporter x, Value value)
    {
        foreach (var node in Between) x.Skip(node);
        if (Between.Count > 0) x.Skip(Last);
        if (Between.Count > 0) x.Set(Last, value);
    }

    static (double[]? Scale, double[] Shift) Affine(Node node, int channels)
    {
        if (node.Op is not BatchNormalization op) return (null, [.. Exporter.Numbers(node.Inputs[1]).Select(b => (double)b)]);
        var (mean, variance) = (Exporter.Numbers(op.Mean(node)), Exporter.Numbers(op.Variance(node)));
        var gamma = op.Gamma(node) is { } g ? Exporter.Numbers(g) : null;
        var beta = op.Beta(node) is { } b ? Exporter.Numbers(b) : null;
        var scale = new double[channels];
        for (var c = 0; c < channels; c++) scale[c] = (gamma?[c] ?? 1) / Math.Sqrt((double)variance[c] + op.Settings.Epsilon);
        return (scale, [.. scale.Select((s, c) => (beta?[c] ?? 0) - (s * mean[c]))]);
    }
}
