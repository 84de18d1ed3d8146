using System.Globalization;
using System.Text;
using Hornbill.Models;
using Hornbill.Serialization;

namespace Hornbill.Callbacks;

/// <summary>Writes a line for each epoch to a file of comma-separated values: the epoch, then the figures in alphabetical order, <c>NA</c>
/// for one that is missing.</summary>
/// <remarks>A training that goes on from a checkpoint goes on with its file too: lines written after the checkpoint are written
/// anew.</remarks>
/// <example><code>new CSVLogger("training.csv")</code></example>
public sealed class CSVLogger : Callback
{
    readonly string _filename, _separator;
    readonly bool _append;
    long _length;
    string[]? _keys;
    FileLock? _lock;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="filename">The file.</param>
    /// <param name="separator">Between two values.</param>
    /// <param name="append">Whether lines are added to a file that is there, under its own columns; else it is written over.</param>
    public CSVLogger(string filename, string separator = ",", bool append = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(filename);
        ArgumentException.ThrowIfNullOrEmpty(separator);
        (_filename, _separator, _append) = (filename, separator, append);
    }

    /// <inheritdoc/>
    public override State State
    {
        get => new State().Set("length", _length);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _length = (long)value.Number("length");
        }
    }

    internal override void Prepare(IReadOnlyList<Callback> all) => Targets.Try(this, _filename, () =>
    {
        GrowingFile.Try(_filename);
        _lock = FileLock.TakeFile(_filename) ?? throw new IOException("another training is writing it");
    });

    internal override void Release()
    {
        _lock?.Dispose();
        _lock = null;
    }

    /// <inheritdoc/>
    public override void OnTrainBegin() => (_length, _keys) = (_append ? -1 : 0, null);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        Targets.Write(this, _filename, () => Append(epoch, logs));
    }

    void Append(int epoch, Dictionary<string, double> logs)
    {
        var text = new StringBuilder();
        _keys ??= Columns(logs, text);
        text.Append(CultureInfo.InvariantCulture, $"{epoch}");
        foreach (var key in _keys) text.Append(_separator)
            .Append(logs.TryGetValue(key, out var value) ? value.ToString(CultureInfo.InvariantCulture) : "NA");
        _length = GrowingFile.Append(_filename, _length, Encoding.UTF8.GetBytes(text.Append('\n').ToString()));
    }

    // Those of a file that goes on, or the first epoch's and, where there is validation, its own.
    string[] Columns(Dictionary<string, double> logs, StringBuilder text)
    {
        if (_length != 0 && GrowingFile.FirstLine(_filename) is { Length: > 0 } header) return header.Split(_separator)[1..];
        var expected = Parameters.Validates ? Model.Figures.Select(f => "val_" + f) : [];
        string[] keys = [.. logs.Keys.Union(expected).Order(StringComparer.Ordinal)];
        text.AppendJoin(_separator, keys.Prepend("epoch")).Append('\n');
        return keys;
    }
}
