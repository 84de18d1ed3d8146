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
    /// <param name="name">Its name: "accuracy".</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public double this[string name] => _values.TryGetValue(name, out var value) ? value
        : throw Choices.Unknown("metric", name, _values.Keys);

    /// <summary>One figure by its place, as Keras's list: the loss is 0, metrics follow.</summary>
    /// <param name="index">The place.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public double this[int index] => index >= 0 && index < _values.Count ? _values.ElementAt(index).Value : throw new ArgumentException(
        $"An evaluation was asked for figure {index} but has {_values.Count}: {Plain.Text(string.Join(", ", _values.Keys))}. Use its " +
        $"name, as in evaluation[\"loss\"].");

    /// <summary>Such as <c>loss: 0.2491 - accuracy: 0.9185</c>.</summary>
    public override string ToString() => string.Join(" - ",
        _values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{Plain.Text(v.Key)}: {v.Value:F4}")));
}
