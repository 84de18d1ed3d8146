using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>How much less probable a class becomes where a part of the image is hidden: a square passes over it. (Zeiler, Fergus,
/// 2014)</summary>
/// <example><code>Tensor map = new Occlusion { Window = 5, Stride = 1 }.Of(model, picture); // (1, 28, 28)</code></example>
public sealed record Occlusion
{
    /// <summary>The side of the square in pixels; a sixth of the image's shorter side by default.</summary>
    public int? Window { get; init; }

    /// <summary>Pixels from one square to the next; half of the window by default.</summary>
    public int? Stride { get; init; }

    /// <summary>What the square is filled with; the mean of the image's channel by default.</summary>
    public float? Value { get; init; }

    /// <summary>Squares that are predicted together.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Of each pixel the mean, over the squares that cover it, of probability(image) − probability(image with the
    /// square).</summary>
    /// <param name="model">A model of one input that predicts classes.</param>
    /// <param name="x">Images (n, height, width, channels), as the model takes them.</param>
    /// <param name="classes">A class for each image; the likeliest by default.</param>
    /// <returns>(n, height, width): positive where the class is seen, negative where something speaks against it.</returns>
    /// <exception cref="ArgumentException">The images do not fit, there is no such class, or window or stride do not fit the
    /// images.</exception>
    public Tensor Of(Model model, Tensor x, IReadOnlyList<int>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 4)
            throw new ArgumentException(
                $"Occlusion got samples of shape {x.Shape} but hides parts of images, (n, height, width, channels). Give such ones.");
        classes = ClassScores.Classes(model, x, classes);
        var (window, stride) = Sizes(x.Shape[1], x.Shape[2]);
        var (rows, columns) = (Places(x.Shape[1], window, stride), Places(x.Shape[2], window, stride));
        var result = new Tensor([x.Shape[0], x.Shape[1], x.Shape[2]]);
        var whole = model.Predict(x, BatchSize);
        for (var n = 0; n < classes.Count; n++)
        {
            var c = classes[n];
            var drops = Drops(model, x, n, [.. rows.SelectMany(r => columns.Select(l => (r, l)))], window, c,
                ClassScores.Probability(model, whole.Row(n), c));
            Spread(drops, window, x.Shape[2], result.Row(n));
        }
        return result;
    }

    (int Window, int Stride) Sizes(int height, int width)
    {
        var side = Math.Min(height, width);
        var window = Window ?? Math.Max(1, (side + 5) / 6);
        var stride = Stride ?? Math.Max(1, window / 2);
        return window >= 1 && window <= side && stride >= 1 && stride <= window && BatchSize >= 1
            ? (window, stride)
            : throw new ArgumentException(
                $"Occlusion got a window of {window} in steps of {stride}, {BatchSize} at a time, for images of {height} × {width}, but " +
                $"a window has 1 to {side} pixels, a step 1 to the window's, and a batch 1 at least. Give such ones, or none.");
    }

    // The last one ends with the image.
    static int[] Places(int size, int window, int stride) =>
        [.. Enumerable.Range(0, ((size - window + stride - 1) / stride) + 1).Select(i => Math.Min(i * stride, size - window))];

    (int Top, int Left, double Drop)[] Drops(Model model, Tensor x, int n, (int Top, int Left)[] places, int window, int c, float whole)
    {
        var drops = new (int, int, double)[places.Length];
        foreach (var chunk in places.Index().Chunk(BatchSize))
        {
            var hidden = new Tensor(x.Shape.Tail().Prepend(chunk.Length));
            for (var i = 0; i < chunk.Length; i++) Hide(x.Row(n), hidden.Row(i), x.Shape[2], x.Shape[3], chunk[i].Item, window);
            var predictions = model.Predict(hidden, BatchSize);
            for (var i = 0; i < chunk.Length; i++)
                drops[chunk[i].Index] = (chunk[i].Item.Top, chunk[i].Item.Left,
                    whole - (double)ClassScores.Probability(model, predictions.Row(i), c));
        }
        return drops;
    }

    void Hide(ReadOnlySpan<float> image, Span<float> to, int width, int channels, (int Top, int Left) at, int window)
    {
        image.CopyTo(to);
        for (var c = 0; c < channels; c++)
        {
            var fill = Value ?? Mean(image, c, channels);
            for (var y = at.Top; y < at.Top + window; y++)
                for (var x = at.Left; x < at.Left + window; x++) to[(((y * width) + x) * channels) + c] = fill;
        }
    }

    static float Mean(ReadOnlySpan<float> image, int channel, int channels)
    {
        var sum = 0.0;
        for (var i = channel; i < image.Length; i += channels) sum += image[i];
        return (float)(sum * channels / image.Length);
    }

    static void Spread((int Top, int Left, double Drop)[] drops, int window, int width, Span<float> result)
    {
        var (sums, counts) = (new double[result.Length], new int[result.Length]);
        foreach (var (top, left, drop) in drops)
            for (var y = top; y < top + window; y++)
                for (var x = left; x < left + window; x++)
                {
                    sums[(y * width) + x] += drop;
                    counts[(y * width) + x]++;
                }
        for (var i = 0; i < result.Length; i++) result[i] = (float)(sums[i] / counts[i]);
    }
}
