using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Graph;
using Hornbill.Tests.Models;
using Xunit;
using ContrastOp = Hornbill.Graph.Ops.ContrastOp;
using Dense = Hornbill.Layers.Dense;
using EraseOp = Hornbill.Graph.Ops.EraseOp;
using RandomOp = Hornbill.Graph.Ops.RandomOp;
using WarpOp = Hornbill.Graph.Ops.WarpOp;

namespace Hornbill.Tests.Layers.Preprocessing;

/// <summary>The layers that change images at random in training.</summary>
public class RandomLayerTests
{
    const int Draws = 20_000;

    static Layer[] All =>
    [
        new RandomFlip(), new RandomRotation(0.1), new RandomZoom(0.2), new RandomTranslation(0.1, 0.1), new RandomContrast(0.3, (0, 1)),
        new RandomBrightness(0.2, (0, 1)), new RandomErasing((1, 1), valueRange: (0, 1)),
    ];

    [Fact]
    public void Nothing_happens_at_inference()
    {
        var x = Samples.Random([6, 5, 2], 9);
        foreach (var layer in All)
        {
            var model = new Sequential([new Input(6, 5, 2), layer]);
            Assert.Equal(x.Data, model.Predict(x).Data);
        }
    }

    [Fact]
    public void In_training_each_sample_and_each_step_is_changed_in_its_own_way_and_again_alike()
    {
        foreach (var layer in All)
        {
            float[] image = [.. Enumerable.Range(0, 60).Select(i => (i + 1) / 61f)];
            var made = Trained(layer, [6, 5, 2], [.. Enumerable.Repeat(image, 40).SelectMany(i => i)]).Chunk(60)
                .Select(i => string.Join(' ', i)).ToArray();
            Assert.InRange(made.Distinct().Count(), layer is RandomFlip ? 4 : 30, 40);
            Assert.Equal(made, Trained(Names.Make(layer.Kind, layer.Name, layer.GetConfig().Json), [6, 5, 2],
                                       [.. Enumerable.Repeat(image, 40).SelectMany(i => i)]).Chunk(60).Select(i => string.Join(' ', i)));
            var op = (RandomOp)layer.Apply(new Input(6, 5, 2).Output).Op;
            Assert.Distinct(new[] { (1ul, "a", 1u, 1, 0), (2ul, "a", 1u, 1, 0), (1ul, "b", 1u, 1, 0), (1ul, "a", 2u, 1, 0),
                (1ul, "a", 1u, 2, 0), (1ul, "a", 1u, 1, 1) }
                .Select(k => Drawn(op, k.Item1, k.Item2, k.Item3, k.Item4, k.Item5).Units(0)));
        }
    }

    [Fact]
    public void A_seed_of_its_own_stands_for_the_runs_and_the_name()
    {
        var op = Op<WarpOp>(new RandomRotation(0.1, seed: 7));
        Assert.Equal(Drawn(op, 1, "a", 3, 4).Units(0), Drawn(op, 2, "b", 3, 4).Units(0));
        Assert.NotEqual(Drawn(op, 1, "a", 3, 4).Units(0), Drawn(op, 1, "a", 4, 4).Units(0));
        Assert.NotEqual(Drawn(op, 1, "a", 3, 4).Units(0), Drawn(Op<WarpOp>(new RandomRotation(0.1, seed: 8)), 1, "a", 3, 4).Units(0));
    }

    [Fact]
    public void At_inference_gradients_pass_as_they_are()
    {
        foreach (var layer in All)
        {
            float[] Gradient(Func<Node, Node> between)
            {
                var g = new TwinGraph(3);
                var x = g.Input("x", [5, 4, 2]);
                return new PlanRun(g, new Request([], g.Loss(g.Flat(between(x)), sparse: true, fromLogits: true), [x])).Gradient(x);
            }
            Assert.Equal(Gradient(x => x), Gradient(x => layer.Apply(x)));
        }
    }

    [Theory]
    [InlineData(19, 45)]
    [InlineData(1, 6)]
    public void A_model_trains_with_the_same_bits_on_any_number_of_threads(int batch, int samples)
    {
        var data = Samples.Data([12, 12, 1], samples);
        var runs = new[] { 1, 2, 3, 7 }.Select(threads =>
        {
            Layer[] layers = [new Input(12, 12, 1), .. All, new Conv2D(4, 3), .. All, new Flatten(), new Dense(10, "softmax")];
            var model = new Sequential(layers, seed: 2) { Workers = new Workers(threads) };
            model.Compile("rmsprop", "sparse_categorical_crossentropy");
            return Samples.Bits(model.Fit(data, batchSize: batch, epochs: 3)) + Samples.Bits(model);
        });
        Assert.Single(runs.Distinct());
    }

    [Fact]
    public void Quarters_turn_counter_clockwise()
    {
        // a b c d / e f g h / i j k l / m n o p: the right side goes up.
        float[] x = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
        Assert.Equal([3, 7, 11, 15, 2, 6, 10, 14, 1, 5, 9, 13, 0, 4, 8, 12], Trained(new RandomRotation((0.25, 0.25)), [4, 4, 1], x));
        Assert.Equal([12, 8, 4, 0, 13, 9, 5, 1, 14, 10, 6, 2, 15, 11, 7, 3],
            Trained(new RandomRotation((-0.25, -0.25), interpolation: "nearest"), [4, 4, 1], x));
    }

    [Theory]
    [InlineData("reflect", new float[] { 2, 1, 1, 2, 3, 4 })]
    [InlineData("wrap", new float[] { 5, 6, 1, 2, 3, 4 })]
    [InlineData("nearest", new float[] { 1, 1, 1, 2, 3, 4 })]
    [InlineData("constant", new float[] { 9, 9, 1, 2, 3, 4 })]
    public void Shifts_go_right_and_down_and_fill_in(string fill, float[] expected)
    {
        float[] x = [1, 2, 3, 4, 5, 6];
        var third = (1 / 3.0, 1 / 3.0);
        Close.Assert(Trained(new RandomTranslation(0, third, fill, fillValue: 9), [1, 6, 1], x), [.. expected.Select(v => (double)v)],
            1e-6);
        Close.Assert(Trained(new RandomTranslation(third, 0, fill, fillValue: 9), [6, 1, 1], x), [.. expected.Select(v => (double)v)],
            1e-6);
    }

    [Fact]
    public void Positive_factors_zoom_out()
    {
        float[] x = [1, 2, 3, 4, 5, 6];
        Close.Assert(Trained(new RandomZoom(0, (1.0, 1.0), "constant", fillValue: 9), [1, 6, 1], x), [9, 5, 2.5, 4.5, 7.5, 9], 1e-6);
        Close.Assert(Trained(new RandomZoom(0, (-0.5, -0.5)), [1, 6, 1], x), [2.25, 2.75, 3.25, 3.75, 4.25, 4.75], 1e-6);
    }

    [Fact]
    public void Angles_zooms_and_shifts_fill_their_ranges_evenly()
    {
        Even(-0.2 * 360, 0.3 * 360, Maps(new RandomRotation((0.3, -0.2)), [9, 9, 1]).Select(m => Math.Atan2(m.YX, m.XX) / Math.PI * 180));
        var zooms = Maps(new RandomZoom((-0.5, 0.1), 0.2), [9, 7, 1]);
        Even(0.5, 1.1, zooms.Select(m => m.YY));
        Even(0.8, 1.2, zooms.Select(m => m.XX));
        Uncorrelated(zooms.Select(m => m.YY), zooms.Select(m => m.XX));
        Assert.All(Maps(new RandomZoom(0.3), [9, 7, 1]), m => Assert.Equal(m.XX, m.YY));
        var shifts = Maps(new RandomTranslation((-0.1, 0.5), 1), [10, 20, 1]);
        Even(-5, 1, shifts.Select(m => m.Y0));
        Even(-20, 20, shifts.Select(m => m.X0));
        Uncorrelated(shifts.Select(m => m.X0), shifts.Select(m => m.Y0));
    }

    [Theory]
    [InlineData("horizontal", 0.5, 0)]
    [InlineData("vertical", 0, 0.5)]
    [InlineData("horizontal_and_vertical", 0.5, 0.5)]
    public void Half_of_the_images_are_mirrored_on_each_axis(string mode, double horizontal, double vertical)
    {
        var maps = Maps(new RandomFlip(mode), [4, 6, 1]);
        Assert.Equal(horizontal, maps.Average(m => m.XX < 0 ? 1 : 0), 4 * 0.5 / Math.Sqrt(Draws));
        Assert.Equal(vertical, maps.Average(m => m.YY < 0 ? 1 : 0), 4 * 0.5 / Math.Sqrt(Draws));
        Assert.Equal(horizontal * vertical, maps.Average(m => m.XX < 0 && m.YY < 0 ? 1 : 0), 4 * 0.5 / Math.Sqrt(Draws));
    }

    [Fact]
    public void Contrast_and_brightness_fill_their_ranges_evenly()
    {
        Even(0.7, 1.3, Numbers.Select(r => Op<ContrastOp>(new RandomContrast(0.3)).Draw(r).Scale));
        Even(0.9, 1.4, Numbers.Select(r => Op<ContrastOp>(new RandomContrast((0.1, 0.4))).Draw(r).Scale));
        Even(-0.2 * 255, 0.2 * 255, Numbers.Select(r => Op<ContrastOp>(new RandomBrightness(0.2)).Draw(r).Shift));
        Even(0.2, 0.6, Numbers.Select(r => Op<ContrastOp>(new RandomBrightness((0.1, 0.3), (-1, 1))).Draw(r).Shift));
    }

    [Fact]
    public void Erased_patches_lie_inside_and_have_their_sizes_and_probability()
    {
        var patches = Numbers.Select(r => Op<EraseOp>(new RandomErasing(0.8, (0.04, 0.25))).Draw(r, 100, 200)).ToArray();
        // Of a probability even in [0, 0.8).
        Assert.Equal(0.4, patches.Average(p => p == default ? 0 : 1), 4 * 0.5 / Math.Sqrt(Draws));
        var erased = patches.Where(p => p != default).ToArray();
        Assert.All(erased, p => Assert.True(p is { Top: >= 0, Left: >= 0, Bottom: <= 100, Right: <= 200 }));
        Assert.All(erased, p => Assert.InRange(p.Bottom - p.Top, 20, 51));
        Assert.All(erased, p => Assert.InRange(p.Right - p.Left, 40, 101));
        // Of √s with s even: the mean is ⅔ (b³ − a³) / (b² − a²) with a = 0.2 and b = 0.5.
        Assert.Equal(100 * 2 / 3.0 * 0.117 / 0.21, erased.Average(p => p.Bottom - p.Top), 0.5);
        Assert.Equal(50, erased.Average(p => (p.Top + p.Bottom) / 2.0), 1.0);
        Assert.Equal(100, erased.Average(p => (p.Left + p.Right) / 2.0), 2.0);
    }

    [Fact]
    public void Erased_to_noise_or_a_value_within_the_range()
    {
        var x = Enumerable.Repeat(0.5f, 40 * 100).ToArray();
        var noise = Trained(new RandomErasing(valueRange: (0, 1)), [10, 10, 1], x).Where(v => v != 0.5f).ToArray();
        Assert.All(noise, v => Assert.InRange(v, 0, 1));
        Assert.InRange(noise.Average(v => v == 0 ? 1 : 0), 0.4, 0.6);
        Assert.InRange(noise.Distinct().Count(), noise.Length / 5, noise.Length);
        Assert.Equal([0.5f, 1], Trained(new RandomErasing(fillValue: 3, valueRange: (0, 1)), [10, 10, 1], x).Distinct().Order());
    }

    [Fact]
    public void Bad_settings_are_refused_in_three_parts()
    {
        ThreeParts.Throws<ArgumentException>(() => new RandomRotation(1.5), "RandomRotation", "factor", "1.5");
        ThreeParts.Throws<ArgumentException>(() => new RandomRotation(0.1, "mirror"), "mirror", "reflect");
        ThreeParts.Throws<ArgumentException>(() => new RandomRotation(0.1, interpolation: "bicubic"), "bicubic", "bilinear");
        ThreeParts.Throws<ArgumentException>(() => new RandomZoom(0.1, double.NaN), "RandomZoom", "width factor", "NaN");
        ThreeParts.Throws<ArgumentException>(() => new RandomTranslation((-2, 0), 0), "height factor", "(-2, 0)");
        ThreeParts.Throws<ArgumentException>(() => new RandomTranslation(0, 0, fillValue: double.NaN), "RandomTranslation", "NaN");
        ThreeParts.Throws<ArgumentException>(() => new RandomFlip("both"), "both", "horizontal_and_vertical");
        ThreeParts.Throws<ArgumentException>(() => new RandomContrast(2), "RandomContrast", "2");
        ThreeParts.Throws<ArgumentException>(() => new RandomBrightness(0.1, (1, 1)), "RandomBrightness", "(1, 1)");
        ThreeParts.Throws<ArgumentException>(() => new RandomErasing(scale: (0.1, 3)), "scale", "3");
        ThreeParts.Throws<ArgumentException>(() => new RandomErasing(fillValue: double.NaN), "NaN");
    }

    static Philox[] Numbers => [.. Enumerable.Range(0, Draws).Select(i => new Philox(5, Purpose.Augment, 3, (uint)i))];

    static AffineMap[] Maps(Layer layer, Shape shape)
    {
        var op = (WarpOp)layer.Apply(new Input([.. shape]).Output).Op;
        return [.. Numbers.Select(r => op.Draw(r, shape))];
    }

    static O Op<O>(Layer layer) => (O)(object)layer.Apply(new Input(8, 8, 1).Output).Op;

    // Within its ends, and with the mean and variance of an even distribution.
    static void Even(double low, double high, IEnumerable<double> drawn)
    {
        double[] share = [.. drawn.Select(v => (v - low) / (high - low))];
        Assert.All(share, s => Assert.InRange(s, -1e-9, 1 + 1e-9));
        Assert.Equal(0.5, share.Average(), 4 * Math.Sqrt(1 / 12.0 / Draws));
        Assert.Equal(1 / 12.0, share.Average(s => (s - 0.5) * (s - 0.5)), 4 * Math.Sqrt(1 / 180.0 / Draws));
    }

    static void Uncorrelated(IEnumerable<double> a, IEnumerable<double> b)
    {
        var (x, y) = (a.ToArray(), b.ToArray());
        var (mx, my) = (x.Average(), y.Average());
        var covariance = x.Zip(y, (u, v) => (u - mx) * (v - my)).Average();
        var deviations = Math.Sqrt(x.Average(u => (u - mx) * (u - mx)) * y.Average(v => (v - my) * (v - my)));
        Assert.Equal(0, covariance / deviations, 4 / Math.Sqrt(Draws));
    }

    // Of images one after the other, in one step of training.
    static float[] Trained(Layer layer, Shape shape, float[] images)
    {
        var g = new TwinGraph(images.Length / shape.Elements);
        var x = g.Input("x", shape);
        g.Leaves[x] = [.. images.Select(v => (double)v)];
        var y = layer.Apply(x);
        return new PlanRun(g, new Request([y], Training: true))[y];
    }

    static Philox Drawn(RandomOp op, ulong seed, string layer, uint step, int sample, int use = 0) =>
        op.Numbers(new(layer, use), new() { Seed = seed, TrainingStep = step }, sample);
}
