using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Losses;

/// <summary>Losses along another axis than the last: what the last axis gives for turned numbers.</summary>
public class AxisTests
{
    static readonly Dictionary<string, Func<int, Loss>> All = new()
    {
        ["categorical_crossentropy"] = axis => new CategoricalCrossentropy(labelSmoothing: 0.1, axis: axis),
        ["categorical_crossentropy of logits"] = axis => new CategoricalCrossentropy(fromLogits: true, axis: axis),
        ["sparse_categorical_crossentropy"] = axis => new SparseCategoricalCrossentropy(axis: axis),
        ["sparse_categorical_crossentropy ignoring 1"] = axis => new SparseCategoricalCrossentropy(true, ignoreClass: 1, axis),
        ["binary_crossentropy"] = axis => new BinaryCrossentropy(axis: axis),
        ["binary_focal_crossentropy"] = axis => new BinaryFocalCrossentropy(axis: axis),
        ["categorical_focal_crossentropy"] = axis => new CategoricalFocalCrossentropy(axis: axis),
        ["cosine_similarity"] = axis => new CosineSimilarity(axis),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    // Channels behind rows and columns, and in front of them.
    static readonly Tensor Last = Numbers([4, 2, 5, 3], 1), First = Last.Transpose(0, 3, 1, 2);

    static (Tensor Last, Tensor First) Targets(Loss loss)
    {
        var labels = Numbers([4, 2, 5], 2).Map(x => (int)(x * 3));
        if (loss.Name.StartsWith("sparse", StringComparison.Ordinal)) return (labels, labels);
        var classes = labels.ToCategorical(3);
        return (classes, classes.Transpose(0, 3, 1, 2));
    }

    static Tensor Numbers(Shape shape, long stream) =>
        new(shape, [.. GoldenData.Signed(stream, shape.Elements, 1).Select(u => (float)(0.5 + (0.49 * u)))]);

    [Theory, MemberData(nameof(Names))]
    public void A_loss_along_the_first_axis_is_that_of_turned_numbers(string name)
    {
        Loss last = All[name](-1), first = All[name](1);
        var (a, b) = (Targets(last).Last, Targets(last).First);
        var weights = Numbers([4, 2, 5], 3);
        Assert.Equal(last.Call(a, Last, weights), first.Call(b, First, weights), 1e-6);
        Assert.Equal(last.CallEach(a, Last, weights).Data, first.CallEach(b, First, weights).Data);
        Assert.Equal([4, 2, 5], first.CallEach(b, First).Shape);
        Assert.Equal(last.Call(a, Last), All[name](-3).Call(b, First), 1e-6);
        Metric measured = new LossMetric(last), turned = new LossMetric(first);
        measured.UpdateState(a, Last);
        turned.UpdateState(b, First);
        Assert.Equal(measured.Result, turned.Result, 1e-6);
        Assert.Equal($"{first.Name}", Settings.Word(first.ToString()));
        Assert.Equal(first.Call(b, First), Loss.Named(first.ToString()).Call(b, First));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_model_trains_along_any_axis(string name)
    {
        Model Trained(int axis)
        {
            Layer[] layers = [new Input(2, 5, 3), new Conv2D(3, 1, activation: "sigmoid")];
            var model = new Sequential(axis == -1 ? layers : [.. layers, new Permute(3, 1, 2)], seed: 5);
            model.Compile(new Hornbill.Optimizers.SGD(0.5), All[name](axis));
            var targets = Targets(All[name](axis));
            model.Fit(new ArrayData(Last, axis == -1 ? targets.Last : targets.First), batchSize: 4, epochs: 3);
            return model;
        }
        foreach (var (a, b) in Trained(-1).GetWeights().Zip(Trained(1).GetWeights()))
            Close.Assert([.. b.Value.Data.Select(v => (double)v)], [.. a.Value.Data.Select(v => (double)v)], 1e-5);
    }

    [Fact]
    public void An_axis_that_is_not_there_is_told()
    {
        var (truth, said) = (Numbers([4, 3], 1), Numbers([4, 3], 2));
        foreach (var axis in (int[])[0, 2, -2, 7])
            ThreeParts.Throws<ArgumentException>(() => new CosineSimilarity(axis).Call(truth, said), $"axis {axis}");
        var model = new Sequential([new Input(2, 5, 3), new Conv2D(3, 1)]);
        ThreeParts.Throws<ArgumentException>(() => model.Compile("sgd", "mse", ["cosine_similarity(axis=1)"]), "cosine_similarity(axis=1)");
        model.Compile("sgd", "mse", ["cosine_similarity(axis=3)"]);
        ThreeParts.Throws<ArgumentException>(() => model.Compile("sgd", new CategoricalCrossentropy(axis: 4)), "axis 4");
    }
}
