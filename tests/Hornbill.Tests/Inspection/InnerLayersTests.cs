using Hornbill.Data;
using Hornbill.Inspection;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Inspection;

/// <summary>Filters, feature maps, and images that excite what is within.</summary>
public class InnerLayersTests
{
    [Fact]
    public void Layers_come_in_order_and_models_within_are_opened()
    {
        Assert.Equal(["first", "pool", "second", "flatten", "dense"], InnerLayer.All(SeeingNets.Row()).Select(l => l.Name));
        var nested = SeeingNets.Nested();
        Assert.Equal(["trunk/inner/first", "trunk/inner/pool", "trunk/inner/second", "flatten", "dense", "activation"],
            InnerLayer.All(nested).Select(l => l.Name));
        Assert.Equal("trunk/inner/pool", InnerLayer.Find(nested, "pool").Name);
        var shared = new Conv2D(3, 3, padding: "same") { Name = "shared" };
        var x = new Input(5, 5, 3).Output;
        var twice = new Model([x], [shared.Apply(shared.Apply(x))]);
        Assert.Equal(["shared", "shared#1"], InnerLayer.All(twice).Select(l => l.Name));
        Assert.Single(Filters.Convolutions(twice));
        // Two trunks with a layer of one name.
        Model Trunk(string name) => new Sequential([new Input(5, 5, 3), new Conv2D(3, 3, padding: "same") { Name = "edges" }], name);
        var both = new Sequential([new Input(5, 5, 3), Trunk("a"), Trunk("b")]);
        ThreeParts.Throws<ArgumentException>(() => InnerLayer.Find(both, "edges"), "2 layers", "'a/edges' or 'b/edges'");
    }

    [Fact]
    public void Exact_numerics_hold_within_as_at_the_end()
    {
        var model = new Sequential([new Input(8, 8, 16), new Conv2D(16, 3, padding: "same")], seed: 3);
        var x = Samples.Random([8, 8, 16], 4);
        float[] Within() => model.Activations(x, [.. model.Outputs])[0].Data;
        var fast = Within();
        Assert.Equal(model.Predict(x).Data, fast);
        model.Numerics = Numerics.Exact;
        Assert.Equal(model.Predict(x).Data, Within());
        Assert.NotEqual(fast, Within());
    }

    [Fact]
    public void Feature_maps_are_what_models_that_end_there_predict()
    {
        var row = SeeingNets.Row();
        var maps = FeatureMaps.Of(row, SeeingNets.Images);
        Assert.Equal(["(2, 12, 12, 4)", "(2, 6, 6, 4)", "(2, 4, 4, 6)", "(2, 96)", "(2, 5)"], maps.Select(m => m.Values.Shape.ToString()));
        foreach (var map in maps)
            Assert.Equal(new Model(row.Inputs, [map.Layer.Output]).Predict(SeeingNets.Images).Data, map.Values.Data);
        var nested = FeatureMaps.Of(SeeingNets.Nested(), SeeingNets.Images);
        for (var i = 0; i < 3; i++) Close.Assert(nested[i].Values.Data, [.. maps[i].Values.Data.Select(v => (double)v)], 1e-6);
        Assert.Equal(Shape.Create(1, 28, 28, 6),
            FeatureMaps.Of(SeeingNets.AnySize(true), new Tensor([1, 60, 60, 3])).Single(m => m.Layer.Layer.Name == "second").Values.Shape);
    }

    [Fact]
    public void Filters_are_told_one_by_one_whatever_the_layer()
    {
        var x = new Input(9, 9, 3).Output;
        Layer[] layers = [new Conv2D(4, (3, 2)), new DepthwiseConv2D(3, depthMultiplier: 2), new SeparableConv2D(5, 3),
            new Conv2DTranspose(6, (2, 3))];
        Layer[] sequences = [new Conv1D(4, 3), new DepthwiseConv1D(3), new SeparableConv1D(5, 3), new Conv1DTranspose(6, 2)];
        var s = new Input(9, 3).Output;
        _ = new Model([x, s], [.. layers.Select(l => l.Apply(x)), .. sequences.Select(l => l.Apply(s))], seed: 4);
        Assert.Equal(["(4, 3, 2, 3)", "(6, 3, 3, 1)", "(3, 3, 3, 1)", "(6, 2, 3, 3)", "(4, 1, 3, 3)", "(3, 1, 3, 1)", "(3, 1, 3, 1)",
            "(6, 1, 2, 3)"], layers.Concat(sequences).Select(l => Filters.Of(l).Shape.ToString()));
        Tensor Kernel(int i) => layers[i].GetWeights()[0].Value;
        Assert.Equal(Kernel(0)[2, 1, 0, 3], Filters.Of(layers[0])[3, 2, 1, 0]);
        Assert.Equal(Kernel(1)[2, 1, 2, 1], Filters.Of(layers[1])[5, 2, 1, 0]);
        Assert.Equal(Kernel(3)[1, 2, 5, 0], Filters.Of(layers[3])[5, 1, 2, 0]);
        ThreeParts.Throws<ArgumentException>(() => Filters.Of(new Dense(3) { Name = "d" }), "Dense 'd'", "convolutions");
    }

    [Fact]
    public void An_image_is_found_that_excites_a_channel_and_stays_within_the_range()
    {
        var model = SeeingNets.Nested();
        var climb = new ActivationMaximization { Steps = 40, Range = new PixelRange(-1, 2) };
        var found = climb.Of(model, InnerLayer.Find(model, "second"), [0, 3, 5]);
        Assert.Equal(Shape.Create(3, 12, 12, 3), found.Images.Shape);
        for (var i = 0; i < 3; i++) Assert.True(found.Last[i] > found.First[i] + 0.05, $"{found.First[i]} to {found.Last[i]}");
        Assert.All(found.Images.Data, v => Assert.InRange(v, -1, 2));
        Assert.Equal(found.Images.Data, climb.Of(model, InnerLayer.Find(model, "second"), [0, 3, 5]).Images.Data);
        // What is told is what the model makes of it.
        var values = model.Activations(found.Images, [InnerLayer.Find(model, "second").Output])[0];
        Assert.Equal(Enumerable.Range(0, 16).Average(p => values.Row(1)[(p * 6) + 3]), found.Last[1], 1e-4);
        // A relu that is dead from grey on has its direction all the same.
        var dead = new Sequential([new Input(6, 6, 1), new Conv2D(1, 3, activation: "relu")]);
        dead.SetWeights([new([3, 3, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1]), new([1], [-7f])]);
        var woken = new ActivationMaximization().Of(dead, InnerLayer.Find(dead, "conv2d"), [0]);
        Assert.True(woken.First[0] == 0 && woken.Last[0] > 1);
        // Of a class what goes into the softmax.
        var classes = climb.Of(model, InnerLayer.Find(model, "activation"), [4]);
        Assert.Equal(4, (int)model.Predict(classes.Images).ArgMax()[0]);
        ThreeParts.Throws<ArgumentException>(() => climb.Of(model, InnerLayer.Find(model, "second"), [6]), "6", "0 to 5");
        ThreeParts.Throws<ArgumentException>(() =>
            (climb with { Rate = 0 }).Of(model, InnerLayer.Find(model, "second"), [0]), "Rate = 0", "rate above 0");
        var any = SeeingNets.AnySize(false);
        ThreeParts.Throws<ArgumentException>(() => climb.Of(any, InnerLayer.Find(any, "first"), [0]), "(None, None, 3)", "Size");
        Assert.Equal(Shape.Create(1, 16, 20, 3), (climb with { Size = (16, 20), Steps = 2 }).Of(any, InnerLayer.Find(any, "first"), [0])
            .Images.Shape);
    }

    [Fact]
    public void Activations_depend_on_no_batch_and_no_threads()
    {
        var model = SeeingNets.Row();
        var x = Samples.Random([12, 12, 3], 7);
        var of = InnerLayer.All(model).Select(l => l.Output).ToArray();
        var whole = model.Activations(x, of);
        Assert.Equal(whole.Select(t => t.Data), model.Activations(x, of, batchSize: 7).Select(t => t.Data));
        model.Workers = new(3);
        Assert.Equal(whole.Select(t => t.Data), model.Activations(x, of).Select(t => t.Data));
        ThreeParts.Throws<ArgumentException>(() => model.Activations(x, []), "no nodes");
        ThreeParts.Throws<ArgumentException>(() => model.Activations(x, [SeeingNets.Row().Output]), "no part");
    }
}
