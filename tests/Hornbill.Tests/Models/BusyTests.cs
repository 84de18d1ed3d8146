using Hornbill.Callbacks;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>A model that is fitted is busy; what callbacks may do all the same.</summary>
public class BusyTests
{
    // What is done in the middle of an epoch, by the thread that trains or by another.
    static void During(Model model, Action act, bool elsewhere)
    {
        var ran = false;
        var callback = new LambdaCallback
        {
            TrainBatchEnd = (batch, _) =>
            {
                if (batch != 1) return;
                if (elsewhere) Task.Factory.StartNew(act, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                    .GetAwaiter().GetResult();
                else act();
                ran = true;
            },
        };
        model.Fit(Samples.Blobs(40), 8, callbacks: [callback]);
        Assert.True(ran);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_would_change_it_is_refused_and_both_are_named(bool elsewhere)
    {
        using var folder = new TempFolder();
        var (model, whole) = (Samples.Tiny(), Samples.Tiny());
        whole.Fit(Samples.Blobs(40), 8);
        var state = model.GetOptimizerState();
        model.SaveWeights(folder.File("a.npz"));
        Tensor[] weights = [.. model.Values()];
        var gradients = Samples.Tiny().ComputeGradients(Samples.Blobs(8));
        (string Name, Action Act)[] calls =
        [
            ("Fit", () => model.Fit(Samples.Blobs(8))), ("Fit", () => model.FitAsync(Samples.Blobs(8)).Wait()),
                ("Compile", () => model.Compile("sgd", "mse")),
            ("SetWeights", () => model.SetWeights(weights)),
                ("SetWeights", () => model.Layers[1].SetWeights([.. model.Layers[1].GetWeights().Select(w => w.Value)])),
            ("LoadWeights", () => model.LoadWeights(folder.File("a.npz"))), ("TrainOnBatch", () => model.TrainOnBatch(Samples.Blobs(8))),
            ("SetOptimizerState", () => model.SetOptimizerState(state)), ("ApplyGradients", () => model.ApplyGradients(gradients)),
        ];
        if (elsewhere) calls = [.. calls, ("SwapAverages", model.SwapAverages)];
        During(model, () =>
        {
            foreach (var (name, act) in calls) ThreeParts.Throws<InvalidOperationException>(act, name, "in the middle of Fit");
        }, elsewhere);
        Assert.Equal(Samples.Bits(whole), Samples.Bits(model));
        foreach (var (name, act) in calls.Where(c => c.Name != "Compile")) act();
    }

    [Fact]
    public void Two_threads_fit_one_model_one_after_the_other_or_not_at_all()
    {
        for (var i = 0; i < 20; i++)
        {
            var (model, once) = (Samples.Tiny(), Samples.Tiny());
            once.Fit(Samples.Blobs(40), 8, 3);
            var one = Samples.Bits(once);
            once.Fit(Samples.Blobs(40), 8, 3);
            var refused = 0;
            Parallel.Invoke(Fit, Fit);
            Assert.Equal(refused == 1 ? one : Samples.Bits(once), Samples.Bits(model));

            void Fit()
            {
                try
                {
                    model.Fit(Samples.Blobs(40), 8, 3);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }
    }

    [Fact]
    public async Task A_second_call_is_refused_before_the_first_has_begun()
    {
        var model = Samples.Tiny();
        using var cancel = new CancellationTokenSource();
        var first = model.FitAsync(Samples.Blobs(40), 8, int.MaxValue, cancellationToken: cancel.Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => model.FitAsync(Samples.Blobs(40), 8));
        await cancel.CancelAsync();
        await first;
        model.Fit(Samples.Blobs(40), 8);
    }

    [Fact]
    public void A_failed_training_lets_the_model_go()
    {
        var model = Samples.Tiny();
        Assert.Throws<TimeoutException>(() => model.Fit(Samples.Blobs(40), 8,
            callbacks: [new LambdaCallback { TrainBatchEnd = (_, _) => throw new TimeoutException() }]));
        model.Fit(Samples.Blobs(40), 8);
    }

    [Fact]
    public void Shared_weights_are_busy_with_those_who_train_them()
    {
        var x = new Input(2).Output;
        var shared = new Dense(6);
        Model Make(string name) => new([x], [new Dense(4, "softmax").Apply(shared.Apply(x))], name);
        var (one, two) = (Make("one"), Make("two"));
        foreach (var model in (Model[])[one, two]) model.Compile("sgd", "sparse_categorical_crossentropy");
        During(one, () =>
        {
            ThreeParts.Throws<InvalidOperationException>(() => two.Fit(Samples.Blobs(8)), "'one'", "'two'", "same weights");
            ThreeParts.Throws<InvalidOperationException>(() => shared.SetWeights([.. shared.GetWeights().Select(w => w.Value)]), "'one'");
            ThreeParts.Throws<InvalidOperationException>(() => two.TrainOnBatch(Samples.Blobs(8)), "'one'");
        }, elsewhere: true);
        // Two heads on weights that stand still may be trained at once.
        shared.Trainable = false;
        foreach (var model in (Model[])[one, two]) model.Compile("sgd", "sparse_categorical_crossentropy");
        During(one, () => two.Fit(Samples.Blobs(8)), elsewhere: true);
    }

    [Fact]
    public void Callbacks_may_look_save_and_change_the_learning_rate()
    {
        using var folder = new TempFolder();
        var model = Samples.Tiny();
        During(model, () =>
        {
            model.Evaluate(Samples.Blobs(8));
            model.Predict(new Tensor([1, 2]));
            model.PredictAll(Samples.Blobs(8));
            model.TestOnBatch(Samples.Blobs(8));
            model.ComputeGradients(Samples.Blobs(8));
            model.Save(folder.File("a.safetensors"));
            model.SaveWeights(folder.File("a.npz"));
            _ = (model.GetWeights(), model.GetOptimizerState(), model.Summary(), model.Plan(), model.Clone(copyWeights: true),
                Model.Load(folder.File("a.safetensors")));
            model.Optimizer!.LearningRate *= 0.5;
            Samples.Tiny().Fit(Samples.Blobs(8));
        }, elsewhere: false);
    }

    sealed class Setting(Action<Setting> at, bool epoch) : Callback
    {
        public override void OnTrainBegin() => Act(!epoch);

        public override void OnEpochEnd(int _, Dictionary<string, double> logs) => Act(epoch);

        public override void OnTrainEnd(Dictionary<string, double> logs) => Act(!epoch);

        public void Set() => SetWeights([.. Model.GetWeights().Select(w => new Tensor(w.Value.Shape))]);

        void Act(bool now)
        {
            if (now) at(this);
        }
    }

    [Fact]
    public void Callbacks_set_weights_before_and_after_the_steps_and_by_their_own_word_between_them()
    {
        var model = Samples.Tiny();
        model.Fit(Samples.Blobs(40), 8, 2, [new Setting(c =>
            c.Model.SetWeights([.. c.Model.GetWeights().Select(w => w.Value)]), epoch: false), new Setting(c => c.Set(), epoch: true)]);
        Assert.All(model.Values(), w => Assert.All(w.Data, v => Assert.Equal(0, v)));
    }
}
