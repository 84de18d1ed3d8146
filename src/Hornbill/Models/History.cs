namespace Hornbill.Models;

/// <summary>What a call of Fit measured: for each of <c>loss</c>, <c>accuracy</c>, <c>val_loss</c>, <c>val_accuracy</c> a value per epoch.</summary>
public sealed class History
{
    readonly Dictionary<string, List<double>> _values = [];

    /// <summary>All series by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Values => _values.ToDictionary(v => v.Key, v => (IReadOnlyList<double>)v.Value);

    /// <summary>Epochs that ended.</summary>
    public int Epochs => _values.TryGetValue("loss", out var losses) ? losses.Count : 0;

    /// <summary>Whether training was cancelled.</summary>
    public bool Cancelled { get; internal set; }

    /// <summary>The epoch, from 0, of the lowest validation loss, or training loss where there is no validation; −1 before the first.</summary>
    public int BestEpoch
    {
        get
        {
            var losses = _values.GetValueOrDefault("val_loss") ?? _values.GetValueOrDefault("loss") ?? [];
            if (losses.Count == 0) return -1;
            // What is not a number is never the best, unless nothing else is there.
            var best = losses.Select(l => double.IsNaN(l) ? double.PositiveInfinity : l).ToList();
            return best.IndexOf(best.Min());
        }
    }

    /// <summary>One series by its name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public IReadOnlyList<double> this[string name] => _values.TryGetValue(name, out var list) ? list : throw Choices.Unknown("series", name, _values.Keys);

    internal void Add(IReadOnlyDictionary<string, double> logs)
    {
        foreach (var (key, value) in logs)
            (_values.TryGetValue(key, out var list) ? list : _values[key] = []).Add(value);
    }
}
