using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>A layer that makes one value of each of so many windows, whatever the size of its input: along a side of n, window i of m
/// reaches from ⌊i n / m⌋ to ⌈(i + 1) n / m⌉.</summary>
public abstract class AdaptivePooling : Layer
{
    private protected AdaptivePooling(Size outputSize, string? name) : base(name)
    {
        OutputSize = outputSize;
        new ImageSize(outputSize.Height, outputSize.Width).Checked(Kind);
    }

    /// <summary>Windows along height and width; of a sequence the width is 1.</summary>
    public Size OutputSize { get; }

    /// <summary>Whether it pools sequences.</summary>
    internal abstract bool OfSequence { get; }

    /// <summary>Whether it takes means, or else maxima.</summary>
    internal abstract bool Averages { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => OfSequence ? new Config().Set("output_size", OutputSize.Height) : new Config()
        .Set("output_size", OutputSize.ToArray());

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        if (!OfSequence)
        {
            NeedImage(input.Shape);
            return Pool(input);
        }
        NeedSequence(input.Shape);
        var y = Pool(Node(new View([input.Shape[0], 1, input.Shape[1]]), input));
        return Node(new View([y.Shape[0], y.Shape[2]]), y);
    }

    // A mean over a window is one over its rows of one over its columns.
    Node Pool(Node image)
    {
        var (rows, columns) = (Windows(image.Shape[0], OutputSize.Height), Windows(image.Shape[1], OutputSize.Width));
        if (Averages) return Node(new Resample("adaptive average-pooling", ResamplingAxis.Means(rows), ResamplingAxis.Means(columns), 0),
            image);
        var pool = new Pair(rows.Max(w => w.Count), columns.Max(w => w.Count));
        if (rows.Length * pool.Height != image.Shape[0] || columns.Length * pool.Width != image.Shape[1])
            image = Node(new Resample("windows apart", ResamplingAxis.Apart(rows, pool.Height), ResamplingAxis.Apart(columns, pool.Width),
                0), image);
        return Node(new Graph.Ops.MaxPooling(pool, pool, default), image);
    }

    static (int First, int Count)[] Windows(int size, int windows) => [.. Enumerable.Range(0, windows)
        .Select(i => (First: (int)((long)i * size / windows), End: (int)((((i + 1L) * size) + windows - 1) / windows)))
            .Select(w => (w.First, w.End - w.First))];
}
