namespace Hornbill.Models;

/// <summary>Something that is told how training goes, and may change it. Derive from it and override what matters.</summary>
/// <remarks>Epochs and batches count from 0, a batch within its epoch. The logs of an epoch hold its loss and metrics, and those of
/// validation behind <c>val_</c>; what a callback adds to them is seen by those after it, and by the history. The logs of a batch hold the
/// means over the samples of its epoch so far; they are written anew for each batch.</remarks>
/// <example><code>
/// sealed class Target(double accuracy) : Callback
/// {
///     public override void OnEpochEnd(int epoch, Dictionary&lt;string, double&gt; logs)
///     {
///         if (logs["val_accuracy"] >= accuracy) StopTraining();
///     }
/// }
/// </code></example>
public abstract class Callback
{
    (Model Model, FitParameters Parameters, Action Stop, Func<long> Samples)? _serves;

    /// <summary>The model that is trained or tested.</summary>
    /// <exception cref="InvalidOperationException">It serves no model yet.</exception>
    public Model Model => Serves.Model;

    /// <summary>What Fit was asked for.</summary>
    /// <exception cref="InvalidOperationException">It serves no model yet.</exception>
    public FitParameters Parameters => Serves.Parameters;

    /// <summary>What it keeps from epoch to epoch, so that training goes on from a checkpoint as if it had never ended. It is set after
    /// <see cref="OnTrainBegin"/>.</summary>
    public virtual State State
    {
        get => new();
        set { }
    }

    /// <summary>Its settings, where they decide how training goes: a checkpoint knows its training by the callbacks that have any, and goes
    /// on only with the same. Null where it only looks on.</summary>
    /// <example><code>public override Config? GetConfig() => new Config().Set("accuracy", accuracy);</code></example>
    public virtual Layers.Config? GetConfig() => null;

    /// <summary>The learning rate of the next step.</summary>
    /// <exception cref="InvalidOperationException">It is set while a schedule is in force.</exception>
    protected double LearningRate
    {
        get => Model.TrainingState.Optimizer.LearningRate;
        set => Model.TrainingState.Optimizer.Move(value);
    }

    /// <summary>The samples that the logs of a batch are running means over: those of the epoch so far.</summary>
    /// <exception cref="InvalidOperationException">It serves no model yet.</exception>
    protected long SamplesSeen => Serves.Samples();

    /// <summary>The checkpoints that it stands for.</summary>
    internal virtual Checkpoints? Checkpoints => null;

    /// <summary>Its settings as far as they decide how training goes; null where it only looks on, or that is not known.</summary>
    internal virtual string? Decides => GetConfig()?.Write("settings");

    /// <summary>Before training begins: throws where what it shall do cannot be done, and takes the files that it writes.</summary>
    /// <param name="all">All callbacks, in their order.</param>
    internal virtual void Prepare(IReadOnlyList<Callback> all) { }

    /// <summary>Figures that it adds to the logs of epochs.</summary>
    internal virtual IEnumerable<string> Adds => [];

    /// <summary>Whether it may add other figures, as one from outside may.</summary>
    internal virtual bool MayAdd => GetType().Assembly != typeof(Callback).Assembly;

    /// <summary>What to tell after training where it had nothing to do in it.</summary>
    internal virtual string? Idle => null;

    /// <summary>Training is over, however it ended: lets go what <see cref="Prepare"/> took.</summary>
    internal virtual void Release() { }

    (Model Model, FitParameters Parameters, Action Stop, Func<long> Samples) Serves => _serves ??
        throw new InvalidOperationException($"The callback {GetType().Name} serves no model yet but was asked about it. " +
                                            "Pass it to Fit, and use it in its methods.");

    /// <summary>Sets the model's weights between two steps, in the order and shapes of GetWeights: nobody but its callbacks may while it is
    /// fitted.</summary>
    /// <param name="weights">By name, of the shapes that the model has.</param>
    /// <exception cref="ArgumentException">Their number or a shape differs; nothing is changed then.</exception>
    /// <exception cref="InvalidOperationException">It serves no model yet.</exception>
    protected void SetWeights(IReadOnlyList<Tensors.Tensor> weights) => Model.Overwrite(weights);

    /// <summary>Ends training after the batch or the epoch at hand.</summary>
    public void StopTraining() => Serves.Stop();

    /// <summary>Training begins: forget what an earlier one left.</summary>
    public virtual void OnTrainBegin() { }

    /// <summary>Training has ended; the logs are the last epoch's.</summary>
    /// <param name="logs">The figures of the last epoch, by name.</param>
    public virtual void OnTrainEnd(Dictionary<string, double> logs) { }

    /// <summary>An epoch begins.</summary>
    /// <param name="epoch">From 0.</param>
    public virtual void OnEpochBegin(int epoch) { }

    /// <summary>An epoch has ended, and its validation.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="logs">The figures of the epoch, by name.</param>
    public virtual void OnEpochEnd(int epoch, Dictionary<string, double> logs) { }

    /// <summary>A batch has been read.</summary>
    /// <param name="batch">From 0 in each epoch.</param>
    public virtual void OnTrainBatchBegin(int batch) { }

    /// <summary>A step has changed the weights.</summary>
    /// <param name="batch">From 0 in each epoch.</param>
    /// <param name="logs">The figures of the epoch so far, by name.</param>
    public virtual void OnTrainBatchEnd(int batch, Dictionary<string, double> logs) { }

    /// <summary>An evaluation begins, that of an epoch's end or one of its own.</summary>
    public virtual void OnTestBegin() { }

    /// <summary>An evaluation has ended; its logs have no <c>val_</c>.</summary>
    /// <param name="logs">The figures of the evaluation, by name.</param>
    public virtual void OnTestEnd(Dictionary<string, double> logs) { }

    /// <summary>A batch of an evaluation has been read.</summary>
    /// <param name="batch">From 0.</param>
    public virtual void OnTestBatchBegin(int batch) { }

    /// <summary>A batch of an evaluation has been computed; the logs hold the running means so far.</summary>
    /// <param name="batch">From 0.</param>
    /// <param name="logs">The figures so far, by name.</param>
    public virtual void OnTestBatchEnd(int batch, Dictionary<string, double> logs) { }

    /// <summary>A prediction begins.</summary>
    public virtual void OnPredictBegin() { }

    /// <summary>A prediction has ended.</summary>
    public virtual void OnPredictEnd() { }

    /// <summary>A batch of a prediction has been read.</summary>
    /// <param name="batch">From 0.</param>
    public virtual void OnPredictBatchBegin(int batch) { }

    /// <summary>A batch of a prediction has been computed.</summary>
    /// <param name="batch">From 0.</param>
    public virtual void OnPredictBatchEnd(int batch) { }

    /// <summary>The last step has been made, but the moving averages are not yet the weights.</summary>
    internal virtual void OnStepsEnd() { }

    internal void Serve(Model model, FitParameters parameters, Action stop, Func<long> samples) =>
        _serves = (model, parameters, stop, samples);
}
