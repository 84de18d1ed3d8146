using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>A callback made of functions.</summary>
/// <example><code>new LambdaCallback { EpochEnd = (epoch, logs) => Console.WriteLine($"{epoch}: {logs["loss"]}") }</code></example>
public sealed class LambdaCallback : Callback
{
    /// <summary>Called by <see cref="Callback.OnTrainBegin"/>.</summary>
    public Action? TrainBegin { get; init; }

    /// <summary>Called by <see cref="Callback.OnTrainEnd"/>.</summary>
    public Action<Dictionary<string, double>>? TrainEnd { get; init; }

    /// <summary>Called by <see cref="Callback.OnEpochBegin"/>.</summary>
    public Action<int>? EpochBegin { get; init; }

    /// <summary>Called by <see cref="Callback.OnEpochEnd"/>.</summary>
    public Action<int, Dictionary<string, double>>? EpochEnd { get; init; }

    /// <summary>Called by <see cref="Callback.OnTrainBatchBegin"/>.</summary>
    public Action<int>? TrainBatchBegin { get; init; }

    /// <summary>Called by <see cref="Callback.OnTrainBatchEnd"/>.</summary>
    public Action<int, Dictionary<string, double>>? TrainBatchEnd { get; init; }

    /// <summary>Called by <see cref="Callback.OnTestBegin"/>.</summary>
    public Action? TestBegin { get; init; }

    /// <summary>Called by <see cref="Callback.OnTestEnd"/>.</summary>
    public Action<Dictionary<string, double>>? TestEnd { get; init; }

    /// <summary>Called by <see cref="Callback.OnTestBatchBegin"/>.</summary>
    public Action<int>? TestBatchBegin { get; init; }

    /// <summary>Called by <see cref="Callback.OnTestBatchEnd"/>.</summary>
    public Action<int, Dictionary<string, double>>? TestBatchEnd { get; init; }

    /// <summary>Called by <see cref="Callback.OnPredictBegin"/>.</summary>
    public Action? PredictBegin { get; init; }

    /// <summary>Called by <see cref="Callback.OnPredictEnd"/>.</summary>
    public Action? PredictEnd { get; init; }

    /// <summary>Called by <see cref="Callback.OnPredictBatchBegin"/>.</summary>
    public Action<int>? PredictBatchBegin { get; init; }

    /// <summary>Called by <see cref="Callback.OnPredictBatchEnd"/>.</summary>
    public Action<int>? PredictBatchEnd { get; init; }

    internal override bool MayAdd => EpochEnd is not null;

    /// <inheritdoc/>
    public override void OnTrainBegin() => TrainBegin?.Invoke();

    /// <inheritdoc/>
    public override void OnTrainEnd(Dictionary<string, double> logs) => TrainEnd?.Invoke(logs);

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => EpochBegin?.Invoke(epoch);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs) => EpochEnd?.Invoke(epoch, logs);

    /// <inheritdoc/>
    public override void OnTrainBatchBegin(int batch) => TrainBatchBegin?.Invoke(batch);

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs) => TrainBatchEnd?.Invoke(batch, logs);

    /// <inheritdoc/>
    public override void OnTestBegin() => TestBegin?.Invoke();

    /// <inheritdoc/>
    public override void OnTestEnd(Dictionary<string, double> logs) => TestEnd?.Invoke(logs);

    /// <inheritdoc/>
    public override void OnTestBatchBegin(int batch) => TestBatchBegin?.Invoke(batch);

    /// <inheritdoc/>
    public override void OnTestBatchEnd(int batch, Dictionary<string, double> logs) => TestBatchEnd?.Invoke(batch, logs);

    /// <inheritdoc/>
    public override void OnPredictBegin() => PredictBegin?.Invoke();

    /// <inheritdoc/>
    public override void OnPredictEnd() => PredictEnd?.Invoke();

    /// <inheritdoc/>
    public override void OnPredictBatchBegin(int batch) => PredictBatchBegin?.Invoke(batch);

    /// <inheritdoc/>
    public override void OnPredictBatchEnd(int batch) => PredictBatchEnd?.Invoke(batch);
}
