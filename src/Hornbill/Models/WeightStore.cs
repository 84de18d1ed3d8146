using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>The first values of a new model's weights, or null where they are to be drawn; asked for before their memory is taken.</summary>
delegate IReadOnlyList<Tensor>? FirstWeights(IReadOnlyList<Variable> variables);

/// <summary>A model's weights: one flat block.</summary>
sealed class WeightStore
{
    public WeightStore(IReadOnlyList<Variable> variables)
    {
        Variables = variables;
        foreach (var v in variables)
        {
            (v.Home, v.Offset) = (this, Floats);
            Floats += Value.Aligned(v.Shape.Elements);
        }
        Weights = new(Floats);
    }

    public IReadOnlyList<Variable> Variables { get; }

    /// <summary>Floats of the block.</summary>
    public long Floats { get; }

    public Arena Weights { get; }

    /// <summary>Counts changes of the weights, so that packed copies know when they are stale.</summary>
    public long Version { get; set; }

    public Span<float> this[Variable v] => Weights.Span(v.Offset, v.Shape.Elements);

    /// <summary>Draws all weights; each from a seed of its own.</summary>
    public void Initialize(ulong seed)
    {
        for (var i = 0; i < Variables.Count; i++)
            Variables[i].Initialize(this[Variables[i]], Variables[i].Shape, seed + (0x9E3779B97F4A7C15 * (ulong)(i + 1)));
        Version++;
    }

    /// <summary>Sets weights, whose shapes are known to fit.</summary>
    public void Set(IReadOnlyList<Variable> variables, IReadOnlyList<Tensor> values)
    {
        for (var i = 0; i < values.Count; i++) values[i].Data.CopyTo(this[variables[i]]);
        Version++;
        GC.KeepAlive(this);
    }

    /// <summary>A copy of all weights.</summary>
    public void CopyTo(Arena other) => Copy(Weights, other);

    /// <summary>All weights from a copy.</summary>
    public void CopyFrom(Arena other)
    {
        Copy(other, Weights);
        Version++;
    }

    /// <summary>The weights of a copy, by name.</summary>
    public IReadOnlyList<NamedWeights> Copies(Arena of)
    {
        var copies = Variables.Select(v => new NamedWeights(v.Name, new Tensor(v.Shape, of.Span(v.Offset, v.Shape.Elements).ToArray()))).ToArray();
        GC.KeepAlive(of);
        return copies;
    }

    /// <summary>The opposite of <see cref="Copies"/>.</summary>
    /// <exception cref="ArgumentException">They are not these weights.</exception>
    public void Restore(Arena into, IReadOnlyList<NamedWeights> copies)
    {
        if (copies.Count != Variables.Count || copies.Zip(Variables).Any(p => p.First.Name != p.Second.Name || p.First.Value.Shape != p.Second.Shape))
            throw new ArgumentException($"There are {copies.Count} best weights but {Variables.Count} of this model's are expected. Use another checkpoint.");
        foreach (var (copy, v) in copies.Zip(Variables)) copy.Value.Data.CopyTo(into.Span(v.Offset, v.Shape.Elements));
        GC.KeepAlive(into);
    }

    unsafe void Copy(Arena from, Arena to)
    {
        Buffer.MemoryCopy(from.Pointer, to.Pointer, Floats * sizeof(float), Floats * sizeof(float));
        GC.KeepAlive(from);
        GC.KeepAlive(to);
    }
}
