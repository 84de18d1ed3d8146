using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>A network with its weights: compile it, fit it to data, evaluate it, predict with it. One model may predict from several threads at
/// once.</summary>
public partial class Model
{
    readonly object _gate = new();
    readonly Dictionary<string, PreparedPlan> _plans = [];
    readonly IReadOnlyList<Node> _inputs, _outputs;
    readonly WeightStore _store;
    Workers? _workers;

    private protected Model(IReadOnlyList<Layer> layers, IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs, string name, ulong seed)
    {
        (Layers, _inputs, _outputs, Name, Seed) = (layers, inputs, outputs, name, seed);
        _store = new([.. layers.SelectMany(l => l.Variables)]);
        _store.Initialize(seed);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The seed that the first weights were drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>Its layers, in the order of computation.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The shape of one sample.</summary>
    public Shape InputShape => _inputs[0].Shape;

    /// <summary>The shape of one prediction.</summary>
    public Shape OutputShape => _outputs[0].Shape;

    /// <summary>Number of weights.</summary>
    public long ParameterCount => Layers.Sum(l => l.ParameterCount);

    /// <summary>Number of weights that training changes.</summary>
    public long TrainableParameterCount => ParameterCount;

    /// <summary>The threads it computes on: by default one for each processor. The results' bits do not depend on them.</summary>
    public Workers Workers
    {
        get => _workers ?? Workers.Default;
        set => _workers = value;
    }

    /// <summary>The layer of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Layer GetLayer(string name) => Layers.FirstOrDefault(l => l.Name == name) ?? throw Choices.Unknown("layer", name, Layers.Select(l => l.Name));

    /// <summary>Copies of all weights, in Keras's order and layouts.</summary>
    public IReadOnlyList<NamedWeights> GetWeights() =>
        [.. _store.Variables.Select(v => new NamedWeights(v.Name, new Tensor(v.Shape, _store[v].ToArray())))];

    /// <summary>Sets all weights, in the order and shapes of <see cref="GetWeights"/>.</summary>
    /// <exception cref="ArgumentException">Their number or a shape differs; nothing is changed then.</exception>
    public void SetWeights(IReadOnlyList<Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var variables = _store.Variables;
        if (weights.Count != variables.Count)
            throw new ArgumentException($"Model '{Name}' got {weights.Count} weights but has {variables.Count}. Give them all, in the order of GetWeights().");
        for (var i = 0; i < weights.Count; i++)
            if (weights[i].Shape != variables[i].Shape)
                throw new ArgumentException($"Weight '{variables[i].Name}' got the shape {weights[i].Shape} but has {variables[i].Shape}. Use weights of the same architecture.");
        for (var i = 0; i < weights.Count; i++) weights[i].Data.CopyTo(_store[variables[i]]);
        _store.Version++;
    }

    /// <summary>The plan of one kind of call, made on its first use.</summary>
    PreparedPlan Prepare(string kind)
    {
        lock (_gate)
        {
            if (_plans.TryGetValue(kind, out var plan)) return plan;
            var keys = _inputs.Select(n => ((Graph.Ops.Input)n.Op).Key).ToArray();
            return _plans[kind] = new(Graph.Plan.Make(RequestFor(kind), SimdWidth.Best), keys, ["target"]);
        }
    }

    Request RequestFor(string kind) => kind switch
    {
        Training => new(_outputs, LossNode(), [.. Node.Sorted(_outputs).Where(n => n.Op is Graph.Ops.Weight)], Training: true),
        Evaluating => new(_outputs, LossNode()),
        _ => new(_outputs),
    };

    internal const string Training = "training", Evaluating = "evaluating", Predicting = "predicting";

    internal Session Open(string kind, int capacity) => new(Prepare(kind), _store, Workers, capacity);
}
