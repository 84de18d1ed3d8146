using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Simd;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Optimizers;
using Xunit;

namespace Hornbill.Tests.Constraints;

public class ConstraintTests
{
    static readonly Dictionary<string, Constraint> Cases = new()
    {
        ["max_norm"] = new MaxNorm(1.2),
        ["max_norm_columns"] = new MaxNorm(1.0, 1),
        ["max_norm_kernel"] = new MaxNorm(2.3, axis: [0, 1, 2]),
        ["max_norm_inner"] = new MaxNorm(1.1, 1, 2),
        ["non_neg"] = new NonNeg(),
        ["unit_norm"] = new UnitNorm(),
        ["min_max_norm"] = new MinMaxNorm(1.3, 1.4, 0.7),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_ends_with_what_Keras_makes_of_the_weights(string name)
    {
        var golden = GoldenData.Read("regularizers.json").Doubles(name);
        var shape = golden.Length == 24 ? Shape.Create(6, 4) : Shape.Create(3, 3, 2, 4);
        var stream = golden.Length == 24 ? 7300 : 7301;
        var weights = Enumerable.Range(0, golden.Length).Select(i => (float)GoldenData.Signed(stream, i)).ToArray();
        var run = new UpdateRun(new SGD(), [new Variable("layer", "w", shape, (v, _, _) => v.Clear()) { Projection = Cases[name] }],
            SimdWidth.Best)
        { Weights = weights };
        run.Step(new float[weights.Length]);
        Close.Assert(run.Weights, golden, 1e-6, name);
        Assert.Equal(0, run.Allocated());
    }

    [Fact]
    public void Names_and_configurations_make_the_same()
    {
        foreach (var constraint in Cases.Values.Concat(Constraint.Names.Select(Constraint.Named)))
            Assert.Equal(constraint.ToConfig().Json.ToJsonString(), Constraint.From(constraint.ToConfig())!.ToConfig().Json.ToJsonString());
        var kinds = typeof(Constraint).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Constraint)));
        Assert.Equal(kinds.Select(k => k.Name).Order(), Constraint.Names.Select(n => Constraint.Named(n).GetType().Name).Order());
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new MaxNorm(-1));
        Assert.Throws<ArgumentException>(() => new UnitNorm(-1));
        Assert.Throws<ArgumentException>(() => Constraint.Named("max_nrm"));
        Assert.Contains("dense/bias", Assert.Throws<ArgumentException>(() =>
            new Sequential([new Input(4), new Dense(2, biasConstraint: new UnitNorm(1))])).Message);
    }
}
