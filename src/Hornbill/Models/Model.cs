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
    readonly IReadOnlyList<Variable> _variables;
    readonly WeightStore _store;
    int _width = SimdWidth.Best;
    Workers? _workers;

    /// <summary>The layers between inputs and outputs, with weights drawn from the seed.</summary>
    /// <param name="inputs">The outputs of the model's <see cref="Input"/> layers.</param>
    /// <param name="outputs">What it predicts: one node, or several.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">Of the first weights.</param>
    /// <exception cref="ArgumentException">An input is missing or no input, or a layer's weights are another model's.</exception>
    /// <example><code>
    /// var x = new Input(28, 28, 1).Output;
    /// var y = new Conv2D(8, 3, padding: "same", activation: "relu").Apply(x);
    /// y = new Concatenate().Apply(x, y);
    /// var model = new Model([x], [new Dense(10, "softmax").Apply(new Flatten().Apply(y))]);
    /// </code></example>
    public Model(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs, string name = "model", ulong seed = 0) : this(inputs, outputs, name, seed, null) { }

    internal Model(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs, string name, ulong seed, FirstWeights? first)
    {
        (_inputs, _outputs, Name, Seed) = (inputs, outputs, name, seed);
        Layers = Between(inputs, outputs);
        LayerNames.Give(Layers);
        _variables = [.. Layers.SelectMany(l => l.Variables)];
        _store = StoreOf(_variables, first);
    }

    // Layers of another model bring its weights: a part of a model, such as one that ends at an inner layer, shares them.
    WeightStore StoreOf(IReadOnlyList<Variable> variables, FirstWeights? first)
    {
        var homes = variables.Select(v => v.Home).Distinct().ToArray();
        if (homes is [WeightStore shared]) return shared;
        if (homes.Any(h => h is not null))
            throw new ArgumentException($"Model '{Name}' got layers of another model together with other layers, but weights lie in one block. Make it of new layers, or of that " +
                                        "model's layers alone.");
        var given = first?.Invoke(variables);
        var store = new WeightStore(variables);
        if (given is null) store.Initialize(Seed);
        else store.Set(variables, given);
        return store;
    }

    static Layer[] Between(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (inputs.Count == 0 || outputs.Count == 0)
            throw new ArgumentException($"A model got {inputs.Count} inputs and {outputs.Count} outputs but needs at least one input and one output. Pass the nodes of both.");
        var nodes = Node.Sorted(outputs);
        var begin = nodes.Where(n => n.Op is Graph.Ops.Input).ToHashSet();
        if (inputs.FirstOrDefault(n => n.Op is not Graph.Ops.Input || !begin.Contains(n)) is { } wrong)
            throw new ArgumentException($"A model got the input {wrong}, which is {(wrong.Op is Graph.Ops.Input ? "not used by its output" : "no Input's output")}. Pass what the output is computed from.");
        if (begin.Except(inputs).FirstOrDefault() is { } missing)
            throw new ArgumentException($"A model's output is computed from {missing}, which is not among its inputs. Add it to them.");
        // Inputs in the order given, then layers as they are computed.
        return [.. inputs.Concat(nodes).Select(n => n.Label.Owner).OfType<Layer>().Distinct()];
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The seed that the first weights were drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>Its layers, in the order of computation.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The shape of one sample.</summary>
    public Shape InputShape => _inputs[0].Shape;

    /// <summary>The shape of one prediction, of the first output where there are several.</summary>
    public Shape OutputShape => _outputs[0].Shape;

    /// <summary>Where samples enter, in order.</summary>
    public IReadOnlyList<Node> Inputs => _inputs;

    /// <summary>What it predicts, in order.</summary>
    public IReadOnlyList<Node> Outputs => _outputs;

    /// <summary>Number of weights.</summary>
    public long ParameterCount => Layers.Sum(l => l.ParameterCount);

    /// <summary>Number of weights that training changes.</summary>
    public long TrainableParameterCount => TrainableVariables.Sum(v => (long)v.Shape.Elements);

    IEnumerable<Variable> TrainableVariables => Layers.Where(l => l.Trainable).SelectMany(l => l.Variables).Where(v => v.Trainable);

    /// <summary>The threads it computes on: by default one for each processor. The results' bits do not depend on them.</summary>
    public Workers Workers
    {
        get => _workers ?? Workers.Default;
        set => _workers = value;
    }

    /// <summary>Floats in a vector: the one setting of the machine that bits depend on.</summary>
    internal int Width
    {
        get => _width;
        set
        {
            _width = value;
            lock (_gate) _plans.Clear();
        }
    }

    internal WeightStore Store => _store;

    /// <summary>The layer of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Layer GetLayer(string name) => Layers.FirstOrDefault(l => l.Name == name) ?? throw Choices.Unknown("layer", name, Layers.Select(l => l.Name));

    /// <summary>Copies of all weights, in Keras's order and layouts.</summary>
    public IReadOnlyList<NamedWeights> GetWeights()
    {
        var weights = _variables.Select(v => new NamedWeights(v.Name, new Tensor(v.Shape, _store[v].ToArray()))).ToArray();
        GC.KeepAlive(this);
        return weights;
    }

    /// <summary>Sets all weights, in the order and shapes of <see cref="GetWeights"/>.</summary>
    /// <exception cref="ArgumentException">Their number or a shape differs; nothing is changed then.</exception>
    public void SetWeights(IReadOnlyList<Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var variables = _variables;
        if (weights.Count != variables.Count)
            throw new ArgumentException($"Model '{Name}' got {weights.Count} weights but has {variables.Count}. Give them all, in the order of GetWeights().");
        for (var i = 0; i < weights.Count; i++)
            if (weights[i].Shape != variables[i].Shape)
                throw new ArgumentException($"Weight '{variables[i].Name}' got the shape {weights[i].Shape} but has {variables[i].Shape}. Use weights of the same architecture.");
        _store.Set(variables, weights);
    }

    /// <summary>The plan of one kind of call, made on its first use.</summary>
    PreparedPlan Prepare(string kind)
    {
        lock (_gate)
        {
            if (_plans.TryGetValue(kind, out var plan)) return plan;
            var keys = _inputs.Select(n => ((Graph.Ops.Input)n.Op).Key).ToArray();
            var request = RequestFor(kind);
            return _plans[kind] = new(Graph.Plan.Make(request, _width), keys, [.. (_objectives ?? []).Select(o => o.Key)], request.Outputs.Count > _outputs.Count);
        }
    }

    Request RequestFor(string kind)
    {
        if (kind == Predicting) return new(_outputs);
        var (loss, each) = LossNodes();
        if (kind == Evaluating) return new([.. _outputs, .. each], loss);
        // In the order of the training state, since gradients lie so.
        var weights = Node.Sorted([loss]).Where(n => n.Op is Graph.Ops.Weight).ToLookup(n => ((Graph.Ops.Weight)n.Op).Variable);
        return new([.. _outputs, .. each], loss, [.. TrainingState.Variables.SelectMany(v => weights[v])], Training: true);
    }

    internal const string Training = "training", Evaluating = "evaluating", Predicting = "predicting";

    internal Session Open(string kind, int capacity) => new(Prepare(kind), _store, kind == Training ? TrainingState : null, Workers, capacity);
}
