using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Engine;

/// <summary>Turns nodes into steps: the values that hold them, and the weights and gradients in the layouts that kernels read.</summary>
sealed class Lowering
{
    /// <summary>Gradients of larger weights are summed over the whole batch by one owner per output instead of in copies per shard.</summary>
    const int ShardedFloats = 64 * 1024;

    readonly Dictionary<Node, Value> _values = [], _gradients = [];
    readonly Dictionary<(Node, string), Value> _saved = [];
    readonly Dictionary<(Variable, int?, object), Value> _packed = [];
    readonly Dictionary<(Variable, int?), Value> _summed = [];
    readonly Dictionary<Variable, Value> _shared = [];
    readonly Dictionary<Variable, long> _places = [];
    readonly Dictionary<Node, int> _readers;
    readonly HashSet<Node> _masked = [];
    readonly HashSet<Node> _differentiated;
    readonly IReadOnlyDictionary<Node, Layout> _layouts;

    public Lowering(Request request, int width, IReadOnlyList<Node> order, IReadOnlyDictionary<Node, Layout> layouts)
    {
        (Request, Width, _layouts) = (request, width, layouts);
        _readers = Node.Readers(order);
        _differentiated = [];
        foreach (var n in order)
            if (request.By.Contains(n) || n.Inputs.Any(_differentiated.Contains)) _differentiated.Add(n);
        foreach (var n in order)
        {
            Request = request.For(n);
            n.Op.Forward(this, n);
        }
        if (request.Scalar is null || request.By.Count == 0) return;
        foreach (var (v, place) in request.Variables.Zip(Variable.InRow(request.Variables))) _places[v] = place;
        Steps.Add(new Graph.Ops.MeanSeed(GradientInto(request.Scalar).Value, request.EachSample));
        foreach (var n in order.Reverse())
        {
            if (!_differentiated.Contains(n) || !_gradients.ContainsKey(n) || n.Inputs.Count == 0) continue;
            Request = request.For(n);
            n.Op.Backward(this, n);
        }
        foreach (var step in Sums.Concat(Shares)) Steps.Add(step);
    }

    /// <summary>How many inputs of other nodes a node is.</summary>
    public int Readers(Node n) => _readers.GetValueOrDefault(n);

    /// <summary>Says that the gradient by a node is 0 already where its relu lets nothing pass.</summary>
    public void NoteMasked(Node n) => _masked.Add(n);

    /// <summary>Whether that was said.</summary>
    public bool IsMasked(Node n) => _masked.Contains(n);

    /// <summary>What is asked for, as the node at hand is to see it: one that acts as at inference sees no training.</summary>
    public Request Request { get; private set; }

    /// <summary>Floats in a vector.</summary>
    public int Width { get; }

    /// <summary>Steps that depend on weights alone.</summary>
    public List<Step> Setup { get; } = [];

    public List<Step> Steps { get; } = [];

    List<Step> Sums { get; } = [];

    List<Step> Shares { get; } = [];

    public IReadOnlyDictionary<Node, Value> Values => _values;

    public IReadOnlyDictionary<Node, Value> Gradients => _gradients;

    /// <summary>Whether a gradient by this node or by something before it is asked for.</summary>
    public bool Differentiates(Node n) => _differentiated.Contains(n);

    /// <summary>The value of a node.</summary>
    public Value this[Node n] => _values[n];

    /// <summary>Whether the readers of a node want a rim around it.</summary>
    public bool HasRim(Node n) => _layouts.GetValueOrDefault(n).HasRim;

    /// <summary>Makes the value of a node, in the layout that its readers want.</summary>
    public Value Output(Node n)
    {
        var layout = _layouts.GetValueOrDefault(n);
        return _values[n] = New(n.Name, n.Shape, layout);
    }

    /// <summary>Makes a node's value of floats without gaps between samples, as callers fill and read them.</summary>
    public Value Input(Node n) =>
        _values[n] = new(n.Name, Place.Batch, n.Shape.Elements) { Shape = n.Shape, Stride = n.Shape.Elements };

    /// <summary>Makes the value of a node that no sample has a part in; a step of the setup writes it.</summary>
    public Value Packed(Node n) => _values[n] = new(n.Name, Place.Packed, n.Shape.Elements) { Shape = n.Shape };

    /// <summary>Gives a node the value of another.</summary>
    public void Alias(Node n, Node of) => _values[n] = _values[of];

    /// <summary>Keeps something of the forward pass for the backward pass, or finds it.</summary>
    public Value Save(Node n, string what, int floats) => Keep(n, what, new($"{n.Name} {what}", Place.Batch, floats) { Shape = [floats] });

    /// <summary>Keeps a value that belongs to a node for the backward pass.</summary>
    public Value Keep(Node n, string what, Value value) => _saved[(n, what)] = value;

    public Value? Saved(Node n, string what) => _saved.GetValueOrDefault((n, what));

    /// <summary>Lets the step that makes a node write the moments of each sample too; false where it cannot.</summary>
    public bool TakesMoments(Node n, Value moments)
    {
        var at = Steps.FindLastIndex(s => s.Writes.Contains(_values[n]));
        if (at < 0 || (Steps[at] as IMoments)?.With(n, moments) is not { } both) return false;
        Steps[at] = both;
        return true;
    }

    /// <summary>Makes a value that only the steps of one node use.</summary>
    public static Value Between(Node n, Layout layout) => New($"{n.Name} between", n.Shape, layout);

    /// <summary>A weight where the model holds it.</summary>
    public static Value Weight(Node n)
    {
        var v = ((Graph.Ops.Weight)n.Op).Variable;
        return new(v.Name, Place.Weights, v.Shape.Elements) { Shape = v.Shape, Home = v.Home, Offset = v.Offset };
    }

    /// <summary>The bias of a node, its third input; null where it has none.</summary>
    public static Value? Bias(Node n) => n.Inputs.Count > 2 ? Weight(n.Inputs[2]) : null;

    public void Add(Step step) => Steps.Add(step);

    /// <summary>The gradient that flows into a node's result.</summary>
    public Value Gradient(Node n) => _gradients[n];

    /// <summary>The share of a gradient that is not zero, as far as the graph tells.</summary>
    public double Alive(Value gradient) => Steps.LastOrDefault(s => s.Writes.Contains(gradient))?.Alive ?? 1;

    /// <summary>The gradient to add to for one input, and whether nothing has been added before.</summary>
    public (Value Value, bool Fresh) GradientInto(Node n)
    {
        if (_gradients.TryGetValue(n, out var g)) return (g, false);
        // As the value lies, so does its gradient.
        var like = _values[n];
        return (_gradients[n] = New($"d {n.Name}", n.Shape, like.Layout), true);
    }

    /// <summary>Gives a node's only input the node's gradient: both share it unless it is asked for, or it is added to what is there.</summary>
    public void PassGradient(Node node)
    {
        var input = node.Inputs[0];
        if (!Differentiates(input)) return;
        if (_gradients.TryGetValue(input, out var sum))
            Add(new Graph.Ops.EachRow<Rows.Copy>($"d {node.Name}: add", [node.Shape.Elements], [_gradients[node]], sum, true, Width));
        else if (Request.By.Contains(node)) // others may add to the input's
            Add(new Graph.Ops.EachRow<Rows.Copy>($"d {node.Name}: copy", [node.Shape.Elements], [_gradients[node]], GradientInto(input).Value, false, Width));
        else _gradients[input] = _gradients[node];
    }

    /// <summary>A weight matrix in panels, each output times its factor where there are such.</summary>
    public Value Panels(Node weights, int outputs, int reduction, Value? factors = null) => Pack(weights, "panels", (outputs, reduction, factors),
        new Panels(outputs, reduction, Width).Floats, (from, to) => new Graph.Ops.PackPanels(from, to, factors, outputs, reduction, Width));

    /// <summary>A convolution's weights in panels for the gradient by its input.</summary>
    public Value TurnedPanels(Node weights, ConvolutionSize size)
    {
        var (taps, inputs, outputs) = (size.KernelHeight * size.KernelWidth, size.InChannels, size.OutChannels);
        return Pack(weights, "turned panels", (taps, inputs, outputs), new Panels(inputs, taps * outputs, Width).Floats,
            (from, to) => new Graph.Ops.PackTurned(from, to, taps, inputs, outputs, Width));
    }

    /// <summary>A weight matrix transposed, in rows.</summary>
    public Value Rows(Node weights, WeightRows rows) => Pack(weights, "rows", rows, rows.Floats, (from, to) => new Graph.Ops.PackRows(from, to, rows));

    // The same weights may be read in several layouts of one kind: with and without dilation, say.
    Value Pack(Node weights, string kind, object layout, long floats, Func<Value, Value, Step> step)
    {
        var (variable, first) = (((Graph.Ops.Weight)weights.Op).Variable, ((Graph.Ops.Weight)weights.Op).First);
        if (_packed.TryGetValue((variable, first, layout), out var packed)) return packed;
        packed = _packed[(variable, first, layout)] = new($"{variable.Name} in {kind}", Place.Packed, floats);
        Setup.Add(step(first is null ? Weight(weights) : Share(weights), packed));
        return packed;
    }

    // A copy of some columns of a weight, side by side.
    Value Share(Node weights)
    {
        var (variable, first) = (((Graph.Ops.Weight)weights.Op).Variable, ((Graph.Ops.Weight)weights.Op).First);
        if (_packed.TryGetValue((variable, first, "share"), out var share)) return share;
        share = _packed[(variable, first, "share")] = new($"{variable.Name} from column {first}", Place.Packed, weights.Shape.Elements) { Shape = weights.Shape };
        Setup.Add(new Graph.Ops.MoveColumns<Channels.Take>($"{share.Name}: copy", Weight(weights), variable.Shape[^1], share, weights.Shape[^1], first!.Value));
        return share;
    }

    /// <summary>Rows to sum the gradient of a weight matrix (and its bias) into; they are added up and turned into Keras's layout at the end.</summary>
    public Value WeightGradient(Node node, Node weights, Node? bias, WeightRows rows)
    {
        var sum = new Value($"d {node.Name} rows", Place.Sum, rows.Floats) { Sharded = rows.Outputs * rows.Reduction <= ShardedFloats };
        Sums.Add(new Graph.Ops.SumShards(node.Name, sum, rows, GradientOf(weights), WantedGradient(bias), Width));
        return sum;
    }

    /// <summary>Panels of outputs to sum the gradient into, with a row for the bias behind the last k.</summary>
    public Value WeightGradient(Node node, Node weights, Node? bias, int outputs, int reduction)
    {
        var sum = new Value($"d {node.Name} panels", Place.Sum, new Panels(outputs, reduction + 1, Width).Floats) { Sharded = outputs * reduction <= ShardedFloats };
        Sums.Add(new Graph.Ops.SumShards(node.Name, sum, outputs, reduction, GradientOf(weights), WantedGradient(bias), Width));
        return sum;
    }

    /// <summary>A sum, element by element, of the gradient of a weight that acts on single elements; what <see cref="WeightGradient(Node, Node, Node, WeightRows)"/> says of sums holds for it.</summary>
    public Value ElementGradient(Node node, Node weights) => WeightGradient(node, weights, null, new WeightRows(1, 1, weights.Shape.Elements));

    /// <summary>The gradient of a weight and whether it is to be added to; null where there is no weight, or nobody asks.</summary>
    public (Value Value, bool Accumulate)? WantedGradient(Node? weight) => weight is not null && Differentiates(weight) ? GradientOf(weight) : null;

    // One value however often the weight is used, so that no two steps write it at the same time; and whether it is to be added to.
    (Value Value, bool Accumulate) GradientOf(Node n)
    {
        var (v, first) = (((Graph.Ops.Weight)n.Op).Variable, ((Graph.Ops.Weight)n.Op).First);
        if (_summed.TryGetValue((v, first), out var sum)) return (sum, true);
        if (first is not { } at) return (_summed[(v, null)] = Whole(v), false);
        sum = _summed[(v, at)] = new($"d {v.Name} from column {at}", Place.Sum, n.Shape.Elements);
        if (!_shared.TryGetValue(v, out var whole)) whole = _shared[v] = Whole(v);
        Shares.Add(new Graph.Ops.MoveColumns<Channels.Give>($"{sum.Name}: copy", sum, n.Shape[^1], whole, v.Shape[^1], at));
        return (sum, false);
    }

    Value Whole(Variable v) => new($"d {v.Name}", Place.Gradients, v.Shape.Elements) { Shape = v.Shape, Offset = _places[v] };

    static Value New(string name, Shape shape, Layout layout) => new(name, Place.Tile, layout.Floats(shape)) { Shape = shape, Layout = layout };
}
