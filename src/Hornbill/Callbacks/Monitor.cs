using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>The figure that a callback watches, and what counts as better.</summary>
sealed class Monitor
{
    readonly Callback _owner;
    readonly string _mode;
    readonly double _minDelta;

    public Monitor(Callback owner, string figure, string mode, double minDelta)
    {
        ArgumentNullException.ThrowIfNull(figure);
        (_owner, Figure, _minDelta) = (owner, figure, Math.Abs(minDelta));
        _mode = Choices.Check($"mode of {owner.GetType().Name}", mode, "auto", "min", "max");
    }

    /// <summary>Its name in the logs.</summary>
    public string Figure { get; }

    /// <summary>The best value so far; null before the first.</summary>
    public double? Best { get; set; }

    /// <summary>The best value as numbers of a state: none before the first.</summary>
    public double[] State
    {
        get => Best is { } best ? [best] : [];
        set => Best = value.Length == 0 ? null : value[0];
    }

    /// <summary>Its settings, for a checkpoint.</summary>
    public string Decides => $"{Figure} {_mode} {_minDelta}";

    /// <summary>Before training: throws where no epoch will have the figure, or which way it gets better is not known.</summary>
    /// <param name="all">All callbacks, in their order.</param>
    /// <param name="compares">Whether values will be compared.</param>
    /// <param name="ofBatches">Whether it is asked in the logs of batches, not of epochs.</param>
    public void Prepare(IReadOnlyList<Callback> all, bool compares = true, bool ofBatches = false)
    {
        string[] known = ofBatches ? [.. _owner.Model.Figures] : [.. Known(all, _owner)];
        if (!known.Contains(Figure) && !all.Any(c => c.MayAdd)) throw Missing(known);
        if (!compares) return;
        if (_mode == "auto") _ = Rises;
        else if (_owner.Model.Rises(Figure) is { } rises && rises != (_mode == "max"))
            _owner.Model.Warn(
                $"{_owner.GetType().Name} takes a {(rises ? "smaller" : "greater")} '{Figure}' for a better one, since its mode is " +
                $"\"{_mode}\". Use mode: \"auto\".");
    }

    /// <summary>The figures that the logs of epochs will hold when a callback sees them.</summary>
    public static IEnumerable<string> Known(IReadOnlyList<Callback> all, Callback by)
    {
        string[] own = [.. by.Model.Figures];
        var validation = by.Parameters.Validates ? own.Select(f => "val_" + f) : [];
        return own.Concat(validation).Concat(all.TakeWhile(c => c != by).SelectMany(c => c.Adds));
    }

    /// <summary>The figure's value; null in an epoch without validation.</summary>
    /// <exception cref="ArgumentException">No epoch will ever have it.</exception>
    public double? In(Dictionary<string, double> logs)
    {
        if (logs.TryGetValue(Figure, out var value)) return value;
        if (IsOfValidation(Figure) && _owner.Parameters.Validates && !logs.Keys.Any(IsOfValidation)) return null;
        throw Missing(logs.Keys);
    }

    ArgumentException Missing(IReadOnlyCollection<string> known) =>
        IsOfValidation(Figure) && !known.Any(IsOfValidation)
            ? new($"{_owner.GetType().Name} watches '{Figure}' but the logs hold {Plain.Text(string.Join(", ", known))}. Give Fit data " +
                $"to validate on, or watch another figure.")
            : new($"{_owner.GetType().Name} watches '{Figure}' but no epoch has it. {Choices.Unknown("figure", Figure, known).Message}");

    static bool IsOfValidation(string figure) => figure.StartsWith("val_", StringComparison.Ordinal);

    /// <summary>Whether a value is better than another by more than the least difference. What comes first is compared with the worst there
    /// is: ∞ is no progress, nor is what is not a number.</summary>
    public bool Improves(double value, double? on) => Rises
        ? value - _minDelta > (on ?? double.NegativeInfinity)
        : value + _minDelta < (on ?? double.PositiveInfinity);

    bool Rises => _mode == "max" || (_mode == "auto" && (_owner.Model.Rises(Figure) ?? throw new ArgumentException(
        $"{_owner.GetType().Name} watches '{Figure}', of which is not known whether more is better, but must know. Give mode: \"max\" or " +
        $"mode: \"min\".")));
}
