using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Saves the model, or its weights, after each epoch or so many batches: each time, or where a figure is better than
/// ever.</summary>
/// <remarks>The best value is kept from one Fit to the next of the same object. To go on after an interruption use
/// <see cref="Checkpoints"/>.</remarks>
/// <example><code>
/// var each = new ModelCheckpoint("runs/{epoch:02d}-{val_loss:.2f}.safetensors");
/// var best = new ModelCheckpoint("best.safetensors", saveBestOnly: true);
/// </code></example>
public sealed class ModelCheckpoint : Callback
{
    readonly string _path;
    readonly Monitor _monitor;
    readonly bool _saveBestOnly, _saveWeightsOnly;
    readonly int? _saveFreq;
    int _epoch, _batches, _saved;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="filepath">A <c>.safetensors</c> file, of weights alone also <c>.npz</c>, in whose name stand <c>{epoch}</c> (from 1),
    /// <c>{batch}</c> and the figures of the logs, with Python's formats.</param>
    /// <param name="monitor">The figure in the logs.</param>
    /// <param name="saveBestOnly">Whether it is saved only where the figure is better than ever.</param>
    /// <param name="saveWeightsOnly">Whether only the weights are saved.</param>
    /// <param name="mode">"min", "max", or "auto": as the metric has it.</param>
    /// <param name="saveFreq">After how many batches each time it is saved; after each epoch by default.</param>
    /// <param name="initialValueThreshold">What the first value must be better than.</param>
    /// <exception cref="ArgumentException">The path has another ending, or the number of batches is below 1.</exception>
    public ModelCheckpoint(string filepath, string monitor = "val_loss", bool saveBestOnly = false, bool saveWeightsOnly = false,
        string mode = "auto",
                           int? saveFreq = null, double? initialValueThreshold = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(filepath);
        if (Path.GetExtension(filepath) is not ".safetensors" and var ending && !(saveWeightsOnly && ending == ".npz"))
            throw new ArgumentException(
                $"ModelCheckpoint got the path '{filepath}' but files end with .safetensors, or those of weights alone with .npz. " +
                                        "Use such a name.");
        if (saveFreq < 1)
            throw new ArgumentException(
                $"ModelCheckpoint got every {saveFreq} batches but needs at least 1. Leave it out for each epoch. Give the batches.");
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

    internal override string? Idle => _saved > 0 ? null : $"ModelCheckpoint saved nothing to '{_path}': {Why}.";

    string Why => _saveFreq is not null ? $"there were fewer than {_saveFreq} batches"
        : $"'{_monitor.Figure}' was never better than {_monitor.Best}";

    internal override void Prepare(IReadOnlyList<Callback> all)
    {
        _saved = 0;
        if (_saveBestOnly) _monitor.Prepare(all, ofBatches: _saveFreq is not null);
        Model.CheckNames();
        if (!all.Any(c => c.MayAdd)) PathFormat.Check(_path, [.. Monitor.Known(all, this), "epoch", "batch"]);
        // Where the folder's own name holds figures, as much of it as is known.
        var known = _path.IndexOf('{', StringComparison.Ordinal) is >= 0 and var brace ? _path[..brace] : _path;
        var file = Path.Combine(Path.GetDirectoryName(known) ?? "", "model.safetensors");
        Targets.Try(this, _path, () =>
        {
            if (Path.GetDirectoryName(file) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            AtomicFile.Try(file, sizeof(float) * Model.Store.Floats);
        });
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
        var value = _saveBestOnly ? _monitor.In(logs) : null;
        if (_saveBestOnly && (value is not { } figure || !_monitor.Improves(figure, _monitor.Best))) return;
        var path = PathFormat.Fill(_path, figures);
        if (!Targets.Write(this, path, () => Save(path))) return;
        _monitor.Best = value ?? _monitor.Best;
        _saved++;
    }

    void Save(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        if (_saveWeightsOnly) Model.SaveWeights(path);
        else Model.Save(path);
    }
}
