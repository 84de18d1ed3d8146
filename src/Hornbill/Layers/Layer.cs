using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>One application of a layer.</summary>
sealed record Call(IReadOnlyList<Node> Inputs, Node Output);

/// <summary>One layer of a model: its settings, its weights once it is built, and the operations it adds to the graph.</summary>
public abstract class Layer
{
    internal const int MostDimensions = 32;

    readonly Dictionary<string, Node> _weights = [];

    /// <summary>A layer without a name yet.</summary>
    protected Layer() => Label = new(owner: this);

    /// <summary>The layer's name; given when its model is made where it was not chosen.</summary>
    /// <example><code>new Conv2D(32, 3) { Name = "edges" }</code></example>
    public string Name
    {
        get => Label.Text;
        init => Label.Text = value;
    }

    internal Label Label { get; }

    /// <summary>What it is, as users write it: <c>Conv2D</c>.</summary>
    public string Kind => GetType().Name;

    /// <summary>The shape of one sample of its output. Known once its model is made.</summary>
    public Shape OutputShape { get; private protected set; }

    /// <summary>Each time it was applied: to what, with what result.</summary>
    internal List<Call> Calls { get; } = [];

    /// <summary>Whether it belongs to a model or to one being made.</summary>
    internal bool Applied => Calls.Count > 0;

    /// <summary>Whether training changes its weights; a model notes it when it is compiled.</summary>
    /// <example><code>model.GetLayer("conv2d").Trainable = false;</code></example>
    public bool Trainable { get; set; } = true;

    /// <summary>A penalty on its output, added to the loss: of each application, its sum over the batch.</summary>
    internal virtual Regularizers.Regularizer? ActivityRegularizer => null;

    /// <summary>Number of weights.</summary>
    public long ParameterCount => _weights.Values.Sum(w => (long)w.Shape.Elements);

    internal IEnumerable<Variable> Variables => _weights.Values.Select(w => ((Graph.Ops.Weight)w.Op).Variable);

    /// <summary>Writes the settings under Keras's names.</summary>
    public abstract Config GetConfig();

    /// <summary>Applies the layer and returns its output. Applied again, it shares its weights.</summary>
    /// <param name="inputs">One node, or as many as the layer merges.</param>
    /// <exception cref="ArgumentException">The layer cannot take inputs of such shapes, or so many.</exception>
    /// <example><code>
    /// var x = new Input(28, 28, 1).Output;
    /// var y = new Conv2D(32, 3, padding: "same").Apply(x);
    /// </code></example>
    public Node Apply(params IReadOnlyList<Node> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var output = Build(inputs);
        if (inputs.Contains(output)) output = Node(new Graph.Ops.View(output.Shape), output); // a layer that does nothing has a node all the same
        Check(inputs[0].Shape, output.Shape);
        ActivityRegularizer?.Check($"{Name}'s output", output.Shape);
        OutputShape = output.Shape;
        Calls.Add(new(inputs, output));
        return output;
    }

    // Settings may be anybody's: of a file, or overflown on the way.
    void Check(Shape input, Shape output)
    {
        if (output.Rank > MostDimensions) throw BadInput(input, $"one whose output has {MostDimensions} dimensions at most, not {output.Rank}", "Use a shape of fewer.");
        if (output.Any(d => d < 1)) throw BadInput(input, $"one whose output has no dimension below 1, not {output}", "Use smaller settings, or a larger input.");
        if (output.Aggregate(1.0, (a, d) => a * d) > int.MaxValue)
            throw BadInput(input, $"one whose output has {int.MaxValue} values at most, not {output}", "Use smaller shapes, or fewer filters or units.");
    }

    /// <summary>Adds the layer's operations for an input and returns its output.</summary>
    internal abstract Node Build(Node input);

    /// <summary>Adds the operations of a layer that merges several inputs; any other takes one.</summary>
    internal virtual Node Build(IReadOnlyList<Node> inputs) => inputs.Count == 1
        ? Build(inputs[0])
        : throw new ArgumentException($"{Kind} '{Name}' got {inputs.Count} inputs but takes one. Merge them first, with new Add() or new Concatenate().");

    internal Node Node(Op op, params Node[] inputs) => new(op, inputs, Label);

    /// <summary>A weight of this layer, made when the layer is applied first.</summary>
    internal Node Weight(string name, Shape shape, Initializers.Initializer initializer, Regularizers.Regularizer? regularizer = null,
                         Constraints.Constraint? constraint = null, bool trainable = true)
    {
        if (_weights.TryGetValue(name, out var weight))
            return weight.Shape == shape ? weight : throw new ArgumentException(
                $"{Kind} '{Name}' is applied again and would need a {name} of shape {shape}, but it has {weight.Shape}. Apply it to inputs of one shape, or make another layer.");
        if (shape.Aggregate(1.0, (a, d) => a * d) > int.MaxValue)
            throw new ArgumentException($"{Kind} '{Name}' got sizes that make a {name} of shape {shape} but it may have {int.MaxValue} values at most. Use smaller ones.");
        regularizer?.Check($"{Name}/{name}", shape);
        constraint?.Check($"{Name}/{name}", shape);
        var variable = new Variable(Label, name, shape, initializer.Fill) { Penalty = regularizer, Projection = constraint, Trainable = trainable };
        return _weights[name] = new(new Graph.Ops.Weight(variable), [], Label);
    }

    /// <summary>An error in three parts about this layer's input.</summary>
    internal ArgumentException BadInput(Shape came, string needs, string fix) =>
        new($"{Kind} '{Name}' got an input of shape {came} but needs {needs}. {fix}");

    internal void NeedImage(Shape shape)
    {
        if (shape.Rank == 3) return;
        var fix = shape.Rank == 2 ? $"Add new Reshape({shape[0]}, {shape[1]}, 1) before it." : "Add a Reshape to an image before it.";
        throw BadInput(shape, "(height, width, channels)", fix);
    }
}
