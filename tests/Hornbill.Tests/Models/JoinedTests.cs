using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Xunit;

namespace Hornbill.Tests.Models;

public class JoinedTests
{
    static Sequential Tower(ulong seed) => new([new Input(4), new Dense(3, "relu"), new Dense(2)], seed: seed);

    [Fact]
    public void Two_models_are_joined_by_their_inputs_and_outputs()
    {
        var (p, q) = (Tower(1), Tower(2));
        var joined = new Model([p.Inputs[0], q.Inputs[0]], [new Concatenate().Apply(p.Outputs[0], q.Outputs[0])]);
        Assert.Equal(joined.Layers.Count, joined.Layers.Select(l => l.Name).Distinct().Count());
        Assert.Equal(["input", "dense", "dense_1"], p.Layers.Select(l => l.Name)); // the first keeps its names
        var (x, y) = (Samples.Random([4], 3), Samples.Random([4], 3));
        var both = joined.Predict(ArrayData.Of([x, y], []));
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(p.Predict(x).Row(n).ToArray(), both.Row(n)[..2].ToArray());
            Assert.Equal(q.Predict(y).Row(n).ToArray(), both.Row(n)[2..].ToArray());
        }
        Assert.Equal(joined.ToConfig(), Model.FromConfig(joined.ToConfig()).ToConfig());
        Assert.Equal(8, joined.GetWeights().Select(w => w.Name).Distinct().Count());
    }

    [Fact]
    public void Names_that_were_chosen_stay_and_collide()
    {
        Sequential Named() => new([new Input(4), new Dense(3) { Name = "mine" }]);
        var (p, q) = (Named(), Named());
        ThreeParts.Throws<ArgumentException>(() =>
            new Model([p.Inputs[0], q.Inputs[0]], [new Add().Apply(p.Outputs[0], q.Outputs[0])]), "'mine'", "different names");
    }
}
