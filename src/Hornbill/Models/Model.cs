using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>A network with its weights: compile it, fit it to data, evaluate it, predict with it. It is a layer too: <c>model.Apply(x)</c>
/// makes it a part of another model, which shares its weights. One model may predict from several threads at once, and so may models that
/// share weights; while one of them trains, or its weights are set, the others should wait, since they would read weights that are half
/// changed.</summary>
public partial class Model : Layer
{
    readonly object _gate = new();
    readonly Dictionary<string, PreparedPlan> _plans = [];
    IReadOnlyList<Node> _inputs = [], _outputs = [];
    WeightStore _store = new(Array.Empty<Variable>());
    Ends _ends = new("", [], [], Tried);
    bool _nameIsDefault;
    int _width = SimdWidth.Best;
    long _renamed = Label.Renamed;
    Workers? _workers;

    /// <summary>The layers between inputs and outputs. Layers that are part of another model bring their weights, which both models then
    /// share; the others' are drawn from the seed.</summary>
    /// <param name="inputs">The outputs of the model's <see cref="Layers.Input"/> layers.</param>
    /// <param name="outputs">What it predicts: one node, or several.</param>
    /// <param name="name">The model's name: "model" by default.</param>
    /// <param name="seed">Of the first weights, and of training where <c>Fit</c> gets none; the next of <see cref="RandomSeed"/> where none
    /// is given.</param>
    /// <exception cref="ArgumentException">An input is missing or no input, or two layers have one name.</exception>
    /// <example><code>
    /// var x = new Input(28, 28, 1).Output;
    /// var y = new Conv2D(8, 3, padding: "same", activation: "relu").Apply(x);
    /// y = new Concatenate().Apply(x, y);
    /// var model = new Model([x], [new Dense(10, "softmax").Apply(new Flatten().Apply(y))]);
    /// </code></example>
    public Model(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs, string? name = null, ulong? seed = null)
        : this(inputs, outputs, name, seed, null) { }

    /// <summary>The layers between one input and one output.</summary>
    /// <param name="input">An <see cref="Layers.Input"/>, or its output.</param>
    /// <param name="output">What it predicts.</param>
    /// <param name="name">The model's name: "model" by default.</param>
    /// <param name="seed">Of the first weights.</param>
    /// <exception cref="ArgumentException">The output is not computed from that input, or two layers have one name.</exception>
    /// <example><code>
    /// var x = new Input(28, 28, 1);
    /// var model = new Model(x, new Dense(10, "softmax").Apply(new Flatten().Apply(x)));
    /// </code></example>
    public Model(Node input, Node output, string? name = null, ulong? seed = null) : this([input], [output], name, seed, null) { }

    internal Model(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs, string? name, ulong? seed, Allowance? allowance)
        : this(name, seed) =>
        Become(inputs, outputs, allowance);

    /// <summary>A model without layers yet.</summary>
    private protected Model(string? name, ulong? seed)
    {
        (_nameIsDefault, Seed, SeedIsDefault) = (name is null, seed ?? RandomSeed.Next(), seed is null);
        Label.Text = name ?? Names.Snake(Kind);
    }

    /// <summary>Makes it what lies between these nodes; weights that are new are drawn. It must be compiled then.</summary>
    private protected void Become(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs, Allowance? allowance = null)
    {
        var layers = Between(inputs, outputs);
        LayerNames.Give(layers);
        (_inputs, _outputs, Layers, OutputShape) = (inputs, outputs, layers, outputs[0].Shape);
        _ends = new("", [.. inputs.Select(Tried)], [.. outputs.Select(Tried)], Tried);
        _store = new(() => NamedVariables, allowance);
        if (allowance is null or { Draws: true }) _store.Initialize(Seed);
        Forget();
    }

    /// <summary>Makes it a model without inputs and outputs, that may have an input layer.</summary>
    private protected void Become(IReadOnlyList<Layer> unfinished)
    {
        (_inputs, _outputs, Layers, _store) = ([], [], unfinished, new(Array.Empty<Variable>()));
        _ends = new("", [], [], Tried);
        Forget();
    }

    void Forget()
    {
        (_objectives, _training) = (null, null);
        lock (_gate)
        {
            _plans.Clear();
            _sizes.Clear();
        }
    }

    // Whoever adds layers one by one may ask too early.
    Model Finished() => _outputs.Count > 0 ? this : throw new InvalidOperationException(
        $"{Kind} '{Shown}' has {Layers.Count} layers but needs an Input and at least one layer after it. Add them first: model.Add(new " +
        $"Input(28, 28, 1)).");

    static Layer[] Between(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (inputs.Count == 0 || outputs.Count == 0)
            throw new ArgumentException(
                $"A model got {inputs.Count} inputs and {outputs.Count} outputs but needs at least one input and one output. Pass the " +
                $"nodes of both.");
        var nodes = Graph.Node.Sorted(outputs);
        var begin = nodes.Where(n => n.Entry is not null).ToHashSet();
        if (inputs.FirstOrDefault(n => n.Entry is null || !begin.Contains(n)) is { } wrong)
            throw new ArgumentException(
                $"A model got the input {wrong}, which is {(wrong.Entry is not null ? "not used by its output" : "no Input's output")}, " +
                $"but must be an Input that the output is computed from. Pass such ones.");
        if (begin.Except(inputs).FirstOrDefault() is { } missing)
            throw new ArgumentException(
                $"A model's output is computed from {missing}, which is not among its inputs but must be. Add it to them.");
        // Inputs in the order given, then layers as their outputs are computed. Weights of a layer within another are that one's.
        var owners = inputs.Concat(nodes.Where(n => n.Op is not Graph.Ops.Weight)).Select(n => n.Label.Owner).OfType<Layer>().Distinct();
        var order = inputs.Concat(nodes).Distinct().Select((n, i) => (Node: n, Place: i)).ToDictionary(x => x.Node, x => x.Place);
        return [.. owners.OrderBy(l => l.Calls.SelectMany(c => c.Outputs).Where(order.ContainsKey).Min(o => order[o]))];
    }

    /// <summary>The seed that the first weights were drawn from.</summary>
    public ulong Seed { get; private set; }

    /// <summary>Whether nobody chose the seed.</summary>
    internal bool SeedIsDefault { get; }

    /// <summary>Goes on with the seed of a training that was begun by another of the same program.</summary>
    internal void Adopt(ulong seed) => Seed = seed;

    /// <summary>Its layers, in the order of computation.</summary>
    public IReadOnlyList<Layer> Layers { get; private set; } = [];

    /// <summary>The shape of one sample; <see cref="Shape.Unknown"/> where any size goes.</summary>
    public Shape InputShape => Finished()._inputs[0].Shape;

    /// <inheritdoc/>
    public override IReadOnlyList<Node> Inputs => _inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<Node> Outputs => _outputs;

    internal override IReadOnlyList<Layer> Parts => Layers;

    internal override IReadOnlyList<(string Name, Variable Variable)> NamedVariables =>
        [.. Layers.SelectMany(l => l.Named).DistinctBy(n => n.Variable)];

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

    /// <summary>How its sums are rounded: <see cref="Numerics.Fast"/> unless it is set.</summary>
    /// <example><code>model.Numerics = Numerics.Exact;</code></example>
    public Numerics Numerics
    {
        get;
        set
        {
            field = value;
            lock (_gate) _plans.Clear();
        }
    }

    internal WeightStore Store => _store;

    /// <summary>The layer of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Layer GetLayer(string name) => Layers.FirstOrDefault(l => l.Name == name)
        ?? throw Choices.Unknown("layer", name, Layers.Select(l => l.Name));

    /// <summary>The layer at that place, the first is 0.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Layer GetLayer(int index) => index >= 0 && index < Layers.Count
        ? Layers[index]
        : throw new ArgumentException(
            $"Model '{Shown}' was asked for layer {index} but has {Layers.Count}, from 0 on. Use GetLayer(name), or an index below " +
            $"{Layers.Count}.");

    /// <summary>The plan of one kind of call, made on its first use.</summary>
    PreparedPlan Prepare(string kind, Ends ends, IReadOnlyList<Shape>? weights = null)
    {
        Finished();
        lock (_gate)
        {
            var key = ends.Key + kind + WeightsKey(weights);
            if (_renamed != Label.Renamed) _plans.Clear(); // random numbers depend on names
            _renamed = Label.Renamed;
            if (_plans.TryGetValue(key, out var plan)) return plan;
            var request = RequestFor(kind, ends, weights);
            return _plans[key] = new(MakePlan(request), ends.Keys, [.. (_objectives ?? []).Select(o => o.Key)],
                request.Outputs.Count > _outputs.Count);
        }
    }

    Plan MakePlan(Request request) => Engine.Plan.Make(request with { Exact = Numerics == Numerics.Exact }, _width);

    static string WeightsKey(IReadOnlyList<Shape>? weights) =>
        weights is null ? "" : $", weights {string.Join(", ", weights.Select(w => w.Elements))}";

    Request RequestFor(string kind, Ends ends, IReadOnlyList<Shape>? sampleWeights)
    {
        if (kind == Predicting) return new(ends.Outputs);
        var (loss, each) = LossNodes(ends, sampleWeights);
        if (kind == Evaluating) return new([.. ends.Outputs, .. each], loss);
        // In the order of the training state, since gradients lie so.
        var weights = Graph.Node.Sorted([loss]).Where(n => n.Op is Graph.Ops.Weight).ToLookup(n => ((Graph.Ops.Weight)n.Op).Variable);
        return new([.. ends.Outputs, .. each], loss, [.. TrainingState.Variables.SelectMany(v => weights[v])], Training: true,
            Frozen: _frozen);
    }

    // Numbers of the batches that were run outside training, whose steps they are kept apart from: what always acts as in training draws
    // anew in each.
    const uint OutsideTraining = 0x8000_0000;

    uint _drawsOutside;

    uint NextDraw() => Interlocked.Increment(ref _drawsOutside) | OutsideTraining;

    internal const string Training = "training", Evaluating = "evaluating", Predicting = "predicting";

    /// <summary>A session of one kind of call, for data of their sizes where the model takes any.</summary>
    internal Session Open(string kind, int capacity, BatchSource? data = null)
    {
        var (prepared, training) = (Prepare(kind, EndsFor(data), data?.WeightShapes), kind == Training ? TrainingState : null);
        MemoryNeed.Check(this, prepared.Plan, capacity, training);
        return new(prepared, _store, training, Workers, capacity);
    }
}
