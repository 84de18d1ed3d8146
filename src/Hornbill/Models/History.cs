namespace Hornbill.Models;

/// <summary>What a call of Fit measured: for each of <c>loss</c>, <c>accuracy</c>, <c>val_loss</c>, <c>val_accuracy</c> a value per
/// epoch.</summary>
public sealed class History
{
    readonly Dictionary<string, (List<double> Values, List<int> Epochs)> _series = [];

    /// <summary>All series by name. A series may have fewer values than there were epochs, as those of validation have with a
    /// <c>validationFreq</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Values =>
        _series.ToDictionary(s => s.Key, s => (IReadOnlyList<double>)s.Value.Values);

    /// <summary>Epochs that ended.</summary>
    public int Epochs => _series.TryGetValue("loss", out var losses) ? losses.Values.Count : 0;

    /// <summary>Whether training was cancelled.</summary>
    public bool Cancelled { get; internal set; }

    /// <summary>The epoch, from 0, of the lowest validation loss, or training loss where there is no validation; −1 before the
    /// first.</summary>
    public int BestEpoch
    {
        get
        {
            if (!_series.TryGetValue("val_loss", out var losses) && !_series.TryGetValue("loss", out losses)) return -1;
            // What is not a number is never the best, unless nothing else is there.
            var best = losses.Values.Select(l => double.IsNaN(l) ? double.PositiveInfinity : l).ToList();
            return losses.Epochs[best.IndexOf(best.Min())];
        }
    }

    /// <summary>A table: a line for each epoch, a column for each series.</summary>
    public override string ToString()
    {
        string[] names = [.. _series.Keys];
        var epochs = _series.Values.SelectMany(s => s.Epochs).Distinct().Order().ToArray();
        List<string[]> rows = [["epoch", .. names.Select(Plain.Text)],
            .. epochs.Select(e => (string[])[$"{e + 1}", .. names.Select(n => Cell(_series[n], e))])];
        var widths = Enumerable.Range(0, names.Length + 1).Select(c => rows.Max(r => r[c].Length)).ToArray();
        return string.Join(Environment.NewLine, rows.Select(r => string.Join("  ", r.Select((cell, c) => cell.PadLeft(widths[c])))));
    }

    static string Cell((List<double> Values, List<int> Epochs) series, int epoch) =>
        series.Epochs.IndexOf(epoch) is >= 0 and var at
            ? series.Values[at].ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture) : "";

    /// <summary>One series by its name.</summary>
    /// <param name="name">Its name: "val_loss".</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public IReadOnlyList<double> this[string name] => Series(name).Values;

    /// <summary>The epochs, from 0, that the values of a series belong to.</summary>
    /// <param name="name">Its name: "val_loss".</param>
    /// <exception cref="ArgumentException">There is no such series.</exception>
    public IReadOnlyList<int> EpochsOf(string name) => Series(name).Epochs;

    /// <summary>All of it, for a checkpoint.</summary>
    internal State State
    {
        get
        {
            var state = new State();
            foreach (var (name, (values, epochs)) in _series)
                state.Set("values/" + name, [.. values]).Set("epochs/" + name, [.. epochs.Select(e => (double)e)]);
            return state;
        }
        set
        {
            _series.Clear();
            foreach (var (name, values) in value.Part("values").Numbers)
            {
                var epochs = value.NumbersOf("epochs/" + name);
                if (epochs.Length != values.Length)
                    throw new ArgumentException(
                        $"The series '{Choices.Short(name)}' has {values.Length} values and {epochs.Length} epochs but needs as many. " +
                                                "Use another checkpoint.");
                _series[name] = ([.. values], [.. epochs.Select(e => (int)e)]);
            }
        }
    }

    (List<double> Values, List<int> Epochs) Series(string name) =>
        _series.TryGetValue(name, out var list) ? list : throw Choices.Unknown("series", name, _series.Keys);

    internal void Add(IReadOnlyDictionary<string, double> logs, int? epoch = null)
    {
        foreach (var (key, value) in logs)
        {
            if (!_series.TryGetValue(key, out var list)) list = _series[key] = ([], []);
            list.Epochs.Add(epoch ?? list.Values.Count);
            list.Values.Add(value);
        }
    }
}
