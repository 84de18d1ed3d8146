using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Graph;
using Xunit;

namespace Hornbill.Tests.Layers;

public class NoiseLayerTests
{
    [Fact]
    public void Layers_that_are_named_by_their_model_have_numbers_of_their_own()
    {
        var input = new Input(64).Output;
        Node[] dropped = [new Dropout(0.5).Apply(input), new Dropout(0.5).Apply(input), new GaussianDropout(0.5).Apply(input)];
        _ = new Model([input], [new Add().Apply(dropped)]);
        var g = new TwinGraph(2);
        g.Leaves[input] = [.. Enumerable.Repeat(1.0, 128)];
        var run = new PlanRun(g, new Request(dropped, Training: true));
        Assert.NotEqual(run[dropped[0]], run[dropped[1]]);
        Assert.DoesNotContain(0f, run[dropped[2]]);
    }

    [Fact]
    public void Channels_are_dropped_whole()
    {
        var g = new TwinGraph(7);
        var x = g.Input("x", [4, 5, 40]);
        g.Leaves[x] = [.. Enumerable.Repeat(1.0, 7 * 4 * 5 * 40)];
        var y = new SpatialDropout2D(0.25) { Name = "dropout" }.Apply(x);
        var values = new PlanRun(g, new Request([y], Training: true))[y];
        var dropped = 0;
        for (var n = 0; n < 7; n++)
            for (var c = 0; c < 40; c++)
            {
                var first = values[(n * 800) + c];
                dropped += first == 0 ? 1 : 0;
                for (var p = 0; p < 20; p++) Assert.Equal(first, values[(n * 800) + (p * 40) + c]);
            }
        Assert.InRange(dropped, 40, 100); // of 280, a quarter
    }
}
