using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Weights of samples in metrics, of places and of outputs, and settings by names of outputs.</summary>
public class WeightedMetricTests
{
    static Sequential Linear(params int[] shape) => new([new Input([.. shape]), new Activation("linear")]);

    [Fact]
    public void Weighted_metrics_count_samples_by_their_weights_and_others_do_not()
    {
        var model = Linear(1);
        model.Compile("sgd", "mse", metrics: ["mae"], weightedMetrics: ["mae", "mse"]);
        var evaluation = model.Evaluate(new ArrayData(new Tensor([2, 1], [1, 4]), new Tensor([2, 1]), [3, 1]));
        Assert.Equal(["loss", "mae", "weighted_mae", "mse"], evaluation.Values.Keys);
        Assert.Equal((2.5, 1.75, 4.75, 9.5), (evaluation["mae"], evaluation["weighted_mae"], evaluation["mse"], evaluation.Loss));
        using var folder = new TempFolder();
        model.Save(folder.File("m.safetensors"));
        Assert.Equal(evaluation.Values, Model.Load(folder.File("m.safetensors")).Evaluate(
            new ArrayData(new Tensor([2, 1], [1, 4]), new Tensor([2, 1]), [3, 1])).Values);
    }

    [Fact]
    public void Class_weights_are_weights_of_samples_for_metrics_too()
    {
        var model = new Sequential([new Input(2), new Activation("linear")]);
        model.Compile(new SGD(0), "sparse_categorical_crossentropy", weightedMetrics: ["accuracy"]);
        var data = new ArrayData(new Tensor([2, 2], [0.9f, 0.1f, 0.8f, 0.2f]), new Tensor([2], [0, 1]));
        Assert.Equal(0.25, model.TrainOnBatch(data, new double[] { 1, 3 })["accuracy"], 1e-9);
    }

    [Fact]
    public void Each_place_may_have_a_weight()
    {
        var model = Linear(2, 1);
        model.Compile("sgd", "mae", weightedMetrics: ["mae"]);
        var data = new ArrayData(new Tensor([2, 2, 1], [1, 2, 3, 4]), new Tensor([2, 2, 1]), new Tensor([2, 2], [1, 0, 2, 1]));
        var evaluation = model.Evaluate(data);
        Assert.Equal((11 / 4.0, 11 / 4.0), (evaluation.Loss, evaluation["mae"]));
        // The gradient by each place is its weight over the number of places.
        var gradient = model.Gradients(data)[0];
        Assert.Equal(4, gradient.Data.Length);
        Assert.Equal(5, model.Evaluate(data.Slice(1, 1)).Loss); // (2 · 3 + 1 · 4) / 2
        ThreeParts.Throws<ArgumentException>(() =>
            model.Evaluate(new ArrayData(new Tensor([1, 2, 1]), new Tensor([1, 2, 1]), new Tensor([1, 3]))), "(3,)");
    }

    [Fact]
    public void Places_of_weight_0_teach_nothing()
    {
        Sequential Net()
        {
            var net = new Sequential([new Input(4, 4, 1), new Conv2D(3, 3, padding: "same", activation: "softmax")], seed: 3);
            net.Compile(new SGD(0.5), "sparse_categorical_crossentropy");
            return net;
        }
        var x = Samples.Random([4, 4, 1], 6);
        Tensor labels = new([6, 4, 4], Samples.Labels(96, 3).Data), other =
            new([6, 4, 4], [.. labels.Data.Select((l, i) => i % 5 == 0 ? (l + 1) % 3 : l)]);
        var weights = new Tensor([6, 4, 4], [.. Enumerable.Range(0, 96).Select(i => i % 5 == 0 ? 0f : 1 + (i % 3))]);
        var (a, b) = (Net(), Net());
        a.Fit(new ArrayData(x, labels, weights), 4, epochs: 2);
        b.Fit(new ArrayData(x, other, weights), 4, epochs: 2);
        Assert.Equal(Samples.Bits(a), Samples.Bits(b));
        b.Fit(new ArrayData(x, other), 4);
        Assert.NotEqual(Samples.Bits(a), Samples.Bits(b));
    }

    [Fact]
    public void Outputs_have_losses_metrics_and_weights_by_name()
    {
        var x = new Input(1).Output;
        var model = new Model([x], [new Activation("linear") { Name = "a" }.Apply(x), new Activation("linear") { Name = "b" }.Apply(x)]);
        model.Compile("sgd", new Dictionary<string, Loss> { ["b"] = "mae", ["a"] = "mse" }, lossWeights: new() { ["b"] = 0.5 },
                      metrics: new() { ["b"] = ["mse"] }, weightedMetrics: new() { ["a"] = ["mae"] });
        Tensor input = new([2, 1], [1, 3]), zero = new([2, 1]);
        var data = ArrayData.Of([input], [zero, zero], model.InOutputOrder(new Dictionary<string, Tensor> { ["a"] = new([2], [1, 0]) }));
        var e = model.Evaluate(data);
        Assert.Equal((0.5, 2, 1.5, 5, 1), (e["a_loss"], e["b_loss"], e.Loss, e["b_mse"], e["a_mae"]));
        ThreeParts.Throws<ArgumentException>(() => model.Compile("sgd", new Dictionary<string, Loss> { ["c"] = "mse" }), "'c'", "a, b");
    }
}
