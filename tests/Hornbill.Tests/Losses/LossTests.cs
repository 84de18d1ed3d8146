using System.Text.Json;
using Hornbill.Data;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Simd;
using Hornbill.Tensors;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Graph;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Losses;

public class LossTests
{
    static readonly JsonElement Golden = GoldenData.Read("losses.json");

    static readonly JsonElement[] Cases = [.. Golden.GetProperty("cases").EnumerateArray()];

    public static TheoryData<int, string> Indices =>
        [.. Cases.Select((c, i) => new TheoryDataRow<int, string>(i, c.GetProperty("name").GetString()!))];

    [Theory, MemberData(nameof(Indices))]
    public void Values_and_gradients_are_those_of_PyTorch(int index, string name)
    {
        var (c, loss, weights) = (Cases[index], Loss.Named(name), Golden.Doubles("weights"));
        var g = new TwinGraph(5);
        var p = g.Input("p", [4], c.Doubles("predictions"));
        var node = g.Loss(loss, p, c.Doubles("targets"));
        g.Leaves[node.Inputs[2]] = weights;
        // Of a batch with places that do not count the others have a greater share.
        var share = loss.Op.IgnoredTarget is { } ignored ? 5.0 / c.Doubles("targets").Count(t => t != ignored) : 1;
        foreach (var width in SimdWidth.All)
        {
            var run = new PlanRun(g, new Request([], node, [p]), width);
            Close.Assert(run.Losses, [.. c.Doubles("losses").Zip(weights, (l, w) => share * l * w)], 1e-5, "losses");
            Close.Assert(run.Gradient(p), [.. c.Doubles("gradient").Select(d => share * d)], 1e-5, "gradient");
        }
    }

    [Theory, MemberData(nameof(Indices))]
    public void A_loss_as_a_metric_is_the_mean_of_those_of_PyTorch(int index, string name)
    {
        var (c, metric) = (Cases[index], Metric.Named(name));
        var (predictions, targets) = (Floats(c, "predictions").Chunk(4).ToArray(), Floats(c, "targets"));
        var each = targets.Length / predictions.Length;
        for (var n = 0; n < predictions.Length; n++) metric.Update(predictions[n], targets.AsSpan(n * each, each));
        var counted = Loss.Named(name).Op.IgnoredTarget is { } ignored ? c.Doubles("targets").Count(t => t != ignored) : predictions.Length;
        var expected = c.Doubles("losses").Sum() / counted * (name == "cosine_similarity" ? -1 : 1);
        Assert.Equal(expected, metric.Result, 1e-5 * Math.Max(1, Math.Abs(expected)));
    }

    [Fact]
    public void Every_loss_has_golden_values_and_a_reference()
    {
        var golden = Cases.Select(c => Loss.Named(c.GetProperty("name").GetString()!).GetType()).ToHashSet();
        var referenced = LossCases.All.Values.Select(c => c.Loss.GetType()).ToHashSet();
        foreach (var name in Loss.Names.Where(n => !Loss.Named(n).OfBatch)) // those have BatchLossTests
        {
            Assert.Contains(Loss.Named(name).GetType(), golden);
            Assert.Contains(Loss.Named(name).GetType(), referenced);
        }
    }

    [Fact]
    public void Short_names_are_Kerass()
    {
        foreach (var (brief, name) in new[] { ("bce", "binary_crossentropy"), ("kld", "kl_divergence"), ("mae", "mean_absolute_error"),
            ("MAPE", "mean_absolute_percentage_error"),
                                              ("mse", "mean_squared_error"), ("msle", "mean_squared_logarithmic_error") })
            Assert.Equal(name, Loss.Named(brief).ToString());
        Assert.Equal("huber(delta=0.5)", Loss.Named("huber(delta=0.5)").ToString());
        Assert.Contains("Known: delta, reduction.", Assert.Throws<ArgumentException>(() => Loss.Named("huber(alpha=1)")).Message);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        ThreeParts.Throws<ArgumentException>(() => new Huber(0), "delta 0");
        ThreeParts.Throws<ArgumentException>(() => new Huber(double.NaN), "NaN");
        ThreeParts.Throws<ArgumentException>(() => new CategoricalCrossentropy(labelSmoothing: 1.5), "label smoothing 1.5");
        ThreeParts.Throws<ArgumentException>(() => new BinaryCrossentropy(labelSmoothing: -0.1), "-0.1");
        ThreeParts.Throws<ArgumentException>(() => new BinaryFocalCrossentropy(alpha: 2), "alpha 2");
        ThreeParts.Throws<ArgumentException>(() => new BinaryFocalCrossentropy(gamma: -1), "gamma -1");
        ThreeParts.Throws<ArgumentException>(() => new CategoricalFocalCrossentropy(alpha: double.PositiveInfinity), "alpha");
    }

    public static TheoryData<string, float, bool> Targets => new()
    {
        { "mse", 1e30f, true }, { "mse", float.NaN, false }, { "mse", float.PositiveInfinity, false },
            { "cosine_similarity", float.NegativeInfinity, false },
        { "bce", 1.0001f, true }, { "bce", 2, false }, { "bce", -1, false }, { "categorical_crossentropy", 3, false },
            { "categorical_focal_crossentropy", -0.5f, false },
        { "categorical_hinge", 2, false }, { "kl_divergence", 1.5f, false }, { "poisson", 7, true }, { "poisson", -1, false },
            { "msle", -2, true },
        { "hinge", -1, true }, { "hinge", 0, true }, { "hinge", 0.5f, false }, { "squared_hinge", 2, false },
            { "squared_hinge", float.NaN, false },
        { "sparse_categorical_crossentropy", 2, true }, { "sparse_categorical_crossentropy", 3, false },
            { "sparse_categorical_crossentropy", 0.5f, false },
        { "sparse_categorical_crossentropy", float.NaN, false }, { "sparse_categorical_crossentropy(ignore_class=255)", 255, true },
        { "sparse_categorical_crossentropy(ignore_class=-1)", -1, true }, { "sparse_categorical_crossentropy(ignore_class=-1)", -2, false },
    };

    [Theory, MemberData(nameof(Targets))]
    public void Impossible_targets_are_told(string name, float target, bool possible)
    {
        var loss = Loss.Named(name);
        var shape = loss.TargetShape([2, 2, 3]);
        var row = Enumerable.Repeat(1f, shape.Elements).ToArray();
        row[^1] = target;
        var complaint = loss.Complain(row, [2, 2, 3]);
        Assert.Equal(possible, complaint is null);
        if (complaint is not null) ThreeParts.Assert($"The target: {complaint}", $"{target}", "needs");
    }

    [Theory]
    [InlineData("sparse_categorical_crossentropy", "softmax", true)]
    [InlineData("categorical_crossentropy", "softmax", false)]
    [InlineData("binary_crossentropy", "sigmoid", false)]
    public void Over_images_each_pixel_is_a_prediction(string loss, string activation, bool sparse)
    {
        // The same pixels as samples of their own: a convolution of 1 × 1 is a dense layer.
        var (images, pixels) = (Images(), Pixels());
        pixels.SetWeights([.. images.Values().Select((w, i) => new Tensor(pixels.Values()[i].Shape, w.Data))]);
        foreach (var m in new[] { images, pixels }) m.Compile("sgd", loss, ["accuracy", "mse"]);
        var x = Samples.Random([4, 5, 2], 6);
        var labels = Samples.Labels(6 * 20, 3);
        var y = sparse ? labels : Samples.OneHot(labels, 3);
        var ofImages = new ArrayData(x, new Tensor(sparse ? [6, 4, 5] : [6, 4, 5, 3], y.Data));
        var ofPixels = new ArrayData(new Tensor([120, 2], x.Data), y);
        var (a, b) = (images.Evaluate(ofImages), pixels.Evaluate(ofPixels));
        foreach (var figure in a.Values.Keys) Assert.Equal(b[figure], a[figure], 1e-6);
        images.Fit(ofImages, batchSize: 6, shuffle: false, epochs: 2);
        pixels.Fit(ofPixels, batchSize: 120, shuffle: false, epochs: 2);
        foreach (var (w, v) in images.Values().Zip(pixels.Values())) Close.Assert(w.Data, [.. v.Data], 1e-5);
        if (sparse) Assert.Equal(a.Loss, images.Evaluate(new ArrayData(x, new Tensor([6, 4, 5, 1], y.Data))).Loss, 1);

        Sequential Images() => new([new Input(4, 5, 2), new Conv2D(3, 1, activation: activation)], seed: 2);
        Sequential Pixels() => new([new Input(2), new Dense(3, activation)], seed: 3);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_no_place_for_a_metric_to_read()
    {
        foreach (var label in (float[])[3, -1, 1e9f, float.NaN])
            ThreeParts.Throws<ArgumentException>(() =>
                Metric.Named("sparse_categorical_crossentropy").Update([0.2f, 0.3f, 0.5f], [label]), $"{label}", "0 to 2");
    }

    [Fact]
    public void Targets_of_another_shape_are_told_how_to_mend_it()
    {
        var model = Samples.Tiny();
        var (x, labels) = (Samples.Random([2], 8), Samples.Labels(8, 4));
        ThreeParts.Throws<ArgumentException>(() =>
            model.Fit(new ArrayData(x, Samples.OneHot(labels, 4))), "(4,)", "(1,)", "Use categorical_crossentropy");
        model.Compile("sgd", "categorical_crossentropy");
        ThreeParts.Throws<ArgumentException>(() =>
            model.Fit(new ArrayData(x, labels)), "(1,)", "(4,)", "Use sparse_categorical_crossentropy");
        model.Compile("sgd", "mse");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(new ArrayData(x, labels)), "(1,)", "(4,)", "change the output of 'dense_1'");
    }

    static float[] Floats(JsonElement c, string name) => [.. c.Doubles(name).Select(v => (float)v)];
}
