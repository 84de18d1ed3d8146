using Hornbill.Constraints;
using Hornbill.Data;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Regularizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Whatever a user may derive is saved and loaded, and does what the built-in does.</summary>
public sealed class CustomObjectsTests : IDisposable
{
    readonly TempFolder _folder = new();

    string Path => _folder.File("model.safetensors");

    public void Dispose() => _folder.Dispose();

    sealed class Ramp(double top) : Initializer
    {
        public override string Name => "ramp";

        public override Config GetConfig() => new Config().Set("top", top);

        public override void Fill(Span<float> values, Shape shape, ulong seed)
        {
            for (var i = 0; i < values.Length; i++) values[i] = (float)(top * ((i * 7 % 5) - 2));
        }
    }

    sealed class Ridge(double share) : Regularizer
    {
        public override Config GetConfig() => new Config().Set("share", share);

        public override double Value(ReadOnlySpan<float> weight, Shape shape)
        {
            var sum = 0.0;
            foreach (var w in weight) sum += w * w;
            return share * sum;
        }

        public override void AddGradient(ReadOnlySpan<float> weight, Span<float> gradient, Shape shape)
        {
            for (var i = 0; i < weight.Length; i++) gradient[i] += (float)(2 * share * weight[i]);
        }
    }

    sealed class Cap(double most) : Constraint
    {
        public override Config GetConfig() => new Config().Set("most", most);

        public override void Apply(Span<float> weight, Shape shape)
        {
            foreach (ref var w in weight) w = (float)Math.Min(w, most);
        }
    }

    sealed class Hits(int least) : MeanMetric
    {
        public override string Name => "hits";

        public override Config GetConfig() => new Config().Set("least", least);

        public override Metric Fresh() => new Hits(least);

        protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) => target[0] >= least ? 1 : 0;
    }

    sealed class Halving(double first) : Schedule
    {
        public override string Name => "halving";

        public override Config GetConfig() => new Config().Set("first", first);

        public override double At(long step) => first / (1 + step);
    }

    sealed class Squares(double factor) : Loss
    {
        public override string Name => "squares";

        public override Config GetConfig() => new Config().Set("factor", factor);

        protected override Node Build(Node prediction, Node target) => Compute(new Difference(factor), prediction, target);
    }

    sealed class SquaresOfNodes : Loss
    {
        public override string Name => "squares_of_nodes";

        protected override Node Build(Node prediction, Node target)
        {
            var difference = new Subtract().Apply(prediction, target);
            return new Multiply().Apply(difference, difference);
        }
    }

    sealed class Difference(double factor) : Operation
    {
        public override string Kind => "squared difference";

        public override Shape OutputShape(IReadOnlyList<Shape> inputs) => inputs[0];

        public override void Forward(in ForwardSample s)
        {
            for (var i = 0; i < s.Output.Length; i++) s.Output[i] = (float)(factor * Math.Pow(s.Input(0)[i] - s.Input(1)[i], 2));
        }

        public override void Backward(in BackwardSample s)
        {
            var dx = s.InputGradient(0);
            for (var i = 0; i < dx.Length; i++) dx[i] += (float)(2 * factor * s.Gradient[i] * (s.Input(0)[i] - s.Input(1)[i]));
        }
    }

    sealed class Heavy(LearningRate? learningRate = null, double momentum = 0.9) : Optimizer(learningRate ?? 0.01)
    {
        public override string Name => "heavy";

        protected override IReadOnlyList<string> OwnSlots => ["velocity"];

        public override Config GetConfig() => base.GetConfig().Set("momentum", momentum);

        protected override void Update(in OptimizerStep step)
        {
            var w = step.Weight;
            var g = step.Gradient;
            var v = step.Slot(0);
            for (var i = 0; i < w.Length; i++)
            {
                v[i] = (float)((momentum * v[i]) - (step.LearningRate * g[i]));
                w[i] += v[i];
            }
        }
    }

    static readonly CustomObjects All = new()
    {
        ["ramp"] = c => new Ramp(c.Double("top")),
        ["Ridge"] = c => new Ridge(c.Double("share")),
        ["Cap"] = c => new Cap(c.Double("most")),
        ["hits"] = c => new Hits(c.Int("least")),
        ["halving"] = c => new Halving(c.Double("first")),
        ["squares"] = c => new Squares(c.Double("factor")),
        ["squares_of_nodes"] = _ => new SquaresOfNodes(),
        ["Heavy"] = c => new Heavy(c.LearningRate(), c.Double("momentum")),
    };

    static readonly ArrayData Data = new(Samples.Random([3], 24), Samples.Random([2], 24, seed: 5));

    static Sequential Make(Optimizer optimizer, Loss loss)
    {
        var model = new Sequential([new Input(3), new Dense(4, "tanh"),
            new Dense(2, kernelInitializer: new Ramp(0.25), kernelRegularizer: new Ridge(0.125),
            kernelConstraint: new Cap(0.375), activityRegularizer: new Ridge(0.5))], seed: 2);
        model.Compile(optimizer, loss, [new Hits(1)]);
        return model;
    }

    [Fact]
    public void All_kinds_come_back_and_train_on_with_the_same_bits()
    {
        foreach (var optimizer in new Optimizer[] { new Heavy(new Halving(0.1), 0.5) { ClipNorm = 1 }, new Heavy(0.05) { UseEma = true },
            new Adam(new Halving(0.01)) })
            foreach (var loss in new Loss[] { new Squares(0.5), new SquaresOfNodes() })
            {
                var model = Make(optimizer, loss);
                model.Fit(Data, 5);
                model.Save(Path);
                var again = Model.Load(Path, customObjects: All);
                Assert.Equal(model.ToConfig(), again.ToConfig());
                Assert.Equal(Samples.Bits(model.Fit(Data, 5)), Samples.Bits(again.Fit(Data, 5)));
                Assert.Equal(Samples.Bits(model), Samples.Bits(again));
                Assert.Equal(Samples.Bits(model), Samples.Bits(again.Clone(copyWeights: true)));
                Assert.Equal(model.ToConfig(), model.Clone(customObjects: All).ToConfig());
            }
    }

    [Fact]
    public void A_training_of_all_kinds_goes_on_from_a_checkpoint()
    {
        Model Fit(string folder, int epochs, bool resume)
        {
            var model = Make(new Heavy(new Halving(0.1)), new Squares(0.5));
            model.Fit(Data, 5, epochs, checkpoints: new Checkpoints(_folder.File(folder), everySteps: 2, resume: resume));
            return model;
        }
        Fit("a", 2, resume: false);
        Assert.Equal(Samples.Bits(Fit("b", 4, resume: false)), Samples.Bits(Fit("a", 4, resume: true)));
    }

    [Fact]
    public void A_loss_and_an_optimizer_of_ones_own_do_what_the_built_in_ones_do()
    {
        Model Fit(Optimizer optimizer, Loss loss, int threads)
        {
            var model = Samples.Small();
            model.Workers = new(threads);
            model.Compile(optimizer, loss);
            model.Fit(new ArrayData(Samples.Random([12, 12, 1], 30), Samples.OneHot(Samples.Labels(30)),
                [.. Enumerable.Range(0, 30).Select(i => (float)(i % 3))]), 8, 2);
            return model;
        }
        var expected = Fit(new SGD(0.05, momentum: 0.9), "mse", 1).Values();
        foreach (var threads in new[] { 1, 3 })
            foreach (var loss in new Loss[] { new Squares(1), new SquaresOfNodes() })
                foreach (var (w, e) in Fit(new Heavy(0.05), loss, threads).Values().Zip(expected)) Close.Assert(w.Data,
                    [.. e.Data.Select(x => (double)x)], 1e-5);
        Assert.Equal(Samples.Bits(Fit(new Heavy(0.05), new Squares(1), 1)), Samples.Bits(Fit(new Heavy(0.05), new Squares(1), 3)));
    }

    [Fact]
    public void What_is_not_told_how_to_make_is_named()
    {
        Make("sgd", "mse").Save(Path);
        var error = ThreeParts.Throws<InvalidDataException>(() => Model.Load(Path, compile: false), "ramp");
        Assert.Contains("customObjects", error.Message, StringComparison.Ordinal);
        ThreeParts.Throws<InvalidDataException>(() =>
            Model.Load(Path, compile: false, customObjects: new() { ["ramp"] = _ => new Hits(1) }), "Hits");
    }

    sealed class Zeros : Initializer
    {
        public override string Name => "zeros";

        public override void Fill(Span<float> values, Shape shape, ulong seed) => values.Fill(3);
    }

    sealed class L2 : Regularizer
    {
        public override Config GetConfig() => new();

        public override double Value(ReadOnlySpan<float> weight, Shape shape) => 0;

        public override void AddGradient(ReadOnlySpan<float> weight, Span<float> gradient, Shape shape) { }
    }

    sealed class Of<T> : Layer
    {
        public override Config GetConfig() => new();

        protected internal override Node Build(Node input) => new Hornbill.Layers.Activation("relu").Apply(input);
    }

    sealed class Flatten : Layer
    {
        public override Config GetConfig() => new();

        protected internal override Node Build(Node input) => new Hornbill.Layers.Activation("relu").Apply(input);
    }

    sealed class Odd : MeanMetric
    {
        public override string Name => "share of hits";

        public override Metric Fresh() => new Odd();

        protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) => 0;
    }

    [Fact]
    public void A_name_that_could_not_be_loaded_is_refused_when_saving()
    {
        void Refused(Layer layer, string name)
        {
            var model = new Sequential([new Input(3), layer, new Dense(2)]);
            ThreeParts.Throws<ArgumentException>(() => model.Save(Path), name);
            Assert.False(File.Exists(Path));
        }
        Refused(new Dense(2, kernelInitializer: new Zeros()), "'zeros'");
        Refused(new Dense(2, biasRegularizer: new L2()), "'L2'");
        Refused(new Flatten(), "'Flatten'");
        Refused(new Of<int>(), "'Of`1'");
        var model = new Sequential([new Input(3), new Dense(2)]);
        model.Compile("sgd", "mse", [new Odd()]);
        ThreeParts.Throws<ArgumentException>(() => model.Save(Path), "'share of hits'");
    }

    [Theory]
    [InlineData("m.keras")]
    [InlineData("m.h5")]
    [InlineData("m.npz")]
    [InlineData("m")]
    public void A_model_is_saved_as_what_it_is(string name)
    {
        var error = ThreeParts.Throws<ArgumentException>(() => new Sequential([new Input(3), new Dense(2)]).Save(_folder.File(name)), name);
        Assert.Contains(".safetensors", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_name_may_be_the_class_and_a_text_may_hold_all_settings()
    {
        Assert.Equal("mean_squared_error", Loss.Named("MeanSquaredError").Name);
        Assert.Equal("glorot_normal", Initializer.Named("GlorotNormal").Name);
        Assert.IsType<L1L2>(Regularizer.Named("l1l2"));
        Assert.IsType<MeanIoU>(Metric.Named("MeanIoU"));
        Assert.IsType<FBetaScore>(Metric.Named("f_beta_score(beta=2)"));
        Assert.Equal("log_cosh", Metric.Named("LogCoshError").Name);
        foreach (var (word, type) in new[] { ("zero", typeof(Hornbill.Initializers.Zeros)), ("one", typeof(Ones)),
            ("normal", typeof(RandomNormal)),
            ("uniform", typeof(RandomUniform)), ("OrthogonalInitializer", typeof(Orthogonal)) })
            Assert.IsType(type, Initializer.Named(word));
        Assert.IsType<RMSprop>(Optimizer.Named("RMSprop"));
        Assert.Equal(0.05, Optimizer.Named("sgd(learning_rate=0.05, momentum=0.9)").LearningRate);
        Assert.Equal(0.25, Optimizer.Named("sgd(learning_rate=0.05)", 0.25).LearningRate);
        Assert.Equal("polynomial_decay", Optimizer.Named(
            "adam(learning_rate=polynomial_decay(initial_learning_rate=0.1, decay_steps=9), clipnorm=1)")
            .GetConfig().String("learning_rate")[..16]);
        Assert.Equal(3, Constraint.Named("max_norm(max_value=3, axis=0 1)").GetConfig().Double("max_value"));
        ThreeParts.Throws<ArgumentException>(() => Optimizer.Named("sgd(lr=0.05)"), "lr");
        ThreeParts.Throws<ArgumentException>(() => Regularizer.Named("l2(0.01)"), "l2(name=0.1)");
        ThreeParts.Throws<ArgumentException>(() => Regularizer.Named("l2(l2=much)"), "much");
    }

    [Fact]
    public void Every_optimizer_by_name_has_the_defaults_of_its_class()
    {
        Optimizer[] made = [new Adadelta(), new Adafactor(), new Adagrad(), new Adam(), new Adamax(), new AdamW(), new Ftrl(), new Lamb(),
            new Lion(), new Muon(), new Nadam(), new RMSprop(),
            new ScheduleFreeAdamW(), new SGD()];
        Assert.Equal(Optimizer.Names.Order(), made.Select(o => o.Name).Order());
        foreach (var optimizer in made) Assert.Equal(optimizer.ToConfig(), Optimizer.Named(optimizer.Name).ToConfig());
    }
}
