using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Engine;

/// <summary>The weights of a model. Those that are made with it lie in one block; those of layers that another model has too stay where
/// that one made them, so that both have the same.</summary>
sealed class WeightStore
{
    readonly WeightBlock[] _blocks;
    readonly Variable[] _made;
    readonly Func<IReadOnlyList<(string Name, Variable Variable)>> _named;
    Dictionary<Variable, string> _names;
    readonly bool _distinct;
    long _renamed;

    public WeightStore(IReadOnlyList<Variable> variables) : this(() => [.. variables.Select(v => (v.Name, v))], distinct: false) { }

    /// <summary>The weights in their order, each with its name in the model, which may change.</summary>
    public WeightStore(Func<IReadOnlyList<(string Name, Variable Variable)>> named, Allowance? allowance = null, bool distinct = true)
    {
        (_named, _distinct) = (named, distinct);
        (_renamed, _names) = (Label.Renamed, Names(named()));
        Variables = [.. named().Select(n => n.Variable)];
        Floats = Variable.InRow(Variables)[^1];
        _made = [.. Variables.Where(v => v.Home is null)];
        allowance?.Take(_made);
        var places = Variable.InRow(_made);
        var block = new WeightBlock(places[^1]);
        foreach (var (v, place) in _made.Zip(places)) (v.Home, v.Offset) = (block, place);
        _blocks = [.. Variables.Select(v => v.Home!).Append(block).Distinct()];
    }

    public IReadOnlyList<Variable> Variables { get; }

    /// <summary>The blocks that they lie in.</summary>
    public IReadOnlyList<WeightBlock> Blocks => _blocks;

    /// <summary>Floats of a copy of all weights.</summary>
    public long Floats { get; }

    /// <summary>Rises when any of the weights may have changed, also through another model.</summary>
    public long Version
    {
        get
        {
            var sum = 0L;
            foreach (var block in _blocks) sum += block.Version;
            return sum;
        }
        set
        {
            var rise = value - Version;
            foreach (var block in _blocks) block.Version += rise;
        }
    }

    public Span<float> this[Variable v] => v.Values;

    /// <summary>A weight's name in this model: <c>conv2d/kernel</c>, in a nested model <c>base/conv2d/kernel</c>.</summary>
    public string Name(Variable v)
    {
        if (_renamed != Label.Renamed) (_renamed, _names) = (Label.Renamed, Names(_named()));
        return _names[v];
    }

    Dictionary<Variable, string> Names(IReadOnlyList<(string Name, Variable Variable)> named) =>
        _distinct && named.GroupBy(n => n.Name).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice
            ? throw new ArgumentException(
                $"A model got two weights of the name '{Plain.Text(twice)}' but each needs its own. Give one of the layers another name.")
            : named.ToDictionary(n => n.Variable, n => n.Name);

    /// <summary>Draws the weights that were made with the model; each from a seed of its own.</summary>
    public void Initialize(ulong seed)
    {
        var made = _made.ToHashSet();
        for (var i = 0; i < Variables.Count; i++)
            if (made.Contains(Variables[i])) Variables[i].Initialize(this[Variables[i]], Variables[i].Shape, seed
                + (0x9E3779B97F4A7C15 * (ulong)(i + 1)));
        Version++;
    }

    /// <summary>A copy of all weights.</summary>
    public void CopyTo(Arena other)
    {
        var place = 0L;
        foreach (var v in Variables)
        {
            this[v].CopyTo(other.Span(place, v.Shape.Elements));
            place += Arena.Aligned(v.Shape.Elements);
        }
        GC.KeepAlive(other);
    }

    /// <summary>All weights from a copy.</summary>
    public void CopyFrom(Arena other)
    {
        var place = 0L;
        foreach (var v in Variables)
        {
            other.Span(place, v.Shape.Elements).CopyTo(this[v]);
            place += Arena.Aligned(v.Shape.Elements);
        }
        Version++;
        GC.KeepAlive(other);
    }

    /// <summary>The weights of a copy, by name.</summary>
    public IReadOnlyList<NamedWeights> Copies(Arena of)
    {
        var places = Variable.InRow(Variables);
        var copies = Variables.Select((v, i) => new NamedWeights(Name(v),
            new Tensor(v.Shape, of.Span(places[i], v.Shape.Elements).ToArray()))).ToArray();
        GC.KeepAlive(of);
        return copies;
    }

    /// <summary>The opposite of <see cref="Copies"/>.</summary>
    /// <exception cref="ArgumentException">They are not these weights.</exception>
    public void Restore(Arena into, IReadOnlyList<NamedWeights> copies)
    {
        if (copies.Count != Variables.Count || copies.Zip(Variables).Any(p =>
            p.First.Name != Name(p.Second) || p.First.Value.Shape != p.Second.Shape))
            throw new ArgumentException(
                $"There are {copies.Count} best weights but {Variables.Count} of this model's are expected. Use another checkpoint.");
        foreach (var (copy, place) in copies.Zip(Variable.InRow(Variables))) copy.Value.Data.CopyTo(
            into.Span(place, copy.Value.Data.Length));
        GC.KeepAlive(into);
    }
}
