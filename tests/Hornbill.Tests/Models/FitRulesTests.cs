using Hornbill.Callbacks;
using Hornbill.Data;
using Hornbill.Execution;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Keras's rules for the rarer arguments of Fit.</summary>
public class FitRulesTests
{
    const string Sparse = "sparse_categorical_crossentropy";

    static Sequential Still(string loss = Sparse)
    {
        var model = Samples.Tiny(seed: 3);
        model.Compile(new SGD(0), loss, ["accuracy"]);
        return model;
    }

    static double[] Losses(Tensor x, Tensor y)
    {
        var p = Still().Predict(x);
        return [.. Enumerable.Range(0, y.Data.Length).Select(n => -Math.Log(p[n, (int)y.Data[n]]))];
    }

    [Fact]
    public void Class_weights_weigh_training_and_leave_validation_and_metrics_alone()
    {
        var (x, y) = (Samples.Random([2], 30), Samples.Labels(30, 4));
        double[] weights = [0.5, 2, 0, 1];
        var expected = Losses(x, y).Select((loss, n) => loss * weights[(int)y.Data[n]]).Average();
        var data = new ArrayData(x, y);
        var history = Still().Fit(data, batchSize: 7, classWeight: weights, validationData: data);
        Assert.Equal(expected, history["loss"][0], 1e-6);
        Assert.Equal(Losses(x, y).Average(), history["val_loss"][0], 1e-6);
        Assert.Equal(history["val_accuracy"][0], history["accuracy"][0], 1e-12);
        // As a map in which a class that is not named weighs 1, and by the greatest of one-hot targets.
        var map = new Dictionary<int, double> { [2] = 0, [0] = 0.5, [1] = 2 };
        Assert.Equal(history["loss"], Still().Fit(data, batchSize: 7, classWeight: map, validationData: data)["loss"]);
        var hot = new ArrayData(x, Samples.OneHot(y, 4));
        Assert.Equal(expected, Still("categorical_crossentropy").Fit(hot, batchSize: 7, classWeight: map)["loss"][0], 1e-6);
    }

    [Fact]
    public void Class_weights_train_as_sample_weights_do()
    {
        var (x, y) = (Samples.Random([2], 30), Samples.Labels(30, 4));
        var (a, b) = (Samples.Tiny(), Samples.Tiny());
        a.Fit(new ArrayData(x, y), batchSize: 8, epochs: 3, classWeight: new[] { 0.5, 2, 0.25, 1 });
        b.Fit(new ArrayData(x, y, [.. y.Data.Select(c => new[] { 0.5f, 2, 0.25f, 1 }[(int)c])]), batchSize: 8, epochs: 3);
        Assert.Equal(Samples.Bits(b), Samples.Bits(a));
        var dataset = Glyphs.Load(train: 200, test: 10).Train;
        var model = Nets.Find("lab-a-baseline").Build();
        model.Fit(dataset, classWeight: ClassWeights.Balanced(dataset));
    }

    [Fact]
    public void Class_weights_that_cannot_be_used_are_told()
    {
        var (x, y) = (Samples.Random([2], 4), Samples.Labels(4, 4));
        var model = Samples.Tiny();
        var before = Samples.Bits(model);
        ThreeParts.Throws<ArgumentException>(() =>
            model.Fit(new ArrayData(x, y, [1, 1, 1, 1]), classWeight: new[] { 1.0, 1, 1, 1 }), "sample weights");
        ThreeParts.Throws<ArgumentException>(() =>
            model.Fit(new Weighing(), batchSize: 4, classWeight: new[] { 1.0, 1, 1, 1 }), "sample weights");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(new ArrayData(x, y), classWeight: new[] { 1, -0.5 }), "Class 1", "-0.5");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(new ArrayData(x, y), classWeight: new[] { double.NaN }), "NaN");
        ThreeParts.Throws<ArgumentException>(() =>
            model.Fit(new ArrayData(x, y), classWeight: new Dictionary<int, double> { [-1] = 2 }), "-1");
        var input = new Input(2).Output;
        var two = new Model([input], [new Dense(4, "softmax").Apply(input), new Dense(4, "softmax").Apply(input)]);
        two.Compile("sgd", Sparse);
        ThreeParts.Throws<ArgumentException>(() => two.Fit(ArrayData.Of([x], [y, y]), classWeight: new[] { 1.0 }), "2 outputs");
        Assert.Equal(before, Samples.Bits(model));
    }

    // Writes weights without having said so.
    sealed class Weighing : BatchSource
    {
        public override int? Count => 4;

        public override IReadOnlyList<Slot> Inputs { get; } = [new("input", [2])];

        public override IReadOnlyList<Slot> Targets { get; } = [new("target", [1])];

        public override int Read(in BatchRequest request, Batch batch)
        {
            if (!batch.SampleWeights.IsEmpty) batch.SampleWeights[3] = 2;
            return request.Index == 0 ? 4 : 0;
        }
    }

    // Notes which batches are read.
    sealed class Watched(BatchSource data) : BatchSource
    {
        public List<(int Pass, int Index, int Samples)> Log { get; } = [];

        public override int? Count => data.Count;

        public override IReadOnlyList<Slot> Inputs => data.Inputs;

        public override IReadOnlyList<Slot> Targets => data.Targets;

        public override int Read(in BatchRequest request, Batch batch)
        {
            var samples = data.Read(request, batch);
            Log.Add((request.Epoch, request.Index, samples));
            return samples;
        }
    }

    [Fact]
    public void Steps_per_epoch_go_on_where_the_epoch_before_ended()
    {
        // 23 samples are 6 batches; 2.5 steps are 3.
        var data = new Watched(Samples.Data([2], 23, 4));
        var history = Samples.Tiny().Fit(data, batchSize: 4, epochs: 3, stepsPerEpoch: 2.5);
        Assert.Equal([(0, 0, 4), (0, 1, 4), (0, 2, 4), (0, 3, 4), (0, 4, 4), (0, 5, 3), (1, 0, 4), (1, 1, 4), (1, 2, 4)], data.Log);
        Assert.Equal(3, history.Epochs);
    }

    [Fact]
    public void A_half_step_is_a_short_last_batch()
    {
        // As the labs' 937.5 steps of 64 are 60,000 images.
        var (data, notes, model) = (new Watched(Samples.Data([2], 15, 4)), new Noting(), Samples.Tiny());
        model.Fit(data, batchSize: 2, epochs: 2, stepsPerEpoch: 7.5, callbacks: [notes]);
        Assert.Equal(7.5, notes.Parameters.Steps);
        Assert.Equal([.. Enumerable.Range(0, 16).Select(i => (i / 8, i % 8, i % 8 == 7 ? 1 : 2))], data.Log);
        var plain = Samples.Tiny();
        plain.Fit(Samples.Data([2], 15, 4), batchSize: 2, epochs: 2);
        Assert.Equal(Samples.Bits(plain), Samples.Bits(model));
    }

    [Fact]
    public void Steps_of_data_of_unknown_length_begin_it_anew()
    {
        var data = new Watched(new Stream(27));
        Samples.Tiny().Fit(data, batchSize: 8, epochs: 2, stepsPerEpoch: 3);
        Assert.Equal([(0, 0, 8), (0, 1, 8), (0, 2, 8), (0, 3, 3), (0, 4, 0), (1, 0, 8), (1, 1, 8)], data.Log);
    }

    [Fact]
    public void Validation_steps_frequency_and_batch_size()
    {
        var (data, other) = (Samples.Blobs(16), new Watched(Samples.Data([2], 23, 4, seed: 8)));
        var model = Still();
        var history = model.Fit(data, epochs: 5, validationData: other, validationFreq: 2, validationSteps: 3, validationBatchSize: 5);
        Assert.Equal([.. Enumerable.Range(0, 6).Select(i => (0, i % 3, 5))], other.Log);
        Assert.Equal(Still().Evaluate(Samples.Data([2], 23, 4, seed: 8).Slice(0, 15)).Loss, history["val_loss"][0], 1e-6);
        Assert.Equal((5, 2), (history["loss"].Count, history["val_loss"].Count));
        Assert.Equal([1, 3], history.EpochsOf("val_loss"));
        Assert.Equal([0, 1, 2, 3, 4], history.EpochsOf("loss"));
        Assert.Equal(1, history.BestEpoch); // the first of two that are alike
    }

    [Fact]
    public void Validation_takes_the_training_batch_by_default()
    {
        var other = new Watched(Samples.Data([2], 10, 4));
        Samples.Tiny().Fit(Samples.Blobs(16), batchSize: 4, validationData: other);
        Assert.Equal((0, 0, 4), other.Log[0]);
    }

    [Fact]
    public void An_initial_epoch_goes_on_with_the_orders_of_its_epochs()
    {
        var data = Samples.Blobs(40);
        var (once, twice) = (Samples.Tiny(), Samples.Tiny());
        var all = once.Fit(data, batchSize: 8, epochs: 4);
        twice.Fit(data, batchSize: 8, epochs: 2);
        var rest = twice.Fit(data, batchSize: 8, epochs: 4, initialEpoch: 2);
        Assert.Equal(Samples.Bits(once), Samples.Bits(twice));
        Assert.Equal(all["loss"].Skip(2), rest["loss"]);
        Assert.Equal([2, 3], rest.EpochsOf("loss"));
        // Nothing is left to do.
        Assert.Equal(0, twice.Fit(data, epochs: 4, initialEpoch: 4).Epochs);
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_told()
    {
        var (model, data) = (Samples.Tiny(), Samples.Blobs(8));
        ThreeParts.Throws<ArgumentException>(() => model.Fit(data, initialEpoch: -1), "-1");
        foreach (var steps in new[] { 0, -3, double.NaN, double.PositiveInfinity, 1e300 })
            ThreeParts.Throws<ArgumentException>(() => model.Fit(data, stepsPerEpoch: steps), "steps per epoch");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(data, validationSteps: 0), "0 validation steps");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(data, validationFreq: 0), "frequency");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(data, validationBatchSize: 0), "validation batch size");
        ThreeParts.Throws<ArgumentException>(() => model.Evaluate(data, steps: 0), "0 steps");
    }

    [Fact]
    public void Callbacks_are_told_in_Keras_order()
    {
        var notes = new Noting();
        Samples.Tiny().Fit(Samples.Blobs(10), batchSize: 4, epochs: 2, validationSplit: 0.5, callbacks: [notes]);
        string[] epoch = ["batch 0", "did 0", "batch 1", "did 1", "test", "tested"];
        Assert.Equal(["train", "epoch 0", .. epoch, "end 0", "epoch 1", .. epoch, "end 1", "trained"], notes.Log);
        Assert.Equal(new FitParameters(2, 0, 2, 4, 5, true), notes.Parameters);
        Assert.Equal(["loss", "accuracy", "val_loss", "val_accuracy"], notes.LastKeys);
        notes.Log.Clear();
        Samples.Tiny().Evaluate(Samples.Blobs(10), callbacks: [notes]);
        Assert.Equal(["test", "tested"], notes.Log);
        ThreeParts.Throws<InvalidOperationException>(() => new Noting().Model, "Noting");
    }

    sealed class Noting : Callback
    {
        public List<string> Log { get; } = [];

        public string[] LastKeys { get; private set; } = [];

        public override void OnTrainBegin() => Log.Add("train");

        public override void OnTrainEnd(Dictionary<string, double> logs) => Log.Add("trained");

        public override void OnEpochBegin(int epoch) => Log.Add($"epoch {epoch}");

        public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
        {
            LastKeys = [.. logs.Keys];
            Log.Add($"end {epoch}");
        }

        public override void OnTrainBatchBegin(int batch) => Log.Add($"batch {batch}");

        public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
        {
            Assert.Equal(["loss", "accuracy"], logs.Keys);
            Log.Add($"did {batch}");
        }

        public override void OnTestBegin() => Log.Add("test");

        public override void OnTestEnd(Dictionary<string, double> logs)
        {
            Assert.Equal(["loss", "accuracy"], logs.Keys);
            Log.Add("tested");
        }
    }

    [Fact]
    public void Logs_of_a_batch_are_the_means_so_far()
    {
        var (x, y) = (Samples.Random([2], 10), Samples.Labels(10, 4));
        var losses = Losses(x, y);
        var means = new List<double>();
        Still().Fit(new ArrayData(x, y), batchSize: 4, shuffle: false,
            callbacks: [new LambdaCallback { TrainBatchEnd = (_, logs) => means.Add(logs["loss"]) }]);
        Assert.Equal(3, means.Count);
        foreach (var (mean, count) in means.Zip([4, 8, 10])) Assert.Equal(losses.Take(count).Average(), mean, 1e-6);
    }

    [Fact]
    public void Stopping_in_an_epoch_still_validates_and_ends_it()
    {
        LambdaCallback? stop = null;
        stop = new() { TrainBatchEnd = (batch, _) => { if (batch == 1) stop!.StopTraining(); } };
        var history = Samples.Tiny().Fit(Samples.Blobs(40), batchSize: 4, epochs: 5, validationData: Samples.Blobs(8), callbacks: [stop]);
        Assert.Equal((1, 1, false), (history.Epochs, history["val_loss"].Count, history.Cancelled));
    }

    [Fact]
    public void A_step_with_callbacks_allocates_nothing()
    {
        var model = Samples.Tiny();
        model.Workers = new Hornbill.Execution.Workers(1);
        long before = 0, most = 0;
        var watch = new LambdaCallback
        {
            TrainBatchBegin = batch => before = batch == 0 ? 0 : before,
            TrainBatchEnd = (batch, _) =>
            {
                var now = GC.GetAllocatedBytesForCurrentThread();
                if (batch > 3) most = Math.Max(most, now - before);
                before = GC.GetAllocatedBytesForCurrentThread();
            },
        };
        model.Fit(Samples.Blobs(200), batchSize: 4, callbacks: [watch, new TerminateOnNaN()]);
        Assert.Equal(0, most);
    }
}
