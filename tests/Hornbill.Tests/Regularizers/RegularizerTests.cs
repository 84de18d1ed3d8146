using Hornbill.Data;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Regularizers;
using Hornbill.Simd;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Optimizers;
using Xunit;

namespace Hornbill.Tests.Regularizers;

public class RegularizerTests
{
    static readonly Dictionary<string, Regularizer> Cases = new()
    {
        ["l1"] = new L1(),
        ["l2"] = new L2(),
        ["l1_l2"] = new L1L2(0.02, 0.03),
        ["orthogonal_rows"] = new OrthogonalRegularizer(),
        ["orthogonal_columns"] = new OrthogonalRegularizer(0.5, "columns"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    static float[] Matrix => [.. Enumerable.Range(0, 24).Select(i => (float)GoldenData.Signed(7300, i))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_gradient_are_those_of_Keras(string name)
    {
        var golden = GoldenData.Read("regularizers.json").GetProperty(name);
        Assert.Equal(golden.GetProperty("value").GetDouble(), Cases[name].Value(Matrix, [6, 4]), 1e-9);
        var gradient = new float[24];
        Cases[name].AddGradient(Matrix, gradient, [6, 4]);
        Close.Assert(gradient, golden.Doubles("gradient"), 1e-5, name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_has_the_gradient_of_the_penalty_and_allocates_nothing(string name)
    {
        var run = new UpdateRun(new SGD(1), [new Variable("layer", "w", [6, 4], (v, _, _) => v.Clear()) { Penalty = Cases[name] }],
            SimdWidth.Best)
        { Weights = Matrix };
        run.Step(new float[24]);
        var expected = GoldenData.Read("regularizers.json").GetProperty(name).Doubles("gradient");
        Close.Assert([.. run.Weights.Zip(Matrix, (after, before) => before - after)], expected, 1e-4, name);
        Assert.Equal(0, run.Allocated());
    }

    [Fact]
    public void The_loss_of_training_and_evaluation_includes_the_penalty()
    {
        Model Make(Regularizer? penalty)
        {
            var model = new Sequential([new Input(4), new Dense(3, activation: "softmax", kernelRegularizer: penalty)], seed: 3);
            model.Compile("sgd", "sparse_categorical_crossentropy");
            return model;
        }
        var data = new ArrayData(new Tensor([5, 4], [.. Enumerable.Range(0, 20).Select(i => i / 20f)]),
            new Tensor([5, 1], [0, 1, 2, 0, 1]));
        Model plain = Make(null), penalized = Make(new L2(0.5));
        var penalty = 0.5 * plain.GetWeights()[0].Value.Data.Sum(w => (double)w * w);
        Assert.Equal(plain.Evaluate(data)["loss"] + penalty, penalized.Evaluate(data)["loss"], 1e-6);
        Assert.Equal(plain.Fit(data)["loss"][0] + penalty, penalized.Fit(data)["loss"][0], 1e-6);
        Assert.NotEqual(plain.GetWeights()[0].Value.Data, penalized.GetWeights()[0].Value.Data);
    }

    [Fact]
    public void Names_and_configurations_make_the_same()
    {
        Assert.Equal("{\"class_name\":\"L1L2\",\"config\":{\"l1\":0.01,\"l2\":0.01}}",
            Regularizer.Named("l1_l2").ToConfig().Json.ToJsonString());
        foreach (var name in (string[])["l1l2", "L1L2"]) // Keras 3's
            Assert.Equal(new L1L2().ToConfig().Json.ToJsonString(), Regularizer.Named(name).ToConfig().Json.ToJsonString());
        foreach (var regularizer in Cases.Values.Concat(Regularizer.Names.Select(Regularizer.Named)))
            Assert.Equal(regularizer.ToConfig().Json.ToJsonString(),
                Regularizer.From(regularizer.ToConfig())!.ToConfig().Json.ToJsonString());
        Assert.Equal(new L1L2(1e-5, 0.5).ToConfig().Json.ToJsonString(),
            Regularizer.Named("l1_l2(l1=1e-5, l2=0.5)").ToConfig().Json.ToJsonString());
        Assert.Equal(new OrthogonalRegularizer(0.5, "columns").ToConfig().Json.ToJsonString(),
                     Regularizer.Named("orthogonal_regularizer(factor=0.5, mode=columns)").ToConfig().Json.ToJsonString());
        var kinds = typeof(Regularizer).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Regularizer)));
        Assert.Equal(kinds.Select(k => k.Name).Order(),
            Regularizer.Names.Select(n => Regularizer.Named(n).GetType().Name).Distinct().Order());
    }

    [Fact]
    public void Layers_keep_their_regularizers_and_constraints()
    {
        var model = new Sequential([
            new Input(8, 8, 1), new Conv2D(2, 3, kernelRegularizer: "l1", biasRegularizer: new L2(0.5),
                kernelConstraint: new Hornbill.Constraints.MaxNorm(3, axis: [0, 1, 2])),
            new Flatten(), new Dense(2, kernelRegularizer: new OrthogonalRegularizer(), biasConstraint: "non_neg")]);
        Assert.Equal(model.ToConfig(), Model.FromConfig(model.ToConfig()).ToConfig());
        Assert.Contains("OrthogonalRegularizer", model.ToConfig(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new L2(-1));
        Assert.Throws<ArgumentException>(() => new OrthogonalRegularizer(mode: "diagonals"));
        Assert.Throws<ArgumentException>(() => Regularizer.Named("l3"));
        Assert.Contains("Known: l2.", Assert.Throws<ArgumentException>(() => Regularizer.Named("l2(rate=0.1)")).Message);
        Assert.Contains("Dense", Assert.Throws<ArgumentException>(() =>
            new Sequential([new Input(8, 8, 1), new Conv2D(2, 3, kernelRegularizer: new OrthogonalRegularizer())])).Message);
    }
}
