using Hornbill.Engine;
using Hornbill.Graph;
using Xunit;

namespace Hornbill.Tests.Graph;

/// <summary>What becomes one step, what does not, and how values lie.</summary>
public class FusionTests
{
    static (TwinGraph G, Node Conv, Node Relu, Node Pool) Chain()
    {
        var g = new TwinGraph(2);
        var conv = g.Convolution("conv", g.Input("x", [6, 6, 1]), g.Weight("w", 3, 3, 1, 4), g.Weight("b", 4));
        var relu = g.Relu("relu", conv);
        return (g, conv, relu, g.Pool("pool", relu, new(2, 2)));
    }

    static string[] Steps(Request request) => [.. Plan.Make(request, 8).Segments.SelectMany(s => s.Steps).Select(s => s.Name)];

    [Fact]
    public void Convolution_relu_and_pooling_are_one_step()
    {
        var (_, _, _, pool) = Chain();
        Assert.Equal(["conv: convolution + bias + relu + max-pooling"], Steps(new([pool])));
    }

    [Fact]
    public void A_node_that_is_asked_for_is_kept()
    {
        var (_, conv, relu, pool) = Chain();
        Assert.Equal(["conv: convolution + bias", "relu: relu", "pool: max-pooling"], Steps(new([conv, relu, pool])));
        Assert.Equal(["conv: convolution + bias + relu", "pool: max-pooling"], Steps(new([pool, relu])));
        Assert.Equal(["conv: convolution + bias", "relu: relu", "pool: max-pooling"], Steps(new([pool, conv])));
    }

    [Fact]
    public void A_node_that_is_differentiated_by_is_kept()
    {
        var (g, _, relu, pool) = Chain();
        var loss = g.Loss(g.Flat(pool), true, true);
        Assert.Equal("conv: convolution + bias + relu", Steps(new([], loss, [relu]))[0]);
    }

    [Fact]
    public void A_node_that_two_read_is_kept()
    {
        var (g, conv, relu, pool) = Chain();
        Assert.Equal(["conv: convolution + bias", "relu: relu", "pool: max-pooling", "other: max-pooling"],
            Steps(new([pool, g.Pool("other", conv, new(2, 2))])));
        Assert.Equal(["conv: convolution + bias + relu", "pool: max-pooling", "other: max-pooling"],
            Steps(new([pool, g.Pool("other", relu, new(2, 2))])));
    }

    [Fact]
    public void What_one_step_cannot_do_stays_apart()
    {
        var (g, conv, relu, _) = Chain();
        Assert.Equal(["conv: convolution + bias + relu", "pool: max-pooling"], Steps(new([g.Pool("pool", relu, new(2, 2), Pair.One)])));
        Assert.Equal(["conv: convolution + bias + max-pooling", "after: relu"],
            Steps(new([g.Relu("after", g.Pool("pool", conv, new(2, 2)))])));
        Assert.Equal(["conv: convolution + bias + relu", "twice: relu"], Steps(new([g.Relu("twice", relu)])));
    }

    [Fact]
    public void A_convolution_pads_for_what_is_before_it()
    {
        var g = new TwinGraph(2);
        var padded = g.Padded(g.Input("x", [6, 6, 1]), ((1, 2), (0, 3)));
        var conv = g.Relu("relu", g.Convolution("conv", padded, g.Weight("w", 3, 3, 1, 4), g.Weight("b", 4), pads: new(1, 1, 1, 1)));
        Assert.Equal(["x: reorder to NHWC+rim(2,1,3,4)", "conv: convolution + bias + relu"], Steps(new([conv])));
        Assert.Equal(["pad: zeros", "pad: zero padding"], Steps(new([conv, padded]))[..2]);
    }

    [Fact]
    public void Dense_takes_in_relu_and_the_loss_softmax()
    {
        var g = new TwinGraph(2);
        var dense = g.Dense("dense", g.Input("x", [5]), g.Weight("w", 5, 4), g.Weight("b", 4));
        Assert.Equal(["dense: dense + bias + relu"], Steps(new([g.Relu("relu", dense)])));
        var p = g.Softmax("softmax", dense);
        var loss = g.Loss(p, true, fromLogits: false);
        Assert.Equal(["dense: dense + bias", "loss: softmax + cross-entropy"], Steps(new([], loss)));
        Assert.Equal(["dense: dense + bias", "softmax: softmax", "loss: softmax + cross-entropy"], Steps(new([p], loss)));
        Assert.Equal(["dense: dense + bias", "softmax: softmax", "loss: cross-entropy", "d loss: 1 / batch size", "d loss: cross-entropy"],
            Steps(new([], loss, [p])));
    }

    [Fact]
    public void A_value_lies_in_the_rim_that_its_only_reader_wants()
    {
        var g = new TwinGraph(2);
        var first = g.Convolution("first", g.Input("x", [6, 6, 1]), g.Weight("w", 3, 3, 1, 4));
        var second = g.Convolution("second", first, g.Weight("w2", 3, 3, 4, 4), pads: new(1, 2, 0, 1));
        var plan = Plan.Make(new([second]), 8);
        var value = plan.Values.Single(v => v.Name == "first");
        Assert.Equal(new Layout(1, 2, 0, 1), value.Layout);
        Assert.Equal((4 + 1) * (4 + 3) * 4, value.Floats);
        Assert.Equal(["first: convolution + bias", "second: convolution + bias"], Steps(new([second])));
    }

    [Fact]
    public void A_reorder_stands_before_readers_that_want_another_layout()
    {
        var g = new TwinGraph(2);
        var first = g.Convolution("first", g.Input("x", [6, 6, 1]), g.Weight("w", 3, 3, 1, 4));
        var second = g.Convolution("second", first, g.Weight("w2", 3, 3, 4, 4), pads: new(1, 1, 1, 1));
        var third = g.Convolution("third", first, g.Weight("w3", 3, 3, 4, 4), pads: new(1, 1, 1, 1));
        var plain = g.Pool("pool", first, new(2, 2));
        string[] both = ["second: convolution + bias", "third: convolution + bias"];
        Assert.Equal(["first: convolution + bias", .. both], Steps(new([second, third]))); // one rim for both
        Assert.Equal(["first: convolution + bias", "first: reorder to NHWC+rim(1,1,1,1)", .. both, "pool: max-pooling"],
            Steps(new([second, third, plain])));
        Assert.Equal(["first: convolution + bias", "first: reorder to NHWC+rim(1,1,1,1)", "second: convolution + bias"],
            Steps(new([first, second])));
    }

    [Fact]
    public void A_padded_convolution_of_the_input_reorders_it()
    {
        var g = new TwinGraph(2);
        var y = g.Convolution("conv", g.Input("x", [5, 5, 1]), g.Weight("w", 3, 3, 1, 4), pads: new(1, 1, 1, 1));
        Assert.Equal(["x: reorder to NHWC+rim(1,1,1,1)", "conv: convolution + bias"], Steps(new([y])));
    }
}
