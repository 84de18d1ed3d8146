using System.Globalization;
using Hornbill.Models;
using Hornbill.Serialization;

namespace Hornbill.Callbacks;

/// <summary>Writes event files that TensorBoard shows: the figures of each epoch as <c>epoch_loss</c> and so on, those of training in
/// <c>train/</c> and those of validation in <c>validation/</c>, the distributions of the weights, the figures of batches.</summary>
/// <remarks>A training that goes on from a checkpoint goes on with its files too: what was written after the checkpoint is written
/// anew.</remarks>
/// <example><code>model.Fit(train, validationSplit: 0.1, callbacks: [new TensorBoard("logs", histogramFreq: 1)]); // tensorboard --logdir logs</code></example>
public sealed class TensorBoard : Callback
{
    const int Train = 0, Validation = 1;

    static readonly string[] Folders = ["train", "validation"];

    readonly string _logDir;
    readonly int _histogramFreq;
    readonly int? _updateFreq;
    readonly TimeProvider _clock;
    readonly long[] _lengths = new long[2];
    long _begun, _batches;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="logDir">The folder.</param>
    /// <param name="histogramFreq">After how many epochs each time the distributions of the weights are written; 0: never.</param>
    /// <param name="updateFreq">After how many batches each time their figures are written; never by default.</param>
    /// <param name="clock">The clock; the system's by default.</param>
    /// <exception cref="ArgumentException">A number is too small.</exception>
    public TensorBoard(string logDir = "logs", int histogramFreq = 0, int? updateFreq = null, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(logDir);
        if (histogramFreq < 0 || updateFreq < 1)
            throw new ArgumentException(
                $"TensorBoard got every {histogramFreq} epochs and every {updateFreq} batches but needs at least 0 and 1. " +
                                        "Give such numbers.");
        (_logDir, _histogramFreq, _updateFreq, _clock) = (logDir, histogramFreq, updateFreq, clock ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public override State State
    {
        get => new State().Set("begun", _begun).Set("batches", _batches).Set("lengths", [.. _lengths.Select(l => (double)l)]);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            (_begun, _batches) = ((long)value.Number("begun"), (long)value.Number("batches"));
            for (var i = 0; i < _lengths.Length; i++) _lengths[i] = (long)value.NumbersOf("lengths")[i];
        }
    }

    double Now => _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    internal override void Prepare(IReadOnlyList<Callback> all) =>
        Targets.Try(this, _logDir, () => GrowingFile.Try(Path.Combine(_logDir, Folders[Train], "events")));

    /// <inheritdoc/>
    public override void OnTrainBegin()
    {
        (_begun, _batches) = (_clock.GetUtcNow().ToUnixTimeSeconds(), 0);
        Array.Clear(_lengths);
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        if (++_batches % _updateFreq != 0) return;
        foreach (var (name, value) in logs) Write(Train, EventFile.Scalar(Now, _batches - 1, "batch_" + name, value));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        foreach (var (name, value) in logs)
            if (name.StartsWith("val_", StringComparison.Ordinal)) Write(Validation,
                EventFile.Scalar(Now, epoch, "epoch_" + name[4..], value));
            else Write(Train, EventFile.Scalar(Now, epoch, "epoch_" + name, value));
        if (_histogramFreq == 0 || epoch % _histogramFreq != 0) return;
        foreach (var (name, value) in Model.GetWeights()) Write(Train, EventFile.Histogram(Now, epoch, name + "/histogram", value.Data));
    }

    void Write(int folder, byte[] record)
    {
        var path = Path.Combine(_logDir, Folders[folder],
            string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{_begun}.hornbill.{folder}.v2"));
        Targets.Write(this, path, () =>
        {
            if (_lengths[folder] == 0) _lengths[folder] = GrowingFile.Append(path, 0, EventFile.Header(Now));
            _lengths[folder] = GrowingFile.Append(path, _lengths[folder], record);
        });
    }
}
