using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>What a filter or a class looks for: an image that excites it most, found from grey by gradient ascent. Each step is as long
/// whatever the gradient; small shifts, a pull towards grey and now and then a blur keep away what no image has. (Erhan et al., 2009;
/// Yosinski et al., 2015)</summary>
/// <example><code>
/// var seen = new ActivationMaximization { Range = PixelRange.Unit }.Of(model, InnerLayer.Find(model, "conv2d_1"), [0, 1, 2, 3]);
/// seen.Images; // (4, 28, 28, 1)
/// </code></example>
public sealed record ActivationMaximization
{
    const int Most = 100_000;

    /// <summary>Steps upwards.</summary>
    public int Steps { get; init; } = 128;

    /// <summary>How far a step goes, as a share of the range: the root mean square over the image.</summary>
    public double Rate { get; init; } = 0.02;

    /// <summary>What pixels may be.</summary>
    public PixelRange Range { get; init; } = PixelRange.Unit;

    /// <summary>The share by which each step goes back to grey.</summary>
    public double Decay { get; init; } = 0.005;

    /// <summary>Steps from one blur to the next; 0 for none.</summary>
    public int BlurEvery { get; init; } = 4;

    /// <summary>The most pixels by which the image is shifted, around its edges, before each step.</summary>
    public int Jitter { get; init; } = 1;

    /// <summary>The deviation of the first image about grey, as a share of the range.</summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>Of noise and shifts.</summary>
    public int Seed { get; init; }

    /// <summary>The image's size, where the model takes any.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>Images that excite channels of a layer, all of them climbed together.</summary>
    /// <param name="model">A model of one input, which is images.</param>
    /// <param name="layer">A layer; of the one that ends with a softmax or sigmoid, what goes into it counts.</param>
    /// <param name="channels">Which channels, units or classes.</param>
    /// <exception cref="ArgumentException">The model takes no images or any size and none is given, there is no such channel, or a setting
    /// is out of range.</exception>
    public MaximizedActivations Of(Model model, InnerLayer layer, IReadOnlyList<int> channels)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(channels);
        Check(layer, channels);
        var random = new Random(Seed);
        var x = First(model, channels.Count, random);
        var start = model.Scores(x, layer.Output);
        var direction = Direction(start.Shape, channels);
        for (var step = 0; step < Steps; step++)
        {
            var (down, right) = (random.Next(-Jitter, Jitter + 1), random.Next(-Jitter, Jitter + 1));
            x = Shifted(x, down, right);
            Climb(x, Gradient(model, x, layer, direction));
            if (BlurEvery > 0 && step % BlurEvery == BlurEvery - 1 && step < Steps - BlurEvery) x = Blurred(x);
            x = Shifted(x, -down, -right);
        }
        return new(x, channels, Means(start, direction), Means(model.Scores(x, layer.Output), direction));
    }

    void Check(InnerLayer layer, IReadOnlyList<int> channels)
    {
        var count = layer.Shape[^1];
        if (channels.Count == 0 || channels.Any(c => c < 0 || c >= count))
            throw new ArgumentException(
                $"Channels {string.Join(", ", channels)} of the layer '{Plain.Text(layer.Name)}' were asked for, but it has 0 to " +
                $"{count - 1}. Give one of those at least.");
        if (Steps is < 1 or > Most || !(Rate is > 0 and <= 1) || !(Decay is >= 0 and < 1) || !(Noise is >= 0 and <= 1) || BlurEvery < 0
            || Jitter is < 0 or > Most || !(Range.High > Range.Low))
            throw new ArgumentException(
                $"{this} came, but steps are 1 to {Most:N0}, the rate above 0 and at most 1, decay from 0 and below 1, noise 0 to 1, " +
                $"blur and jitter at least 0, and the range rises. Correct the setting, or leave it out.");
    }

    Tensor First(Model model, int count, Random random)
    {
        var input = model.InputShape;
        if (input.Rank == 3 && !input.IsKnown && Size is { } size) input = [size.Height, size.Width, input[2]];
        if (input.Rank != 3 || !input.IsKnown || model.Inputs.Count > 1)
            throw new ArgumentException(
                $"Model '{Plain.Text(model.Name)}' takes {string.Join(", ", model.Inputs.Select(i => i.Shape))}, but an image of a known " +
                $"size is climbed in. Give a model of images, and a Size where it takes any.");
        var x = new Tensor(input.Prepend(count));
        var one = x.Row(0); // all begin alike
        for (var i = 0; i < one.Length; i++) one[i] = (float)(Grey + (Noise * Width * Normal(random)));
        for (var n = 1; n < count; n++) one.CopyTo(x.Row(n));
        return x;
    }

    double Width => (double)Range.High - Range.Low;

    double Grey => (Range.High + (double)Range.Low) / 2;

    // Box and Muller.
    static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    // The mean over places of each image's own channel.
    static Tensor Direction(Shape values, IReadOnlyList<int> channels)
    {
        var direction = new Tensor(values);
        var (row, depth) = (values.Tail().Elements, values[^1]);
        for (var n = 0; n < channels.Count; n++)
            for (var i = channels[n]; i < row; i += depth) direction.Row(n)[i] = (float)depth / row;
        return direction;
    }

    // A relu that nothing excites has no gradient: there the way leads by what goes into it.
    static Tensor Gradient(Model model, Tensor x, InnerLayer layer, Tensor direction)
    {
        var gradient = model.ScoreGradients(x, layer.Output, direction)[0];
        int[] flat = [.. Enumerable.Range(0, x.Shape[0]).Where(n => !gradient.Row(n).ContainsAnyExcept(0f))];
        if (flat.Length == 0) return gradient;
        var before = model.ScoreGradients(x, layer.Output, direction, anyActivation: true)[0];
        foreach (var n in flat) before.Row(n).CopyTo(gradient.Row(n));
        return gradient;
    }

    void Climb(Tensor x, Tensor gradient)
    {
        for (var n = 0; n < x.Shape[0]; n++)
        {
            var image = x.Row(n);
            var g = gradient.Row(n);
            var sum = 0.0;
            foreach (var v in g) sum += (double)v * v;
            if (sum == 0) continue; // dead here
            var length = Rate * Width / Math.Sqrt(sum / g.Length);
            for (var i = 0; i < g.Length; i++)
                image[i] = (float)Math.Clamp(image[i] + (length * g[i]) - (Decay * (image[i] - Grey)), Range.Low, Range.High);
        }
    }

    static Tensor Shifted(Tensor x, int down, int right) =>
        Moved(x, (y, h) => (((y - down) % h) + h) % h, (c, w) => (((c - right) % w) + w) % w);

    static Tensor Moved(Tensor x, Func<int, int, int> row, Func<int, int, int> column)
    {
        var (result, height, width, channels) = (new Tensor(x.Shape), x.Shape[1], x.Shape[2], x.Shape[3]);
        for (var n = 0; n < x.Shape[0]; n++)
            for (var y = 0; y < height; y++)
                for (var c = 0; c < width; c++)
                    x.Row(n).Slice(((row(y, height) * width) + column(c, width)) * channels, channels)
                        .CopyTo(result.Row(n)[(((y * width) + c) * channels)..]);
        return result;
    }

    // ¼, ½, ¼ along rows and columns, edges held.
    static Tensor Blurred(Tensor x)
    {
        Tensor At(Tensor t, int down, int right) =>
            Moved(t, (y, h) => Math.Clamp(y + down, 0, h - 1), (c, w) => Math.Clamp(c + right, 0, w - 1));
        var rows = (At(x, -1, 0) + (x * 2) + At(x, 1, 0)) / 4;
        return (At(rows, 0, -1) + (rows * 2) + At(rows, 0, 1)) / 4;
    }

    static double[] Means(Tensor values, Tensor direction) => [.. Enumerable.Range(0, values.Shape[0]).Select(n =>
    {
        var sum = 0.0;
        for (var i = 0; i < values.Row(n).Length; i++) sum += (double)values.Row(n)[i] * direction.Row(n)[i];
        return sum;
    })];
}

/// <summary>Images that excite channels.</summary>
/// <param name="Images">(channels, height, width, the image's channels), as the model takes them.</param>
/// <param name="Channels">The channel of each.</param>
/// <param name="First">What the first image excites each channel by: the mean over places.</param>
/// <param name="Last">The same of the image that was found.</param>
public sealed record MaximizedActivations(Tensor Images, IReadOnlyList<int> Channels, IReadOnlyList<double> First,
    IReadOnlyList<double> Last);
