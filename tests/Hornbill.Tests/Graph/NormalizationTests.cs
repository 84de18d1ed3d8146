using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Simd;
using Hornbill.Tensors;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Graph;

/// <summary>What batch normalisation is fused with, and its moving statistics.</summary>
public class NormalizationTests
{
    // Of each a prediction by the moving statistics, with scales of both signs.
    static readonly Dictionary<string, (Func<TwinGraph, Node> Make, string[] Steps)> Predictions = new()
    {
        ["convolution, normalise"] = (g => Normalized(g, Conv(g)), ["conv: convolution + bias, normalisation in the weights"]),
        ["without bias, scale or centre"] = (g =>
            g.Normalize("norm", g.Convolution("conv", g.Input("x", [5, 6, 2]), g.Weight("w", 3, 3, 2, 5)), null, null, frozen: true),
            ["conv: convolution + bias, normalisation in the weights"]),
        ["convolution, normalise, relu, pool"] = (g => g.Pool("pool", g.Relu("relu", Normalized(g, Conv(g))), new(2, 2)),
            ["conv: convolution + bias, normalisation in the weights + relu + max-pooling"]),
        ["convolution, relu, normalise"] = (g => Normalized(g, g.Relu("relu", Conv(g))),
            ["conv: convolution + bias + relu + scale and shift"]),
        ["convolution, relu, normalise, pool"] = (g => g.Pool("pool", Normalized(g, g.Relu("relu", Conv(g))), new(2, 2)),
            ["conv: convolution + bias + relu + scale and shift + max-pooling"]),
        ["convolution, relu, pool, normalise"] = (g => Normalized(g, g.Pool("pool", g.Relu("relu", Conv(g)), new(2, 2))),
            ["conv: convolution + bias + relu + max-pooling", "norm: scale and shift"]),
        ["normalise alone, add, relu"] = (g =>
        {
            var x = g.Input("x", [4, 4, 18]);
            return g.Relu("relu", g.Sum("add", x, Normalized(g, x), taken: true));
        }, ["norm: scale and shift + add + relu"]),
    };

    static Node Conv(TwinGraph g) => g.Convolution("conv", g.Input("x", [6, 7, 3]), g.Weight("w", 3, 3, 3, 18), g.Weight("b", 18),
        pads: new(1, 1, 1, 1));

    static Node Normalized(TwinGraph g, Node x) => g.Normalize("norm", x, g.Weight("gamma", 18), g.Weight("beta", 18), frozen: true);

    public static TheoryData<string, int> Cases =>
        [.. Predictions.Keys.SelectMany(name => new[] { 1, 7 }.Select(n => new TheoryDataRow<string, int>(name, n)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predictions_fuse_and_are_the_references(string name, int samples)
    {
        var g = new TwinGraph(samples);
        var y = Predictions[name].Make(g);
        foreach (var gamma in g.Leaves.Where(l => l.Key.Name == "gamma")) Assert.True(gamma.Value.Min() < 0 && gamma.Value.Max() > 0);
        foreach (var width in SimdWidth.All)
        {
            var run = new PlanRun(g, new Request([y]), width);
            Assert.Equal(Predictions[name].Steps, run.Steps.Where(s => !s.Contains("reorder", StringComparison.Ordinal)));
            Close.Assert(run[y], g.Value(y), 3e-6, $"y, width {width}");
        }
    }

    [Fact]
    public void Training_takes_the_statistics_with_the_convolution_and_normalises_before_the_next()
    {
        var steps = Steps(LabB());
        Assert.Contains("Segment 1: tiles", steps);
        Assert.Contains("conv2d: convolution + bias + relu + statistics", steps);
        Assert.Contains("batch_normalization: statistics of the batch", steps);
        // Normalised and pooled just before the convolution that reads it, in one unit of work; relu's mask goes with the gradient by the
        // input.
        Assert.Matches(@"normalise \+ max-pooling\n(    .*\n)*  conv2d_1: convolution", steps.ReplaceLineEndings("\n"));
        Assert.Contains("d batch_normalization: by input, relu before it", steps);
        Assert.DoesNotContain("d conv2d: relu", steps);
        var residual = Steps(Residual());
        Assert.Contains("batch_normalization: normalise + relu", residual);
        Assert.Contains("batch_normalization_1: normalise + add + relu", residual);
    }

    [Fact]
    public void Two_normalisations_of_one_convolution_have_its_statistics_each()
    {
        var g = new TwinGraph(5);
        var c = g.Convolution("c", g.Input("x", [6, 6, 2]), g.Weight("w", 3, 3, 2, 8), pads: new(1, 1, 1, 1));
        var a = g.Normalize("na", c, g.Weight("gamma a", 8), g.Weight("beta a", 8));
        var b = g.Relu("relu", g.Normalize("nb", c, g.Weight("gamma b", 8), g.Weight("beta b", 8)));
        var z = g.Dense("z", g.Flat(g.Sum("sum", a, b, taken: true)), g.Weight("wz", 288, 5), g.Weight("bz", 5));
        var loss = g.Loss(z, sparse: true, fromLogits: true);
        Node[] by = [.. g.Weights.Except(g.Frozen)];
        foreach (var width in SimdWidth.All)
        {
            var run = new PlanRun(g, new Request([z], loss, by, Training: true), width);
            Close.Assert(run[z], g.Value(z), 1e-4, $"z, width {width}");
            foreach (var w in by) Close.Assert(run.Gradient(w), g.Gradient(loss, w), 2e-3, $"d {w.Name}, width {width}");
        }
    }

    [Theory]
    [InlineData("lab-b-2", "conv2d: convolution + bias + relu + statistics", "batch_normalization: normalise + max-pooling",
                "conv2d_1: convolution + bias + relu + scale and shift + max-pooling")]
    [InlineData("lab-c-resnet", "conv2d: convolution + bias + statistics", "batch_normalization_2: normalise + add + relu",
                "conv2d_1: convolution + bias, normalisation in the weights + relu")]
    public void The_plans_of_the_labs_nets_show_it(string net, string first, string then, string predicting)
    {
        var model = Nets.Find(net).Build();
        Assert.Contains(first, model.Plan());
        Assert.Contains(then, model.Plan());
        Assert.Contains(predicting, model.Plan(inference: true));
        Assert.DoesNotContain("normalise", model.Plan(inference: true));
    }

    static string Steps(Model model)
    {
        model.Compile("adam", "sparse_categorical_crossentropy");
        return model.Plan();
    }

    static Sequential LabB(Initializer? gamma = null) => new([
        new Input(8, 8, 3), new Conv2D(6, 3, padding: "same", activation: "relu"), new BatchNormalization(gammaInitializer: gamma),
            new MaxPooling2D(2),
        new Conv2D(9, 3, padding: "same", activation: "relu"), new BatchNormalization(gammaInitializer: gamma), new MaxPooling2D(2),
            new Flatten(),
        new Dense(10, "relu"), new BatchNormalization(), new Dense(10, "softmax")], seed: 2);

    static Model Residual()
    {
        var x = new Input(8, 8, 2).Output;
        var y = new Activation("relu").Apply(new BatchNormalization().Apply(new Conv2D(4, 3, padding: "same").Apply(x)));
        var z = new BatchNormalization().Apply(new Conv2D(4, 3, padding: "same").Apply(y));
        return new([x], [new Dense(10, "softmax").Apply(new Flatten().Apply(new ReLU().Apply(new Add().Apply(y, z))))]);
    }

    [Fact]
    public void Moving_statistics_follow_the_batches_and_predictions_use_them()
    {
        var model = new Sequential([new Input(3), new BatchNormalization(momentum: 0.8, epsilon: 0.01), new Dense(10, "softmax")]);
        model.Compile(new SGD(0), "sparse_categorical_crossentropy");
        var x = Samples.Random([3], 10);
        for (var i = 0; i < x.Data.Length; i++) x.Data[i] = (5 * x.Data[i]) + (i % 3);
        var data = new Hornbill.Data.ArrayData(x, new Tensor([10], new float[10]));
        model.Fit(data, batchSize: 5, shuffle: false, epochs: 2);
        var weights = model.GetWeights().ToDictionary(w => w.Name, w => w.Value.Data);
        double[] mean = [0, 0, 0], variance = [1, 1, 1];
        for (var step = 0; step < 4; step++)
            for (var k = 0; k < 3; k++)
            {
                double[] column = [.. Enumerable.Range(step % 2 * 5, 5).Select(n => (double)x.Data[(n * 3) + k])];
                mean[k] = (0.8 * mean[k]) + (0.2 * column.Average());
                variance[k] = (0.8 * variance[k]) + (0.2 * column.Average(v => Math.Pow(v - column.Average(), 2)));
            }
        Close.Assert(weights["batch_normalization/moving_mean"], mean, 1e-6);
        Close.Assert(weights["batch_normalization/moving_variance"], variance, 1e-6);
        var inner = new Model(model.Inputs, [model.Layers[1].Output]);
        Close.Assert(inner.Predict(x).Data, [.. x.Data.Select((v, i) => (v - mean[i % 3]) / Math.Sqrt(variance[i % 3] + 0.01))], 1e-6);
    }

    [Fact]
    public void A_frozen_layer_takes_the_moving_statistics_in_training_and_keeps_them()
    {
        var model = LabB();
        foreach (var layer in model.Layers.OfType<BatchNormalization>()) layer.Trainable = false;
        model.Compile("adam", "sparse_categorical_crossentropy");
        Assert.Contains("batch_normalization: scale and shift", model.Plan());
        var before = model.GetWeights().Where(w => w.Name.Contains("batch_norm", StringComparison.Ordinal)).Select(w => w.Value.Data)
            .ToArray();
        model.Fit(Samples.Data([8, 8, 3], 20), epochs: 2);
        Assert.Equal(before, model.GetWeights().Where(w => w.Name.Contains("batch_norm", StringComparison.Ordinal)).Select(w =>
            w.Value.Data));
    }

    [Fact]
    public void The_same_bits_on_any_number_of_threads_with_scales_of_both_signs()
    {
        string? first = null;
        foreach (var threads in new[] { 1, 2, 3, 7 })
        {
            var model = LabB("random_normal");
            model.Workers = new(threads);
            model.Compile("adam", "sparse_categorical_crossentropy");
            model.Fit(Samples.Data([8, 8, 3], 70), batchSize: 32, epochs: 2);
            var bits = Samples.Bits(model);
            Assert.Equal(first ??= bits, bits);
        }
    }

    [Fact]
    public void Weights_stand_in_Keras_s_order() => Assert.Equal(
        ["gamma", "beta", "moving_mean", "moving_variance"],
        new Sequential([new Input(3), new BatchNormalization()]).GetWeights().Select(w => w.Name.Split('/')[1]));

    [Fact]
    public void Numbers_far_from_0_keep_their_variance()
    {
        var model = new Sequential([new Input(4, 4, 1), new BatchNormalization(momentum: 0), new Flatten(), new Dense(10, "softmax")]);
        model.Compile(new SGD(0), "sparse_categorical_crossentropy");
        var x = Samples.Random([4, 4, 1], 8);
        for (var i = 0; i < x.Data.Length; i++) x.Data[i] += 10_000;
        model.Fit(new Hornbill.Data.ArrayData(x, new Tensor([8], new float[8])), batchSize: 8);
        var variance = model.GetWeights().Single(w => w.Name.EndsWith("variance", StringComparison.Ordinal)).Value.Data[0];
        var mean = x.Data.Average(v => (double)v);
        Assert.Equal(x.Data.Average(v => (v - mean) * (v - mean)), variance, 1e-4);
    }
}
