using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Saves the model, or its weights, after each epoch or so many batches: each time, or where a figure is better than ever.</summary>
/// <remarks>The best value is kept from one Fit to the next of the same object. To go on after an interruption use <see cref="Checkpoints"/>.</remarks>
/// <example><code>new ModelCheckpoint("runs/{epoch:02d}-{val_loss:.2f}.safetensors"), new ModelCheckpoint("best.safetensors", saveBestOnly: true)</code></example>
public sealed class ModelCheckpoint : Callback
{
    readonly string _path;
    readonly Monitor _monitor;
    readonly bool _saveBestOnly, _saveWeightsOnly;
    readonly int? _saveFreq;
    int _epoch, _batches;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="filepath">A <c>.safetensors</c> file, of weights alone also <c>.npz</c>, in whose name stand <c>{epoch}</c> (from 1), <c>{batch}</c> and the figures of the
    /// logs, with Python's formats.</param>
    /// <param name="monitor">The figure in the logs.</param>
    /// <param name="saveBestOnly">Whether it is saved only where the figure is better than ever.</param>
    /// <param name="saveWeightsOnly">Whether only the weights are saved.</param>
    /// <param name="mode">"min", "max", or "auto": as the metric has it.</param>
    /// <param name="saveFreq">After how many batches each time it is saved; after each epoch by default.</param>
    /// <param name="initialValueThreshold">What the first value must be better than.</param>
    /// <exception cref="ArgumentException">The path has another ending, or the number of batches is below 1.</exception>
    public ModelCheckpoint(string filepath, string monitor = "val_loss", bool saveBestOnly = false, bool saveWeightsOnly = false, string mode = "auto", int? saveFreq = null,
                           double? initialValueThreshold = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(filepath);
        if (!filepath.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) && !(saveWeightsOnly && filepath.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)))
            throw new ArgumentException($"ModelCheckpoint got the path '{filepath}' but files end with .safetensors, or those of weights alone with .npz. Use such a name.");
        if (saveFreq < 1) throw new ArgumentException($"ModelCheckpoint got every {saveFreq} batches but needs at least 1. Leave it out for each epoch. Give the batches.");
        _monitor = new(this, monitor, mode, 0) { Best = initialValueThreshold };
        (_path, _saveBestOnly, _saveWeightsOnly, _saveFreq) = (filepath, saveBestOnly, saveWeightsOnly, saveFreq);
    }

    /// <summary>The best value so far, or the threshold; null before the first.</summary>
    public double? Best => _monitor.Best;

    /// <inheritdoc/>
    public override State State
    {
        get => new State().Set("epoch", _epoch).Set("batches", _batches).Set("best", _monitor.State);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            (_epoch, _batches, _monitor.State) = ((int)value.Number("epoch"), (int)value.Number("batches"), value.NumbersOf("best"));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => _epoch = epoch;

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
    {
        if (_saveFreq is null || ++_batches < _saveFreq) return;
        _batches = 0;
        SaveIfBetter(new(logs) { ["epoch"] = _epoch + 1, ["batch"] = batch + 1 }, logs);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        if (_saveFreq is null) SaveIfBetter(new(logs) { ["epoch"] = epoch + 1 }, logs);
    }

    void SaveIfBetter(Dictionary<string, double> figures, Dictionary<string, double> logs)
    {
        if (_saveBestOnly)
        {
            if (_monitor.In(logs) is not { } value || !_monitor.Improves(value, _monitor.Best)) return;
            _monitor.Best = value;
        }
        var path = PathFormat.Fill(_path, figures);
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        if (_saveWeightsOnly) Model.SaveWeights(path);
        else Model.Save(path);
    }
}
