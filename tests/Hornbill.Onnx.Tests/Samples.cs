using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>Numbers to put through models, and how they are compared.</summary>
static class Samples
{
    /// <summary>So many samples of a shape, from −1 to 1.</summary>
    public static Tensor Of(Shape shape, int count, int seed = 1, float low = -1, float high = 1)
    {
        var (x, random) = (new Tensor(shape.Prepend(count)), new Random(seed));
        for (var i = 0; i < x.Data.Length; i++) x.Data[i] = low + (random.NextSingle() * (high - low));
        return x;
    }

    /// <summary>Weights that nothing leaves as it is: biases and moving means about 0, variances and scales about 1.</summary>
    public static Model Drawn(Model model, int seed = 2)
    {
        var random = new Random(seed);
        model.SetWeights([.. model.GetWeights().Select(w =>
        {
            var positive = w.Name.EndsWith("variance", StringComparison.Ordinal) || w.Name.EndsWith("gamma", StringComparison.Ordinal);
            var width = w.Name.EndsWith("kernel", StringComparison.Ordinal) || w.Name.EndsWith("depthwise", StringComparison.Ordinal)
                || w.Name.EndsWith("pointwise", StringComparison.Ordinal) ? 1 : 0.3f;
            foreach (ref var v in w.Value.Data.AsSpan())
                v = width == 1 ? v : positive ? 0.6f + random.NextSingle() : width * ((2 * random.NextSingle()) - 1);
            return w.Value;
        })]);
        return model;
    }

    /// <summary>(n, height, width, channels) as (n, channels, height, width).</summary>
    public static Tensor ChannelsFirst(Tensor x)
    {
        if (x.Shape.Rank != 4) return x;
        var (n, h, w, c) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        var y = new Tensor([n, c, h, w]);
        for (var i = 0; i < y.Data.Length; i++)
        {
            var (at, column) = Math.DivRem(i, w);
            (at, var row) = Math.DivRem(at, h);
            var (sample, channel) = Math.DivRem(at, c);
            y.Data[i] = x.Data[(((((sample * h) + row) * w) + column) * c) + channel];
        }
        return y;
    }

    /// <summary>The same to a share of the greatest, or of 1.</summary>
    public static void AssertClose(Tensor expected, Tensor came, double tolerance, string what)
    {
        Assert.Equal(expected.Shape.ToArray(), came.Shape.ToArray());
        var scale = Math.Max(1, expected.Data.ToArray().Select(v => Math.Abs(v)).DefaultIfEmpty().Max());
        for (var i = 0; i < expected.Data.Length; i++)
            if (!(Math.Abs(expected.Data[i] - came.Data[i]) <= tolerance * scale))
                Assert.Fail($"{what}: element {i} is {came.Data[i]} where {expected.Data[i]} is expected.");
    }
}
