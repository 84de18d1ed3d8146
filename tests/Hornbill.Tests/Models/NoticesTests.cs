using Hornbill.Callbacks;
using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>What is told before training, and what is only warned of.</summary>
public class NoticesTests
{
    static Sequential Compiled(string optimizer = "sgd", params Layer[] layers)
    {
        var model = new Sequential(layers is [] ? [new Input(2), new Dense(4, "softmax")] : layers);
        model.Compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"]);
        return model;
    }

    static void RefusedBeforeTheFirstStep<E>(Model model, Callback[] callbacks, params string[] words) where E : Exception
    {
        var steps = 0;
        var count = new Counting(() => steps++);
        var before = Samples.Bits(model);
        ThreeParts.Throws<E>(() => model.Fit(Samples.Blobs(40), 8, 4, [.. callbacks, count], validationSplit: 0.2), words);
        Assert.Equal((0, before), (steps, Samples.Bits(model)));
    }

    sealed class Counting(Action step) : Callback
    {
        internal override bool MayAdd => false;

        public override void OnTrainBegin() => step();

        public override void OnTrainBatchBegin(int batch) => step();
    }

    [Fact]
    public void A_figure_that_no_epoch_has_is_told_before_training()
    {
        RefusedBeforeTheFirstStep<ArgumentException>(Compiled(), [new EarlyStopping("val_acc")], "val_acc", "val_accuracy");
        RefusedBeforeTheFirstStep<ArgumentException>(Compiled(), [new ReduceLROnPlateau("los")], "Did you mean 'loss'");
        RefusedBeforeTheFirstStep<ArgumentException>(Compiled(), [new ModelCheckpoint("x.safetensors", "f1", saveBestOnly: true)], "'f1'");
        RefusedBeforeTheFirstStep<ArgumentException>(Compiled(), [new ModelCheckpoint("{val_f1}.safetensors")], "val_f1");
        RefusedBeforeTheFirstStep<ArgumentException>(Compiled(), [new EarlyStopping("learning_rate"), new ReduceLROnPlateau()],
            "learning_rate");
        Assert.Throws<ArgumentException>(() => Compiled().Fit(Samples.Blobs(40), 8, 4, [new EarlyStopping()]));
        // A validation that comes after more epochs than there are.
        Assert.Throws<ArgumentException>(() => Compiled().Fit(Samples.Blobs(40), 8, 4, [new EarlyStopping()], validationSplit: 0.2,
            validationFreq: 5));
        Compiled().Fit(Samples.Blobs(40), 8, 4, [new EarlyStopping()], validationSplit: 0.2, validationFreq: 4);
        // What a callback adds can be watched.
        Compiled().Fit(Samples.Blobs(40), 8, 2, [new LambdaCallback { EpochEnd = (_, logs) => logs["mine"] = 1 },
            new EarlyStopping("mine", mode: "max")]);
    }

    [Fact]
    public void Directions_that_are_not_known_are_told_before_training() =>
        RefusedBeforeTheFirstStep<ArgumentException>(Compiled(), [new ReduceLROnPlateau(), new EarlyStopping("learning_rate")], "mode");

    [Fact]
    public void Callbacks_that_exclude_each_other_are_told_before_training()
    {
        RefusedBeforeTheFirstStep<ArgumentException>(Compiled(), [new SwapEMAWeights()], "UseEma");
        RefusedBeforeTheFirstStep<ArgumentException>(Compiled(), [new LearningRateFinder(), new ReduceLROnPlateau()], "ReduceLROnPlateau");
        var model = Compiled();
        model.Compile(new SGD(new Hornbill.Optimizers.ExponentialDecay(0.1, 10, 0.9)), "sparse_categorical_crossentropy");
        foreach (var callback in (Callback[])[new LearningRateScheduler((_, r) => r), new ReduceLROnPlateau("loss"),
            new LearningRateFinder()])
            RefusedBeforeTheFirstStep<InvalidOperationException>(model, [callback], "follows");
        var twice = new EarlyStopping();
        RefusedBeforeTheFirstStep<ArgumentException>(Compiled(), [twice, twice], "twice");
    }

    [Fact]
    public void Memory_that_the_machine_has_not_is_told_before_it_is_taken()
    {
        var model = Compiled(layers: [new Input(64, 64, 3), new Conv2D(64, 3), new Flatten(), new Dense(4, "softmax")]);
        var plan = model.Open(Model.Training, 1).Plan;
        var error = ThreeParts.Throws<ArgumentException>(() =>
            MemoryNeed.Check(model, plan, 4096, model.TrainingState, available: 1L << 30), "4096", "1.0 GB", "batch size of ");
        var fits = int.Parse(System.Text.RegularExpressions.Regex.Match(error.Message, @"batch size of (\d+)").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture);
        MemoryNeed.Check(model, plan, fits, model.TrainingState, available: 1L << 30);
        Assert.Throws<ArgumentException>(() => MemoryNeed.Check(model, plan, fits + 1, model.TrainingState, available: 1L << 30));
        ThreeParts.Throws<ArgumentException>(() => MemoryNeed.Check(model, plan, 1, model.TrainingState, available: 1000), "smaller");
        ThreeParts.Throws<ArgumentException>(() => model.Predict(new Endless(), int.MaxValue), "batch size of");
    }

    // Asks for a batch of two thousand million samples.
    sealed class Endless : BatchSource
    {
        public override int? Count => null;

        public override IReadOnlyList<Slot> Inputs => [new("input", [64, 64, 3])];

        public override IReadOnlyList<Slot> Targets => [];

        public override int Read(in BatchRequest request, Batch batch) => 0;
    }

    static string[] Warned(Model model, BatchSource data, params Callback[] callbacks)
    {
        var raised = new List<string>();
        model.Warned += (_, w) => raised.Add(w.Message);
        model.Fit(data, 8, 3, callbacks);
        Assert.Equal(raised, model.Warnings);
        return [.. raised];
    }

    [Fact]
    public void A_softmax_over_one_unit_is_warned_of_once()
    {
        var model = new Sequential([new Input(2), new Dense(1, "softmax")]);
        model.Compile("sgd", "mse");
        Assert.Contains("sigmoid", Assert.Single(Warned(model, Samples.Blobs(40))), StringComparison.Ordinal);
        model.Fit(Samples.Blobs(40));
        Assert.Single(model.Warnings);
        Assert.Empty(Warned(Samples.Tiny(), Samples.Blobs(40)));
    }

    static ArrayData Images(float most, int channels = 1)
    {
        var random = new Random(3);
        return new(new Tensor([16, 6, 6, channels], [.. Enumerable.Range(0, 16 * 36 * channels).Select(_ => random.NextSingle() * most)]),
            new Tensor([16], [.. Enumerable.Range(0, 16).Select(i => i % 4f)]));
    }

    [Fact]
    public void Value_ranges_far_from_the_values_are_warned_of()
    {
        Sequential Net(Layer layer, int channels = 1) =>
            Compiled("sgd", new Input(6, 6, channels), layer, new Flatten(), new Dense(4, "softmax"));
        Assert.Contains("valueRange", Assert.Single(Warned(Net(new RandomBrightness(0.2)), Images(1))), StringComparison.Ordinal);
        Assert.Contains("valueRange", Assert.Single(Warned(Net(new RandomContrast(0.2)), Images(1))), StringComparison.Ordinal);
        foreach (var layer in (Layer[])[new RandomErasing(), new Equalization(), new AutoContrast(), new Solarization(0.5),
            new RandAugment(),
            new RandomPosterization(4), new RandomColorJitter(brightnessFactor: 0.2)])
            Assert.Contains($"({layer.Kind})", Assert.Single(Warned(Net(layer, 3), Images(1, 3))), StringComparison.Ordinal);
        Assert.Contains("scaled before", Assert.Single(Warned(Net(new Rescaling(1 / 255.0)), Images(1))), StringComparison.Ordinal);
        Assert.Empty(Warned(Net(new RandomBrightness(0.2, (0, 1))), Images(1)));
        Assert.Empty(Warned(Net(new RandomBrightness(0.2)), Images(255)));
        Assert.Empty(Warned(Net(new Rescaling(1 / 255.0)), Images(255)));
        // A number for each channel.
        Assert.Empty(Warned(Net(new Rescaling([1 / 58.4, 1 / 57.1, 1 / 57.4], [-2.1, -2, -1.8]), 3), Images(255, 3)));
        Assert.Contains("scaled before", Assert.Single(Warned(Net(new Rescaling([1 / 255.0, 1 / 255.0, 1 / 250.0]), 3), Images(1, 3))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Callbacks_that_can_never_act_are_warned_of()
    {
        Assert.Contains("never", Assert.Single(Warned(Samples.Tiny(), Samples.Blobs(40), new EarlyStopping("loss", patience: 3))),
            StringComparison.Ordinal);
        Assert.Contains("never", Assert.Single(Warned(Samples.Tiny(), Samples.Blobs(40), new ReduceLROnPlateau("loss"))),
            StringComparison.Ordinal);
        Assert.Contains("nothing", Assert.Single(Warned(Samples.Tiny(), Samples.Blobs(40), new StochasticWeightAveraging(3))),
            StringComparison.Ordinal);
        var one = Samples.Tiny();
        one.Fit(Samples.Blobs(2), callbacks: [new LearningRateFinder()]);
        Assert.Contains("found nothing", Assert.Single(one.Warnings), StringComparison.Ordinal);
        Assert.Contains("max", Assert.Single(Warned(Samples.Tiny(), Samples.Blobs(40), new EarlyStopping("loss", mode: "max"))),
            StringComparison.Ordinal);
        using var folder = new TempFolder();
        var never = new ModelCheckpoint(folder.File("a.safetensors"), "loss", saveBestOnly: true, initialValueThreshold: -1);
        Assert.Contains("saved nothing", Assert.Single(Warned(Samples.Tiny(), Samples.Blobs(40), never)), StringComparison.Ordinal);
    }

    [Fact]
    public void Members_of_an_ensemble_that_begin_alike_are_warned_of()
    {
        Model Ensemble(ulong other)
        {
            Sequential Member(string name, ulong seed) => new([new Input(2), new Dense(4, "softmax")], name, seed);
            var x = new Input(2).Output;
            var model = new Model([x], [new Average().Apply(Member("a", 1).Apply(x), Member("b", other).Apply(x))]);
            model.Compile("sgd", "sparse_categorical_crossentropy");
            return model;
        }
        Assert.Contains("seed", Assert.Single(Warned(Ensemble(1), Samples.Blobs(40))), StringComparison.Ordinal);
        Assert.Empty(Warned(Ensemble(2), Samples.Blobs(40)));
    }

    [Fact]
    public void Statistics_that_overflow_are_warned_of()
    {
        var model = Compiled("sgd", new Input(2), new BatchNormalization(), new Dense(3, "softmax"));
        var data = new ArrayData(new Tensor([4, 2], [1e30f, 1, -1e30f, 2, 1e30f, 3, -1e30f, 4]), new Tensor([4]));
        Assert.Contains(Warned(model, data), w => w.Contains("moving_variance", StringComparison.Ordinal));
    }

    static Sequential Bursting()
    {
        var model = new Sequential([new Input(2), new Dense(8, "relu"), new Dense(4)], seed: 0);
        model.Compile(new SGD(1e25), "mse");
        return model;
    }

    static readonly ArrayData Pairs = new(new Tensor([4, 2], [1, 2, 3, 4, 5, 6, 7, 8]), new Tensor([4, 4]));

    [Fact]
    public void A_loss_that_bursts_is_warned_of_once_and_training_goes_on()
    {
        var model = Bursting();
        var history = model.Fit(Pairs, 1, 3);
        Assert.Equal(3, history.Epochs);
        var warning = Assert.Single(model.Warnings);
        Assert.Contains("learning rate (it is 1E+25)", warning, StringComparison.Ordinal);
        Assert.Contains("reach from ", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Or_it_ends_with_the_weights_that_were_last_finite()
    {
        var model = Bursting();
        var stop = new TerminateOnNaN(restoreWeights: true);
        var history = model.Fit(Pairs, 1, 3, [stop]);
        Assert.Equal(1, history.Epochs);
        Assert.Matches("The loss is .* at step [1-4] of epoch 1", stop.Reason);
        Assert.All(model.Values(), w => Assert.All(w.Data, v => Assert.True(float.IsFinite(v))));
    }

    [Theory]
    [InlineData(0, "the layer 'dense'")]
    [InlineData(1, "weights 'dense_1/kernel'")]
    public void Where_it_came_from_is_told(int place, string where)
    {
        var model = new Sequential([new Input(2), new Dense(2), new Dense(2)]);
        model.Compile("sgd", "mse");
        Tensor[] weights = [.. model.Values()];
        Array.Fill(weights[0].Data, 3e38f);
        if (place == 1) Array.Fill(weights[2].Data, float.NaN);
        model.SetWeights(weights);
        model.Fit(new ArrayData(new Tensor([2, 2], [9, 9, 9, 9]), new Tensor([2, 2])));
        Assert.Contains(where, Assert.Single(model.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_whose_names_meet_are_told_when_the_model_is_made()
    {
        var x = new Input(2).Output;
        var within = new Sequential([new Input(2), new Dense(2)], "a").Apply(x);
        var odd = Hornbill.Layers.Names.Make("Dense", "a/dense", new Dense(4).GetConfig().Json);
        ThreeParts.Throws<ArgumentException>(() => new Model([x], [odd.Apply(within)]), "a/dense/kernel");
    }
}
