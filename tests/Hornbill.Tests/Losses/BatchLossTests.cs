using System.Text.Json;
using Hornbill.Data;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Graph;
using Xunit;

namespace Hornbill.Tests.Losses;

/// <summary>Losses that depend on a whole batch, and how losses are reduced.</summary>
public class BatchLossTests
{
    static readonly JsonElement Golden = GoldenData.Read("batch_losses.json");

    static readonly JsonElement[] Cases = [.. Golden.GetProperty("cases").EnumerateArray()];

    public static TheoryData<int, string> Indices =>
        [.. Cases.Select((c, i) => new TheoryDataRow<int, string>(i, c.GetProperty("name").GetString()!))];

    [Theory, MemberData(nameof(Indices))]
    public void Values_and_gradients_are_those_of_PyTorch(int index, string name)
    {
        var (c, loss, weights) = (Cases[index], Loss.Named(name), Golden.Doubles("weights"));
        Assert.Equal(name, loss.ToString());
        var shape = Shape.Create(c.Ints("shape"));
        var g = new TwinGraph(6);
        var p = g.Input("p", shape, c.Doubles("predictions"));
        var node = g.Loss(loss, p, c.Doubles("targets"));
        g.Leaves[node.Inputs[2]] = weights;
        var run = new PlanRun(g, new Request([], node, [p]));
        Assert.Equal(c.GetProperty("loss").GetDouble(), run.Losses.Average(), 1e-5 * Math.Max(1, c.GetProperty("loss").GetDouble()));
        Close.Assert(run.Gradient(p), c.Doubles("gradient"), 2e-5, "gradient");
        Tensor Made(string what, Shape sample) => new(sample.Prepend(6), [.. c.Doubles(what).Select(d => (float)d)]);
        var value = loss.Call(Made("targets", loss.TargetShape(shape)), Made("predictions", shape),
            new Tensor([6], [.. weights.Select(w => (float)w)]));
        Assert.Equal(c.GetProperty("loss").GetDouble(), value, 1e-5 * Math.Max(1, value));
    }

    [Theory]
    [InlineData("sum_over_batch_size", 5, 6), InlineData("mean", 5, 6), InlineData("sum", 30, 36),
        InlineData("mean_with_sample_weight", 4, 4)]
    public void Losses_are_reduced_as_the_word_says(string reduction, double ofPlaces, double ofSamples)
    {
        // Absolute errors 1, 2, 3 and 4, 5, 6.
        var loss = Loss.Named($"mae(reduction={reduction})");
        Tensor truth = new([2, 3, 1]), predicted = new([2, 3, 1], [1, -2, 3, -4, 5, 6]), places = new([2, 3], [1, 0.5f, 1, 2, 1, 2]),
            samples = new([2], [1, 2]);
        Assert.Equal(ofPlaces, loss.Call(truth, predicted, places), 1e-6);
        Assert.Equal(ofSamples, loss.Call(truth, predicted, samples), 1e-6);
        Assert.Equal([1f, 1, 3, 8, 5, 12], loss.CallEach(truth, predicted, places).Data);
        var model = new Sequential([new Input(3, 1), new Activation("linear")]);
        model.Compile("sgd", loss);
        Assert.Equal(ofSamples, model.Evaluate(new ArrayData(predicted, truth, [1, 2])).Loss, 1e-6);
    }

    [Fact]
    public void Ignored_places_count_neither_above_nor_below_the_line()
    {
        var loss = new SparseCategoricalCrossentropy(ignoreClass: 255);
        Tensor predicted = new([2, 2, 2], [0.25f, 0.75f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f]), truth = new([2, 2], [0, 255, 255, 255]);
        Assert.Equal(Math.Log(4), loss.Call(truth, predicted), 1e-6);
        var model = new Sequential([new Input(2, 2), new Activation("linear")]);
        model.Compile("sgd", loss);
        Assert.Equal(Math.Log(4), model.Evaluate(new ArrayData(predicted, truth)).Loss, 1e-6);
    }

    [Fact]
    public void Words_for_reductions_that_are_not_known_are_told() =>
        ThreeParts.Throws<ArgumentException>(() => new MeanSquaredError { Reduction = "max" }, "max", "sum_over_batch_size");
}
