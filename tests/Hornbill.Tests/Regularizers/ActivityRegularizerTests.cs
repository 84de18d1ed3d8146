using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Regularizers;
using Hornbill.Tensors;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Regularizers;

/// <summary>Penalties on what layers make: sums over the batch, as in Keras 3.</summary>
public class ActivityRegularizerTests
{
    static readonly ArrayData Data = Samples.Data([6, 5, 2], 20, 3);

    static Sequential Make(Regularizer? conv = null, Regularizer? dense = null, double l1 = 0)
    {
        var model = new Sequential([new Input(6, 5, 2), new Conv2D(4, 3, activation: "relu", activityRegularizer: conv),
            new ActivityRegularization(l1), new Flatten(),
                                    new Dense(3, "softmax", activityRegularizer: dense)], seed: 3);
        model.Compile("sgd", "sparse_categorical_crossentropy", ["accuracy"]);
        return model;
    }

    [Fact]
    public void The_loss_has_the_penalty_on_each_batch()
    {
        var (plain, model) = (Make(), Make(new L1L2(0.01, 0.02), new L2(0.3), 0.005));
        var relu = new Model(plain.Inputs, [plain.Layers[1].Output]).Predict(Data).Data;
        var p = plain.Predict(Data).Data;
        double Penalty(int from, int count) =>
            relu.Skip(from * relu.Length / 20).Take(count * relu.Length / 20).Sum(v => (0.015 * v) + (0.02 * v * v)) + p.Skip(from * 3)
                .Take(count * 3).Sum(v => 0.3 * v * v);
        var loss = plain.Evaluate(Data).Loss;
        Assert.Equal(loss + Penalty(0, 20), model.Evaluate(Data, batchSize: 20).Loss, 1e-4);
        Assert.Equal(loss + (((8 * Penalty(0, 8)) + (8 * Penalty(8, 8)) + (4 * Penalty(16, 4))) / 20),
            model.Evaluate(Data, batchSize: 8).Loss, 1e-4);
        Assert.Equal(loss + Penalty(0, 20), model.Fit(Data, batchSize: 20)["loss"][0], 1e-4);
        Assert.Equal(plain.Predict(Data).Data, Make(new L2(0.1)).Predict(Data).Data);
    }

    static readonly Dictionary<string, (Func<Layer> Make, Shape Input)> Takers = new()
    {
        ["Conv1D"] = (() => new Conv1D(3, 2, activityRegularizer: "l1"), [6, 2]),
        ["Conv2D"] = (() => new Conv2D(4, 3, groups: 2, activityRegularizer: "l1"), [6, 5, 2]),
        ["Conv2DTranspose"] = (() => new Conv2DTranspose(3, 3, strides: 2, activityRegularizer: "l1"), [3, 4, 2]),
        ["Dense"] = (() => new Dense(3, activityRegularizer: "l1"), [4, 5]),
        ["DepthwiseConv2D"] = (() => new DepthwiseConv2D(3, activation: "tanh", activityRegularizer: "l1"), [6, 5, 2]),
        ["SeparableConv2D"] = (() => new SeparableConv2D(3, 3, activation: "elu", activityRegularizer: "l1"), [6, 5, 2]),
    };

    public static TheoryData<string> TakerNames => [.. Takers.Keys];

    [Theory, MemberData(nameof(TakerNames))]
    public void Layers_that_take_one_add_it_and_keep_it(string name)
    {
        var (make, input) = Takers[name];
        var model = new Sequential([new Input([.. input]), make()], seed: 7);
        model.Compile("sgd", "mse", ["mse"]);
        var x = Samples.Random(input, 5);
        var y = model.Predict(x);
        var all = model.Evaluate(new ArrayData(x, new Tensor(y.Shape)));
        var penalty = 0.01 * y.Data.Sum(v => Math.Abs((double)v));
        Assert.Equal(penalty, all.Loss - all["mse"], 1e-5 * Math.Max(1, penalty));
        Assert.Equal(model.ToConfig(), Model.FromConfig(model.ToConfig()).ToConfig());
        Assert.Contains("activity_regularizer\":{\"class_name\":\"L1\"", model.ToConfig());
    }

    [Fact]
    public void Training_makes_activities_small()
    {
        float Sum(Model m) => new Model(m.Inputs, [m.Layers[1].Output]).Predict(Data).Data.Sum();
        var (plain, model) = (Make(), Make("l1"));
        var before = Sum(model);
        foreach (var m in new[] { plain, model }) m.Fit(Data, epochs: 10);
        Assert.True(Sum(model) < 0.5 * before, $"{before} to {Sum(model)}");
        Assert.True(Sum(plain) > 0.8 * before);
    }

    [Fact]
    public void A_layer_applied_twice_is_penalized_twice_and_only_where_the_outputs_need_it()
    {
        var x = new Input(4).Output;
        var shared = new Dense(4, activityRegularizer: new L2(1));
        var once = shared.Apply(x);
        var twice = shared.Apply(once);
        var model = new Model([x], [twice], seed: 5);
        var part = new Model(model.Inputs, [once]);
        var data = new ArrayData(Samples.Random([4], 6), Samples.Random([4], 6, 2));
        double Squares(Model m) => m.Predict(data).Data.Sum(v => (double)v * v);
        foreach (var m in new[] { model, part }) m.Compile("sgd", "mse", ["mse"]);
        var (all, some) = (model.Evaluate(data), part.Evaluate(data));
        Assert.Equal(Squares(part), some.Loss - some["mse"], 1e-4);
        Assert.Equal(Squares(part) + Squares(model), all.Loss - all["mse"], 1e-4);
    }

    [Fact]
    public void Losses_of_several_outputs_are_told_without_it()
    {
        var x = new Input(4).Output;
        var model = new Model([x], [new Dense(2, activityRegularizer: "l2") { Name = "a" }.Apply(x), new Dense(3) { Name = "b" }.Apply(x)],
            seed: 5);
        var data = ArrayData.Of([Samples.Random([4], 6)], [Samples.Random([2], 6)]);
        model.Compile("sgd", ["mse", null], metrics: [["mse"], null]);
        var all = model.Evaluate(data);
        Assert.Equal(all["a_mse"], all["a_loss"], 1e-5);
        Assert.True(all.Loss > all["a_loss"] + 1e-3);
    }

    [Fact]
    public void Bits_do_not_depend_on_threads()
    {
        string? first = null;
        foreach (var threads in (int[])[1, 2, 3, 7])
        {
            var model = Make("l1_l2", "l2", 0.01);
            model.Workers = new(threads);
            var bits = Samples.Bits(model.Fit(Data, batchSize: 8, epochs: 2)) + Samples.Bits(model);
            Assert.Equal(first ??= bits, bits);
        }
    }

    [Fact]
    public void Settings_come_back_and_what_cannot_be_is_refused()
    {
        var model = Make("l1", new L1L2(0.5, 0.25), 0.125);
        Assert.Equal(model.ToConfig(), Model.FromConfig(model.ToConfig()).ToConfig());
        Assert.Contains("activity_regularizer\":{\"class_name\":\"L1L2\"", model.ToConfig());
        ThreeParts.Throws<ArgumentException>(() => Make(new OrthogonalRegularizer()), "output", "matrix");
        ThreeParts.Throws<ArgumentException>(() => new ActivityRegularization(-1), "-1");
    }
}
