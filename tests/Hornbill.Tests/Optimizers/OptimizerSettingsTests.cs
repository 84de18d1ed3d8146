using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Optimizers;

public class OptimizerSettingsTests
{
    public static TheoryData<string> Names => [.. Optimizer.Names];

    [Fact]
    public void Every_optimizer_has_its_line()
    {
        var kinds = typeof(Optimizer).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Optimizer)))
            .Select(t => t.Name.ToLowerInvariant()).Order();
        Assert.Equal(kinds, Optimizer.Names.Order());
        Assert.All(Optimizer.Names, n => Assert.Equal(n, Optimizer.Named(n).Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_configuration_makes_the_same_optimizer(string name)
    {
        var optimizer = Optimizer.Named(name, 0.25);
        Assert.Equal(optimizer.ToConfig(), Optimizer.FromConfig(optimizer.ToConfig()).ToConfig());
        Assert.Equal(0.25, Optimizer.FromConfig(optimizer.ToConfig()).LearningRate);
    }

    [Fact]
    public void A_configuration_holds_the_options()
    {
        Optimizer[] optimizers = [
            new SGD(0.5, 0.9, true) { WeightDecay = 0.1, ClipNorm = 2, GradientAccumulationSteps = 3 },
            new AdamW(0.1, 0.2, 0.3, 0.4, 0.5, true) { GlobalClipNorm = 1, UseEma = true, EmaMomentum = 0.5, EmaOverwriteFrequency = 7 },
            new Ftrl(1, -1, 0.2, 0.3, 0.4, 0.5, 0.6) { ClipValue = 0.1 },
            new RMSprop(1, 0.2, 0.3, 0.4, true), new Lion(1, 1, 0.5),
                new Muon(1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 3, false, ["out"], 0.1, 0.3, 1, 2, 3, false), new Lamb(1, 0.2, 0.3, 0.4),
                new Adafactor(1, -0.7, 0.2, 0.3, 0.4, false), new ScheduleFreeAdamW(1, 0.2, 0.3, 0.4, 5),
            new Adam { LossScaleFactor = 8 }, new Adagrad(1, 2, 3), new Adadelta(1, 0.2, 3),
        ];
        foreach (var optimizer in optimizers)
        {
            var back = Optimizer.FromConfig(optimizer.ToConfig());
            Assert.Equal(optimizer.GetType(), back.GetType());
            Assert.Equal(optimizer.ToConfig(), back.ToConfig());
        }
        Assert.Equal((2, 3), (Optimizer.FromConfig(optimizers[0].ToConfig()).ClipNorm, optimizers[0].GradientAccumulationSteps));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"class_name\":\"Adam\"}")]
    [InlineData("{\"class_name\":\"Bdam\",\"config\":{\"learning_rate\":0.1}}")]
    [InlineData("{\"class_name\":\"SGD\",\"config\":{\"learning_rate\":-1,\"momentum\":0,\"nesterov\":false}}")]
    public void Another_text_is_refused(string json) => Assert.Throws<InvalidDataException>(() => Optimizer.FromConfig(json));

    [Fact]
    public void Settings_that_cannot_be_are_refused()
    {
        Assert.Contains("Set only one", Assert.Throws<ArgumentException>(() => new Adam { ClipNorm = 1, ClipValue = 1 }).Message);
        Assert.Contains("Set only one", Assert.Throws<ArgumentException>(() => new Adam { ClipNorm = 1, GlobalClipNorm = 1 }).Message);
        Assert.Throws<ArgumentException>(() => new Adam { ClipNorm = 0 });
        Assert.Throws<ArgumentException>(() => new Adam { WeightDecay = double.NaN });
        Assert.Throws<ArgumentException>(() => new Adam { GradientAccumulationSteps = 1 });
        Assert.Throws<ArgumentException>(() => new Adam { EmaMomentum = 1 });
        Assert.Throws<ArgumentException>(() => new Ftrl(learningRatePower: 0.7));
        Assert.Throws<ArgumentException>(() => new Lion(beta1: 0));
        Assert.Throws<ArgumentException>(() => new SGD(-1));
        Assert.Throws<ArgumentException>(() => Optimizer.Named("adem"));
    }

    [Fact]
    public void A_state_set_on_another_model_goes_on_alike()
    {
        Optimizer Make() => new Adam(0.01) { UseEma = true, GradientAccumulationSteps = 2 };
        var (x, y) = (new Tensor([12, 4], [.. Enumerable.Range(0, 48).Select(i => i % 7 / 7f)]),
            new Tensor([12, 1], [.. Enumerable.Range(0, 12).Select(i => (float)(i % 3))]));
        Model a = Small(Make()), b = Small(Make());
        for (var epoch = 0; epoch < 3; epoch++) a.Fit(new ArrayData(x, y), batchSize: 4, shuffle: false);
        b.SetWeights([.. a.GetWeights().Select(w => w.Value)]);
        b.SetOptimizerState(a.GetOptimizerState());
        Assert.Equal("dense/kernel/average", a.GetOptimizerState().Slots[0].Name);
        Assert.Equal("dense/bias/velocity", a.GetOptimizerState().Slots[^1].Name);
        foreach (var model in (Model[])[a, b]) model.Fit(new ArrayData(x, y), batchSize: 4, shuffle: false);
        for (var i = 0; i < 2; i++) Assert.Equal(a.GetWeights()[i].Value.Data, b.GetWeights()[i].Value.Data);
        Assert.Throws<ArgumentException>(() => Small(new SGD()).SetOptimizerState(a.GetOptimizerState()));
    }

    static Sequential Small(Optimizer optimizer)
    {
        var model = new Sequential([new Input(4), new Dense(3, activation: "softmax")]);
        model.Compile(optimizer, "sparse_categorical_crossentropy");
        return model;
    }
}
