using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>What must be kept so that training can go on: named numbers and named tensors.</summary>
/// <example><code>
/// public override State State
/// {
///     get => new State().Set("wait", _wait).Set("best", _best);
///     set => (_wait, _best) = ((int)value.Number("wait"), value.Number("best"));
/// }
/// </code></example>
public sealed class State
{
    readonly Dictionary<string, double[]> _numbers = [];
    readonly Dictionary<string, Tensor> _tensors = [];

    /// <summary>Which training a checkpoint is of, as <see cref="RunIdentity"/> writes it.</summary>
    internal string? Identity { get; set; }

    /// <summary>All numbers by name.</summary>
    public IReadOnlyDictionary<string, double[]> Numbers => _numbers;

    /// <summary>All tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>Notes a number, or several.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="numbers">The numbers.</param>
    public State Set(string name, params double[] numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        _numbers[name] = numbers;
        return this;
    }

    /// <summary>Notes a tensor, which must not change afterwards.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">The tensor.</param>
    public State Set(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        _tensors[name] = tensor;
        return this;
    }

    /// <summary>Notes weights under a name.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="weights">The weights; none for null.</param>
    public State Set(string name, IReadOnlyList<NamedWeights>? weights)
    {
        foreach (var (weight, value) in weights ?? []) _tensors.Add($"{name}/{weight}", value);
        return this;
    }

    /// <summary>Whether there is a number or a tensor of that name.</summary>
    /// <param name="name">The name.</param>
    public bool Has(string name) => _numbers.ContainsKey(name) || _tensors.ContainsKey(name);

    /// <summary>A number.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public double Number(string name) => NumbersOf(name) is [var number] ? number : throw Missing(name, "as one number");

    /// <summary>Several numbers under one name.</summary>
    /// <param name="name">Their name.</param>
    /// <exception cref="InvalidDataException">There are none of that name.</exception>
    public double[] NumbersOf(string name) => _numbers.TryGetValue(name, out var numbers) ? numbers : throw Missing(name, "as numbers");

    /// <summary>A tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public Tensor Tensor(string name) => _tensors.TryGetValue(name, out var tensor) ? tensor : throw Missing(name, "as a tensor");

    /// <summary>The weights under a name, in the order they were set; null where there are none.</summary>
    /// <param name="name">Their name.</param>
    public IReadOnlyList<NamedWeights>? Weights(string name)
    {
        var weights = Part(name)._tensors.Select(t => new NamedWeights(t.Key, t.Value)).ToArray();
        return weights.Length == 0 ? null : weights;
    }

    /// <summary>Takes in another state, its names behind that of the part.</summary>
    internal State Add(string part, State other)
    {
        foreach (var (name, numbers) in other._numbers) _numbers[$"{part}/{name}"] = numbers;
        foreach (var (name, tensor) in other._tensors) _tensors[$"{part}/{name}"] = tensor;
        return this;
    }

    /// <summary>What <see cref="Add"/> took in.</summary>
    internal State Part(string part)
    {
        var (state, begin) = (new State(), part + "/");
        foreach (var (name, numbers) in _numbers.Where(n =>
            n.Key.StartsWith(begin, StringComparison.Ordinal))) state._numbers[name[begin.Length..]] = numbers;
        foreach (var (name, tensor) in _tensors.Where(n =>
            n.Key.StartsWith(begin, StringComparison.Ordinal))) state._tensors[name[begin.Length..]] = tensor;
        return state;
    }

    static InvalidDataException Missing(string name, string kind) =>
        new($"A state does not hold '{name}' but it is expected {kind}. Use the state that the same kind of object gave.");
}
