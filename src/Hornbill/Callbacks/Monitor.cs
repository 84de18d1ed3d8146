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

    /// <summary>The figure's value; null in an epoch without validation.</summary>
    /// <exception cref="ArgumentException">No epoch will ever have it.</exception>
    public double? In(Dictionary<string, double> logs)
    {
        if (logs.TryGetValue(Figure, out var value)) return value;
        var validated = logs.Keys.Any(IsOfValidation);
        if (IsOfValidation(Figure) && _owner.Parameters.Validates && !validated) return null;
        throw new ArgumentException($"{_owner.GetType().Name} watches '{Figure}' but the logs hold {string.Join(", ", logs.Keys)}. " +
                                    (validated ? "Check the name." : "Give Fit data to validate on, or watch another figure."));
    }

    static bool IsOfValidation(string figure) => figure.StartsWith("val_", StringComparison.Ordinal);

    /// <summary>Whether a value is better than another by more than the least difference. Whatever comes first is; what is not a number never.</summary>
    public bool Improves(double value, double? on) =>
        on is not { } reference ? !double.IsNaN(value) : Rises ? value - _minDelta > reference : value + _minDelta < reference;

    bool Rises => _mode == "max" || (_mode == "auto" && (_owner.Model.Rises(Figure) ?? throw new ArgumentException(
        $"{_owner.GetType().Name} watches '{Figure}', of which is not known whether more is better, but must know. Give mode: \"max\" or mode: \"min\".")));
}
