using System.Globalization;

namespace Hornbill.Models;

/// <summary>The loss and metrics of an evaluation.</summary>
public sealed class Evaluation
{
    readonly IReadOnlyDictionary<string, double> _values;

    internal Evaluation(IReadOnlyDictionary<string, double> values) => _values = values;

    /// <summary>The mean loss over the samples.</summary>
    public double Loss => _values["loss"];

    /// <summary>All figures by name.</summary>
    public IReadOnlyDictionary<string, double> Values => _values;

    /// <summary>One figure by its name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public double this[string name] => _values.TryGetValue(name, out var value) ? value : throw Choices.Unknown("metric", name, _values.Keys);

    /// <summary>Such as <c>loss: 0.2491 - accuracy: 0.9185</c>.</summary>
    public override string ToString() => string.Join(" - ", _values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}: {v.Value:F4}")));
}
