using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

public abstract partial class Layer
{
    /// <summary>Number of weights, those of the layers within among them.</summary>
    public long ParameterCount => Variables.Sum(v => (long)v.Shape.Elements);

    /// <summary>Number of weights that training changes.</summary>
    public long TrainableParameterCount => TrainableVariables.Sum(v => (long)v.Shape.Elements);

    /// <summary>Each weight once, under its name as seen from outside: <c>conv2d/kernel</c>, of a layer within
    /// <c>base/conv2d/kernel</c>.</summary>
    internal IEnumerable<(string Name, Variable Variable)> Named =>
        _weights.Values.Select(w => ((Graph.Ops.Weight)w.Op).Variable).Select(v => (v.Name, v))
        .Concat(Parts.SelectMany(p => p.Named).Select(n => ($"{Name}/{n.Name}", n.Variable))).DistinctBy(n => n.Item2);

    /// <summary>Its weights as <see cref="GetWeights"/> names them.</summary>
    internal virtual IReadOnlyList<(string Name, Variable Variable)> NamedVariables => [.. Named];

    internal IEnumerable<Variable> Variables => Named.Select(n => n.Variable);

    internal IEnumerable<Variable> TrainableVariables =>
        !Trainable ? [] : _weights.Values.Select(w => ((Graph.Ops.Weight)w.Op).Variable).Where(v => v.Trainable)
        .Concat(Parts.SelectMany(p => p.TrainableVariables)).Distinct();

    /// <summary>Statistics of frozen layers: training leaves them as they are.</summary>
    internal IEnumerable<Variable> FrozenStatistics =>
        (Trainable ? Parts.SelectMany(p => p.FrozenStatistics) : Variables.Where(v => !v.Trainable)).Distinct();

    /// <summary>Copies of all weights, in Keras's order and layouts.</summary>
    /// <exception cref="InvalidOperationException">The layer has none yet.</exception>
    /// <example><code>var kernel = model.GetLayer("conv2d").GetWeights()[0].Value;</code></example>
    public IReadOnlyList<NamedWeights> GetWeights()
    {
        NamedWeights[] weights = [.. NamedVariables.Select(n =>
            new NamedWeights(n.Name, new Tensor(n.Variable.Shape, Made(n.Variable).Values.ToArray())))];
        GC.KeepAlive(this);
        return weights;
    }

    /// <summary>Sets all weights, in the order and shapes of <see cref="GetWeights"/>. Every model that shares them has them
    /// then.</summary>
    /// <param name="weights">All weights, in the order of GetWeights.</param>
    /// <exception cref="ArgumentException">Their number or a shape differs; nothing is changed then.</exception>
    /// <exception cref="InvalidOperationException">The layer has none yet, or a model that shares them is fitted.</exception>
    public void SetWeights(IReadOnlyList<Tensor> weights)
    {
        using var hold = Models.Hold.Take(this, "SetWeights", Variables, sets: true);
        Overwrite(weights);
    }

    /// <summary>The same in the middle of Fit.</summary>
    internal void Overwrite(IReadOnlyList<Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var named = NamedVariables;
        if (weights.Count != named.Count)
            throw new ArgumentException(
                $"{Kind} '{Shown}' got {weights.Count} weights but has {named.Count}. Give them all, in the order of GetWeights().");
        for (var i = 0; i < weights.Count; i++)
            if (weights[i].Shape != Made(named[i].Variable).Shape)
                throw new ArgumentException(
                    $"Weight '{Plain.Text(named[i].Name)}' got the shape {weights[i].Shape} but has {named[i].Variable.Shape}. Use " +
                    $"weights of the same architecture.");
        for (var i = 0; i < weights.Count; i++) weights[i].Data.CopyTo(named[i].Variable.Values);
        foreach (var block in named.Select(n => n.Variable.Home!).Distinct()) block.Version++;
        GC.KeepAlive(this);
    }

    Variable Made(Variable v) => v.Home is not null
        ? v
        : throw new InvalidOperationException(
            $"{Kind} '{Shown}' has no weights yet but they were asked for; a model draws them. Make a Model or Sequential of it first.");
}
