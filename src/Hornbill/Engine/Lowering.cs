using Hornbill.Engine.Cpu;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Engine;

/// <summary>Turns nodes into steps: the values that hold them, and the weights and gradients in the layouts that kernels read.</summary>
sealed class Lowering
{
    /// <summary>Gradients of larger weights are summed over the whole batch by one owner per output instead of in copies per
    /// shard.</summary>
    const int ShardedFloats = 64 * 1024;

    readonly IReadOnlyList<Node> _order;
    readonly IReadOnlyDictionary<Node, Layout> _layouts;
    readonly PackedWeights _packed;
    readonly Dictionary<Node, Value> _values = [], _gradients = [];
    readonly Dictionary<(Node, string), Value> _saved = [];
    readonly Dictionary<Variable, Value> _weights = [], _shared = [];
    readonly Dictionary<(Variable, int?), Value> _summed = [];
    readonly Dictionary<Variable, long> _places = [];
    readonly Dictionary<Node, List<Node>> _readers = [];
    readonly HashSet<Node> _masked = [], _differentiated = [];
    readonly Dictionary<Node, RandomStream> _streams = [];
    readonly List<Step> _sums = [], _shares = [];

    Lowering(Request request, int width, IReadOnlyList<Node> order, IReadOnlyDictionary<Node, Layout> layouts)
    {
        (Request, Width, _order, _layouts, _packed) = (request, width, order, layouts, new(Setup));
        foreach (var n in order)
        {
            if (request.By.Contains(n) || n.Inputs.Any(_differentiated.Contains)) _differentiated.Add(n);
            foreach (var input in n.Inputs) (_readers.TryGetValue(input, out var list) ? list : _readers[input] = []).Add(n);
        }
        foreach (var named in order.Where(n => n.Op.IsRandom).GroupBy(n => n.Name))
            foreach (var (use, n) in named.Index()) _streams[n] = new(named.Key, use);
    }

    /// <summary>The steps of a request whose nodes come each after its inputs.</summary>
    public static Lowering Lower(Request request, int width, IReadOnlyList<Node> order, IReadOnlyDictionary<Node, Layout> layouts)
    {
        var lowering = new Lowering(request, width, order, layouts);
        lowering.Forward(request);
        if (request.Scalar is not null && request.By.Count > 0) lowering.Backward(request, request.Scalar);
        Step.Order(lowering.Setup.Concat(lowering.Steps));
        return lowering;
    }

    void Forward(Request request)
    {
        foreach (var n in _order)
        {
            Request = request.For(n);
            CpuOp.Of(n.Op).Forward(this, n);
        }
    }

    void Backward(Request request, Node scalar)
    {
        foreach (var (v, place) in request.Variables.Zip(Variable.InRow(request.Variables))) _places[v] = place;
        Steps.Add(SeedSteps.Of(Into(scalar), request.EachSample));
        foreach (var n in _order.Reverse())
        {
            if (!_differentiated.Contains(n) || !_gradients.ContainsKey(n) || n.Inputs.Count == 0) continue;
            Request = request.For(n);
            CpuOp.Of(n.Op).Backward(this, n);
        }
        Steps.AddRange(_sums);
        Steps.AddRange(_shares);
    }

    /// <summary>Where a node's random numbers come from.</summary>
    public RandomStream Stream(Node n) => _streams[n];

    /// <summary>What is asked for, as the node at hand is to see it: one that acts as at inference sees no training.</summary>
    public Request Request { get; private set; }

    /// <summary>Floats in a vector.</summary>
    public int Width { get; }

    /// <summary>Steps that depend on weights alone.</summary>
    public List<Step> Setup { get; } = [];

    public List<Step> Steps { get; } = [];

    public IReadOnlyDictionary<Node, Value> Values => _values;

    public IReadOnlyDictionary<Node, Value> Gradients => _gradients;

    public void Add(Step step) => Steps.Add(step);

    /// <summary>The nodes that read a node, one as often as it does.</summary>
    public IReadOnlyList<Node> ReadersOf(Node n) => _readers.GetValueOrDefault(n) ?? [];

    /// <summary>Whether a gradient by this node or by something before it is asked for.</summary>
    public bool Differentiates(Node n) => _differentiated.Contains(n);

    /// <summary>The value of a node.</summary>
    public Value this[Node n] => _values[n];

    /// <summary>Whether the readers of a node want a rim around it.</summary>
    public bool HasRim(Node n) => _layouts.GetValueOrDefault(n).HasRim;

    /// <summary>Makes the value of a node, in the layout that its readers want.</summary>
    public Value Output(Node n) => _values[n] = New(n.Name, n.Shape, _layouts.GetValueOrDefault(n));

    /// <summary>Makes a node's value of floats without gaps between samples, as callers fill and read them.</summary>
    public Value Input(Node n) => _values[n] = new(n.Name, Place.Batch, n.Shape.Elements) { Shape = n.Shape, Stride = n.Shape.Elements };

    /// <summary>Makes the value of a node that no sample has a part in; a step of the setup writes it.</summary>
    public Value Packed(Node n) => _values[n] = new(n.Name, Place.Packed, n.Shape.Elements) { Shape = n.Shape };

    /// <summary>Gives a node the value of another.</summary>
    public void Alias(Node n, Node of) => _values[n] = _values[of];

    /// <summary>Makes a value that only the steps of one node use.</summary>
    public static Value Between(Node n, Layout layout) => New($"{n.Name} between", n.Shape, layout);

    /// <summary>Keeps something of the forward pass for the backward pass.</summary>
    public Value Save(Node n, string what, int floats) => Keep(n, what, new($"{n.Name} {what}", Place.Batch, floats) { Shape = [floats] });

    /// <summary>Keeps a value that belongs to a node.</summary>
    public Value Keep(Node n, string what, Value value) => _saved[(n, what)] = value;

    /// <summary>What was kept of a node; null where nothing was.</summary>
    public Value? Saved(Node n, string what) => _saved.GetValueOrDefault((n, what));

    /// <summary>Says that the gradient by a node is 0 already where its relu lets nothing pass.</summary>
    public void NoteMasked(Node n) => _masked.Add(n);

    /// <summary>Whether that was said.</summary>
    public bool IsMasked(Node n) => _masked.Contains(n);

    /// <summary>A weight where the model holds it.</summary>
    public Value Weight(Node n)
    {
        var v = ((Weight)n.Op).Variable;
        return _weights.TryGetValue(v, out var w) ? w
            : _weights[v] = new(v.Name, Place.Weights, v.Shape.Elements) { Shape = v.Shape, Home = v.Home, Offset = v.Offset };
    }

    /// <summary>The bias of a node, its third input; null where it has none.</summary>
    public Value? Bias(Node n) => n.Inputs.Count > 2 ? Weight(n.Inputs[2]) : null;

    /// <summary>A weight matrix in panels, each output times its factor where there are such.</summary>
    public Value Panels(Node weights, int outputs, int reduction, Value? factors = null) =>
        Pack(weights, "panels", new PanelsOf(outputs, reduction, factors, Width),
        new Panels(outputs, reduction, Width).Floats, Packing.Panels);

    /// <summary>A convolution's weights in panels for the gradient by its input.</summary>
    public Value TurnedPanels(Node weights, ConvolutionSize size)
    {
        var (taps, inputs, outputs) = (size.Kernel.Area, size.InChannels, size.OutChannels);
        return Pack(weights, "turned panels", new TurnedPanelsOf(taps, inputs, outputs, Width),
            new Panels(inputs, taps * outputs, Width).Floats, Packing.Turned);
    }

    /// <summary>Panels of taps × taps at Winograd's points.</summary>
    public Value Points(Node weights, Value panels, int outputs, int inputs)
    {
        var taps = weights.Shape[0];
        return Pack(weights, "panels at Winograd's points", new PointsOf(outputs, inputs, taps, panels, Width),
            Winograd.WeightFloats(outputs, inputs, taps, Width), Packing.Points);
    }

    /// <summary>A weight matrix transposed, in rows.</summary>
    public Value Rows(Node weights, WeightRows rows) => Pack(weights, "rows", rows, rows.Floats, Packing.Rows);

    /// <summary>A weight in a layout that a kernel reads, made when weights have changed by the step that <paramref name="pack"/> makes of
    /// the weight, of what holds it packed, and of the key that says which layout it is.</summary>
    public Value Pack<K>(Node weights, string kind, K key, long floats, Func<Value, Value, K, Step> pack) where K : struct
    {
        var weight = (Weight)weights.Op;
        return _packed.Get(weight, key, new($"{weight.Variable.Name} in {kind}", Place.Packed, floats), packed =>
            pack(weight.First is null ? Weight(weights) : Share(weights), packed, key));
    }

    // A copy of some columns of a weight, side by side.
    Value Share(Node weights)
    {
        var (variable, first) = (((Weight)weights.Op).Variable, ((Weight)weights.Op).First!.Value);
        var (name, columns) = ($"{variable.Name} from column {first}", (Of: variable.Shape[^1], In: weights.Shape[^1]));
        return _packed.Get((Weight)weights.Op, new ShareOf(first),
            new(name, Place.Packed, weights.Shape.Elements) { Shape = weights.Shape }, share =>
            Packing.Columns<Channels.Take>($"{name}: copy", (Weight(weights), columns.Of), (share, columns.In), first));
    }

    /// <summary>The gradient that flows into a node's result.</summary>
    public Value Gradient(Node n) => _gradients[n];

    /// <summary>The share of a gradient that is not zero, as far as the graph tells.</summary>
    public double Alive(Value gradient) => Steps.LastOrDefault(s => s.Writes.Contains(gradient))?.Alive ?? 1;

    /// <summary>Whether something has been added to the gradient by a node.</summary>
    public bool HasGradient(Node n) => _gradients.ContainsKey(n);

    /// <summary>The gradient by a node, to be added to. As the value lies, so does its gradient.</summary>
    public Value Into(Node n) => _gradients.TryGetValue(n, out var g) ? g : _gradients[n] = New($"d {n.Name}", n.Shape, _values[n].Layout);

    /// <summary>Gives a node's only input the node's gradient: both share it unless it is asked for, or it is added to what is
    /// there.</summary>
    public void PassGradient(Node node)
    {
        var input = node.Inputs[0];
        if (!Differentiates(input)) return;
        var added = HasGradient(input);
        // Others may add to the input's, so one that is asked for is copied.
        if (added || Request.By.Contains(node))
            Add(Each.Of<Rows.Copy>($"d {node.Name}: {(added ? "add" : "copy")}", [node.Shape.Elements], [_gradients[node]], Into(input)));
        else _gradients[input] = _gradients[node];
    }

    /// <summary>Rows to sum the gradient of a weight matrix (and its bias) into; they are added up and turned into Keras's layout at the
    /// end.</summary>
    public Value WeightGradient(Node node, Node weights, Node? bias, WeightRows rows)
    {
        var sum = new Value($"d {node.Name} rows", Place.Sum, rows.Floats) { Sharded = rows.Outputs * rows.Reduction <= ShardedFloats };
        _sums.Add(Packing.SumOfRows(node.Name, sum, rows, GradientOf(weights), Wanted(bias)));
        return sum;
    }

    /// <summary>Panels of outputs to sum the gradient into, with a row for the bias behind the last k.</summary>
    public Value WeightGradient(Node node, Node weights, Node? bias, int outputs, int reduction)
    {
        var sum = new Value($"d {node.Name} panels", Place.Sum, new Panels(outputs, reduction + 1, Width).Floats)
        { Sharded = outputs * reduction <= ShardedFloats };
        _sums.Add(Packing.SumOfPanels(node.Name, sum, (outputs, reduction), GradientOf(weights), Wanted(bias)));
        return sum;
    }

    /// <summary>Sums at Winograd's points.</summary>
    public Value PointsGradient(Node node, Node weights, Node? bias, int outputs, int inputs)
    {
        var taps = weights.Shape[0];
        var sum = new Value($"d {node.Name} points", Place.Sum, Winograd.SumFloats(outputs, inputs, taps, Width))
        { Sharded = weights.Shape.Elements <= ShardedFloats };
        _sums.Add(Packing.SumOfPoints(node.Name, sum, (outputs, inputs, taps), GradientOf(weights), Wanted(bias)));
        return sum;
    }

    /// <summary>A sum, element by element, of the gradient of a weight that acts on single elements; what
    /// <see cref="WeightGradient(Node, Node, Node, WeightRows)"/> says of sums holds for it.</summary>
    public Value ElementGradient(Node node, Node weights) =>
        WeightGradient(node, weights, null, new WeightRows(1, 1, weights.Shape.Elements));

    /// <summary>The gradient of a weight, to be added to; null where there is no weight, or nobody asks.</summary>
    public Value? Wanted(Node? weight) => weight is not null && Differentiates(weight) ? GradientOf(weight) : null;

    // One value however often the weight is used, so that no two steps write it at the same time.
    Value GradientOf(Node n)
    {
        var (v, first) = (((Weight)n.Op).Variable, ((Weight)n.Op).First);
        if (_summed.TryGetValue((v, first), out var sum)) return sum;
        if (first is not { } at) return _summed[(v, null)] = Whole(v);
        sum = _summed[(v, at)] = new($"d {v.Name} from column {at}", Place.Sum, n.Shape.Elements);
        if (!_shared.TryGetValue(v, out var whole)) whole = _shared[v] = Whole(v);
        _shares.Add(Packing.Columns<Channels.Give>($"{sum.Name}: copy", (sum, n.Shape[^1]), (whole, v.Shape[^1]), at));
        return sum;
    }

    Value Whole(Variable v) => new($"d {v.Name}", Place.Gradients, v.Shape.Elements) { Shape = v.Shape, Offset = _places[v] };

    static Value New(string name, Shape shape, Layout layout) =>
        new(name, Place.Tile, layout.Floats(shape)) { Shape = shape, Layout = layout };
}
