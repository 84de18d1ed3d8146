using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Layers.Preprocessing;

public class NormalizationTests
{
    static readonly Tensor Table = new([4, 3], [0, 7, 4, 2, 9, 6, 0, 7, 4, 2, 9, 6]);

    static float[] Predict(Layer layer, Tensor x) => new Sequential([new Input([.. x.Shape.Tail()]), layer]).Predict(x).Data;

    static Normalization Adapted(Tensor data, AxisList? axis = null, bool invert = false)
    {
        var layer = new Normalization(axis, invert: invert);
        layer.Adapt(data);
        return layer;
    }

    [Fact]
    public void Adapted_it_has_the_mean_and_deviation_of_the_data()
    {
        Assert.Equal([-1, -1, -1], Predict(Adapted(Table), new([1, 3], [0, 7, 4])));
        Assert.Equal([2, 10, 8], Predict(Adapted(Table, invert: true), new([1, 3], [1, 2, 3])));
        Close.Assert(Predict(Adapted(new([5, 1], [1, 2, 3, 4, 5]), axis: []), new([3, 1], [1, 2, 3])), [-Math.Sqrt(2), -Math.Sqrt(0.5), 0],
            1e-6);
    }

    [Fact]
    public void Given_they_are_one_for_all_or_one_for_each_place()
    {
        Close.Assert(Predict(new Normalization(mean: [3], variance: [2]), new([3, 1], [1, 2, 3])), [-Math.Sqrt(2), -Math.Sqrt(0.5), 0],
            1e-6);
        Assert.Equal([0, 5e7f], Predict(new Normalization(1, [1, 2], [4, 0]), new([1, 2], [1, 7])));
    }

    [Fact]
    public void Axes_are_those_that_keep_a_mean_each()
    {
        var x = Samples.Random([4, 3, 2], 6);
        var layer = Adapted(x, axis: [1, 3]);
        var y = Predict(layer, x);
        Assert.Equal([4, 2], layer.GetWeights()[0].Value.Shape);
        for (var row = 0; row < 4; row++)
            for (var c = 0; c < 2; c++)
            {
                var values = Enumerable.Range(0, 6).SelectMany(n =>
                    Enumerable.Range(0, 3).Select(col => (double)y[(((((n * 4) + row) * 3) + col) * 2) + c])).ToArray();
                Assert.Equal(0, values.Average(), 1e-5);
                Assert.Equal(1, values.Average(v => v * v), 1e-4);
            }
    }

    [Fact]
    public void Far_from_0_the_variance_stays()
    {
        var x = new Tensor([4, 1], [1_000_000, 1_000_001, 1_000_002, 1_000_003]);
        Assert.Equal(1.25f, Adapted1(x).GetWeights()[1].Value.Data[0]);

        static Normalization Adapted1(Tensor x)
        {
            var layer = Adapted(x);
            _ = Predict(layer, x);
            return layer;
        }
    }

    [Fact]
    public void Adapt_after_the_model_is_made_and_from_a_source_are_the_same()
    {
        var data = Samples.Data([4, 3], 50, 3);
        var (before, after) = (new Normalization(), new Normalization());
        var x = Samples.Random([4, 3], 2);
        before.Adapt(data, batchSize: 7);
        var first = new Sequential([new Input(4, 3), before]);
        var second = new Sequential([new Input(4, 3), after]);
        Assert.Equal(x.Data, second.Predict(x).Data); // mean 0, variance 1
        after.Adapt(data);
        Assert.Equal(first.Predict(x).Data, second.Predict(x).Data);
        Assert.NotEqual(x.Data, second.Predict(x).Data);
        Assert.Equal(["mean", "variance", "count"], after.GetWeights().Select(w => w.Name.Split('/')[^1]));
        Assert.Equal(50, after.GetWeights()[2].Value.Data[0]);
        Assert.Equal(7, after.ParameterCount);
        Assert.Equal(0, after.TrainableParameterCount);
    }

    [Fact]
    public void It_is_saved_with_what_it_learned()
    {
        var layer = Adapted(Table);
        var model = new Sequential([new Input(3), layer]);
        using var folder = new TempFolder();
        model.Save(folder.File("a.safetensors"));
        Assert.Equal(model.Predict(Table).Data, Model.Load(folder.File("a.safetensors")).Predict(Table).Data);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        ThreeParts.Throws<ArgumentException>(() => new Normalization(mean: [1]), "1 means", "no variances");
        ThreeParts.Throws<ArgumentException>(() => new Normalization(mean: [1], variance: [-1]), "-1");
        ThreeParts.Throws<InvalidOperationException>(() => new Normalization(mean: [1], variance: [1]).Adapt(Table), "mean and variance");
        ThreeParts.Throws<ArgumentException>(() => new Normalization().Adapt(new Tensor([0, 3], [])), "(0, 3)");
        var layer = new Normalization();
        _ = new Sequential([new Input(4), layer]);
        ThreeParts.Throws<ArgumentException>(() => layer.Adapt(Table), "(4,)");
    }

    [Fact]
    public void Rescaling_has_a_number_for_each_channel()
    {
        Close.Assert(Predict(new Rescaling([2, 3], [1, -1]), new([2, 2], [1, 2, 3, 4])), [3, 5, 7, 11], 1e-6);
        Close.Assert(Predict(new Rescaling([2, 3], [1]), new([1, 2], [1, 2])), [3, 7], 1e-6);
        Close.Assert(Predict(new Rescaling([1], [1, -1]), new([1, 2], [1, 2])), [2, 1], 1e-6);
        ThreeParts.Throws<ArgumentException>(() => new Rescaling([]), "scale");
    }
}
