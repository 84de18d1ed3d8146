using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>One application of a layer.</summary>
/// <param name="Inputs">What it was applied to.</param>
/// <param name="Outputs">What came of it.</param>
/// <param name="Training">Whether it always acts as in training, or never; null where it acts as its model does.</param>
sealed record Call(IReadOnlyList<Node> Inputs, IReadOnlyList<Node> Outputs, bool? Training = null);

/// <summary>One layer of a model: its settings, its weights once it is built, and the operations it adds to the graph. A layer of one's own
/// applies other layers to its input in <see cref="Build(Node)"/>, or computes with an <see cref="Operation"/> of one's own.</summary>
/// <example><code>
/// sealed class Residual(int filters) : Layer
/// {
///     readonly Conv2D _conv = new(filters, 3, padding: "same", activation: "relu");
///     readonly Add _add = new();
///
///     protected override Node Build(Node x) => _add.Apply(x, _conv.Apply(x));
///     public override Config GetConfig() => new Config().Set("filters", filters);
/// }
/// </code></example>
public abstract partial class Layer
{
    internal const int MostDimensions = 32;

    readonly Dictionary<string, Node> _weights = [];
    readonly List<Layer> _parts = [];
    readonly List<HashSet<Layer>> _among = [];

    /// <summary>A layer with a name, or without one yet.</summary>
    /// <param name="name">Its name; given when its model is made where there is none.</param>
    protected Layer(string? name = null) => Label = new(name ?? "", owner: this);

    /// <summary>The layer's name; given when its model is made where it was not chosen. It may be changed: weights and figures go by the
    /// new one then.</summary>
    /// <exception cref="ArgumentException">Another layer of the same model has it.</exception>
    /// <example><code>new Conv2D(32, 3) { Name = "edges" }</code></example>
    public string Name
    {
        get => Label.Text;
        set => Rename(value);
    }

    /// <summary>The name as errors and tables show it: it may have come from a file.</summary>
    internal string Shown => Plain.Text(Name);

    internal Label Label { get; }

    /// <summary>Whether its name was chosen, or given for good.</summary>
    internal virtual bool HasName => Label.Text.Length > 0;

    /// <summary>Whether a model gave it its name, so that another one may give it another number.</summary>
    internal bool NamedByModel { get; set; }

    /// <summary>What it is, as users write it: <c>Conv2D</c>.</summary>
    public string Kind => GetType().Name;

    /// <summary>The shape of one sample of its output. Known once it is applied.</summary>
    public Shape OutputShape { get; private protected set; }

    /// <summary>Each time it was applied: to what, with what result.</summary>
    internal List<Call> Calls { get; } = [];

    /// <summary>The layers within: those that a layer of one's own applies, or a model's.</summary>
    internal virtual IReadOnlyList<Layer> Parts => _parts;

    /// <summary>Whether training changes its weights, and those of the layers within; a model notes it when it is compiled.</summary>
    /// <example><code>model.GetLayer("conv2d").Trainable = false;</code></example>
    public bool Trainable
    {
        get;
        set
        {
            field = value;
            foreach (var part in Parts) part.Trainable = value;
        }
    } = true;

    /// <summary>A penalty on its output, added to the loss: of each application, its sum over the batch.</summary>
    internal virtual Regularizers.Regularizer? ActivityRegularizer => null;

    /// <summary>What it was first applied to, where that is one node.</summary>
    /// <exception cref="InvalidOperationException">It was not applied yet, or to several nodes.</exception>
    public Node Input => Only(Inputs, "inputs");

    /// <summary>What came of its first application: the end of a part of a model, or what to differentiate by.</summary>
    /// <exception cref="InvalidOperationException">It was not applied yet, or has several outputs.</exception>
    /// <example><code>var features = new Model(model.Inputs, [model.GetLayer("conv2d").Output]);</code></example>
    public virtual Node Output => Only(Outputs, "outputs");

    /// <summary>What it was first applied to; of a model, where samples enter.</summary>
    /// <exception cref="InvalidOperationException">It was not applied yet.</exception>
    public virtual IReadOnlyList<Node> Inputs => First.Inputs;

    /// <summary>What came of its first application; of a model, what it predicts.</summary>
    /// <exception cref="InvalidOperationException">It was not applied yet.</exception>
    public virtual IReadOnlyList<Node> Outputs => First.Outputs;

    /// <summary>Writes the settings under Keras's names.</summary>
    public abstract Config GetConfig();

    /// <summary>Applies the layer and returns its output. Applied again, it shares its weights.</summary>
    /// <param name="inputs">One node, or as many as the layer merges.</param>
    /// <exception cref="ArgumentException">The layer cannot take inputs of such shapes, or so many.</exception>
    /// <exception cref="InvalidOperationException">It is a model of several outputs.</exception>
    /// <example><code>
    /// var x = new Input(28, 28, 1).Output;
    /// var y = new Conv2D(32, 3, padding: "same").Apply(x);
    /// </code></example>
    public Node Apply(params IReadOnlyList<Node> inputs) => Apply(inputs, training: null);

    /// <summary>Applies the layer as in training or as at inference, whatever its model does, as Keras's argument <c>training</c> has it: a
    /// dropout that is always on makes each prediction a draw, and batch normalization in a base that is tuned should keep to its moving
    /// statistics.</summary>
    /// <param name="inputs">One node, or as many as the layer merges.</param>
    /// <param name="training">True: always as in training, false: always as at inference, null: as its model does. A layer within that was
    /// applied with a value of its own keeps that.</param>
    /// <exception cref="ArgumentException">The layer cannot take inputs of such shapes, or so many.</exception>
    /// <exception cref="InvalidOperationException">It is a model of several outputs.</exception>
    /// <example><code>
    /// var y = new Dropout(0.5).Apply([x], training: true); // Monte Carlo dropout: two predictions of one image differ
    /// var features = trunk.Apply([x], training: false);
    /// </code></example>
    public Node Apply(IReadOnlyList<Node> inputs, bool? training) => Makes == 1
        ? ApplyAll(inputs, training)[0]
        : throw new InvalidOperationException(
            $"{Kind} '{Shown}' has {Makes} outputs but Apply gives one. Call ApplyAll, which gives a node for each.");

    /// <summary>Applies a layer that may have several outputs, as a model may.</summary>
    /// <param name="inputs">As many nodes as it takes.</param>
    /// <param name="training">Whether it always acts as in training, or never; as its model does by default.</param>
    /// <exception cref="ArgumentException">The layer cannot take inputs of such shapes, or so many.</exception>
    public IReadOnlyList<Node> ApplyAll(IReadOnlyList<Node> inputs, bool? training = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (var input in inputs) ArgumentNullException.ThrowIfNull(input);
        var trial = inputs.Select(i => i.Trial).DefaultIfEmpty().Max();
        var outputs = inputs.Any(i => i.Op is Graph.Ops.AnySize) ? MakeOfAnySize(inputs, training) : Make(inputs, training);
        // Of an application within a trial, or anew for the size of data, nothing stays but which dimensions differ.
        if (trial is Trial.None or Trial.First) OutputShape = outputs[0].Shape;
        if (trial is Trial.None or Trial.First) Calls.Add(new(inputs, outputs, training));
        if (trial == Trial.Second) OutputShape = Calls.Count > 0 ? Differing(OutputShape, outputs[0].Shape) : outputs[0].Shape;
        return outputs;
    }

    /// <summary>What comes of an application, of which nothing is kept.</summary>
    internal Node[] Make(IReadOnlyList<Node> inputs, bool? training)
    {
        // A layer that does nothing has a node all the same.
        Node[] outputs = [.. BuildAll(inputs).Select(y => inputs.Contains(y) ? Node(new Graph.Ops.View(y.Shape), y) : y)];
        foreach (var y in outputs) Check(inputs[0].Shape, y.Shape);
        if (ActivityRegularizer is { } penalty) outputs = [.. outputs.Select(y => Penalized(y, penalty))];
        return Own(inputs, outputs, training);
    }

    // Twice, with inputs of two sizes: what differs is not known.
    Node[] MakeOfAnySize(IReadOnlyList<Node> inputs, bool? training)
    {
        Node[] first, second;
        try
        {
            first = Make([.. inputs.Select(i => i.Op is Graph.Ops.AnySize any ? any.First : i)], training);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(
                $"{Kind} '{Shown}' got an input of shape {inputs[0].Shape} but cannot take it at any size: where it is tried, " +
                $"{e.Message}", e);
        }
        try
        {
            second = Make([.. inputs.Select(i => i.Op is Graph.Ops.AnySize any ? any.Second : i)], training);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(
                $"{Kind} '{Shown}' got an input of shape {inputs[0].Shape} but needs one of a known size, on which its weights or " +
                $"settings depend. " +
                                        "Pool before it, with new GlobalAveragePooling2D(), or give the Input its height and width.", e);
        }
        return [.. first.Zip(second, (a, b) => new Node(new Graph.Ops.AnySize(Differing(a.Shape, b.Shape), a, b), inputs, Label))];
    }

    Shape Differing(Shape a, Shape b) => a.Rank == b.Rank
        ? Shape.Create([.. a.Zip(b, (x, y) => x == y ? x : Shape.Unknown)])
        : throw new ArgumentException(
            $"{Kind} '{Shown}' makes {a.Rank} dimensions of one size and {b.Rank} of another but needs as many for any. Give the Input " +
            $"its height and width.");

    // Settings may be anybody's: of a file, or overflown on the way.
    void Check(Shape input, Shape output)
    {
        if (output.Rank > MostDimensions) throw BadInput(input,
            $"one whose output has {MostDimensions} dimensions at most, not {output.Rank}", "Use a shape of fewer.");
        if (output.Any(d => d < 1)) throw BadInput(input, $"one whose output has no dimension below 1, not {output}",
            "Use smaller settings, or a larger input.");
        if (output.Aggregate(1.0, (a, d) => a * d) > int.MaxValue)
            throw BadInput(input, $"one whose output has {int.MaxValue} values at most, not {output}",
                "Use smaller shapes, or fewer filters or units.");
    }

    // A node of its own, by which a model finds what to add to its loss.
    Node Penalized(Node y, Regularizers.Regularizer penalty)
    {
        penalty.Check($"{Shown}'s output", y.Shape);
        return Node(new Graph.Ops.View(y.Shape, penalty), y);
    }

    /// <summary>Adds the layer's operations for an input and returns its output: by applying layers that it holds, or by
    /// <see cref="Compute"/>.</summary>
    /// <param name="input">What the layer is applied to.</param>
    protected internal abstract Node Build(Node input);

    /// <summary>Adds the operations of a layer that merges several inputs; any other takes one.</summary>
    /// <param name="inputs">What the layer is applied to.</param>
    protected internal virtual Node Build(IReadOnlyList<Node> inputs) => inputs.Count == 1
        ? Build(inputs[0])
        : throw new ArgumentException(
            $"{Kind} '{Shown}' got {inputs.Count} inputs but takes one. Merge them first, with new Add() or new Concatenate().");

    /// <summary>The outputs that an application has.</summary>
    internal virtual int Makes => 1;

    internal virtual IReadOnlyList<Node> BuildAll(IReadOnlyList<Node> inputs) => [Build(inputs)];

    /// <summary>The result of an operation of one's own.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">What it reads: nodes, and weights of <see cref="AddWeight"/>.</param>
    protected Node Compute(Operation operation, params Node[] inputs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Node(new Graph.Ops.Own(operation), inputs);
    }

    /// <summary>A weight of this layer for an operation of one's own, made when the layer is applied first.</summary>
    /// <param name="name">Its name within the layer: "kernel".</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">Draws it; glorot_uniform by default.</param>
    /// <param name="regularizer">A penalty on it.</param>
    /// <param name="constraint">What it must be after each step.</param>
    /// <param name="trainable">Whether training changes it.</param>
    /// <exception cref="ArgumentException">It exists with another shape.</exception>
    protected Node AddWeight(string name, Shape shape, Initializer? initializer = null, Regularizer? regularizer = null,
                             Constraint? constraint = null, bool trainable = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (shape.Rank == 0 || shape.Any(d => d < 1))
            throw new ArgumentException(
                $"{Kind} '{Shown}' got a {name} of shape {shape} but every dimension must be at least 1. Give a shape such as [3, 4].");
        return Weight(name, shape, initializer ?? "glorot_uniform", regularizer, constraint, trainable);
    }

    internal Node Node(Op op, params Node[] inputs) => new(op, inputs, Label);

    /// <summary>A weight of this layer, made when the layer is applied first.</summary>
    internal Node Weight(string name, Shape shape, Initializer initializer, Regularizer? regularizer = null, Constraint? constraint = null,
        bool trainable = true)
    {
        if (_weights.TryGetValue(name, out var weight))
            return weight.Shape == shape ? weight : throw new ArgumentException(
                $"{Kind} '{Shown}' is applied again and would need a {name} of shape {shape}, but it has {weight.Shape}. Apply it to " +
                $"inputs of one shape, or make another layer.");
        if (shape.Aggregate(1.0, (a, d) => a * d) > int.MaxValue)
            throw new ArgumentException(
                $"{Kind} '{Shown}' got sizes that make a {name} of shape {shape} but it may have {int.MaxValue} values at most. Use " +
                $"smaller ones.");
        regularizer?.Check($"{Shown}/{name}", shape);
        constraint?.Check($"{Shown}/{name}", shape);
        var variable = new Variable(Label, name, shape, initializer.Fill)
        {
            Penalty = regularizer, Projection = constraint,
            Trainable = trainable
        };
        return _weights[name] = new(new Graph.Ops.Weight(variable), [], Label);
    }

    /// <summary>An error in three parts about this layer's input.</summary>
    internal ArgumentException BadInput(Shape came, string needs, string fix) =>
        new($"{Kind} '{Shown}' got an input of shape {came} but needs {needs}. {fix}");

    internal void NeedImage(Shape shape)
    {
        if (shape.Rank == 3) return;
        var fix = shape.Rank == 2 ? $"Add new Reshape({shape[0]}, {shape[1]}, 1) before it." : "Add a Reshape to an image before it.";
        throw BadInput(shape, "(height, width, channels)", fix);
    }

    internal void NeedSequence(Shape shape)
    {
        if (shape.Rank == 2) return;
        throw BadInput(shape, "(steps, features)", shape.Rank == 1 ? $"Add new Reshape({shape[0]}, 1) before it."
            : "Add a Reshape to these two dimensions before it.");
    }

    /// <summary>Gives it a name where it had none.</summary>
    internal virtual void GiveName(string name) => Label.Text = name;

    /// <summary>Notes layers among which each name must be its own.</summary>
    internal static void StandTogether(IReadOnlyList<Layer> layers)
    {
        HashSet<Layer> all = [.. layers];
        // All of a set know it: if the first does, the others do.
        if (all.Count == 0 || layers[0]._among.Any(all.IsSubsetOf)) return;
        foreach (var layer in all) layer._among.Add(all);
    }

    void Rename(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_among.SelectMany(l => l).Any(l => l != this && l.Name == name))
            throw new ArgumentException(
                $"{Kind} '{Shown}' got the name '{Plain.Text(name)}' but another layer of its model has it. Choose one that is free.");
        GiveName(name);
    }

    // What layers within have made bears this layer's name before theirs: base/conv2d.
    Node[] Own(IReadOnlyList<Node> inputs, Node[] outputs, bool? training)
    {
        var made = Graph.Node.Sorted(outputs, inputs).Where(n => n.Op is not Graph.Ops.Weight).ToArray();
        if (made.FirstOrDefault(n => n.Op is Graph.Ops.Input) is { } stranger)
            throw new ArgumentException(
                $"{Kind} '{Shown}' reads {stranger}, which is not among its {inputs.Count} inputs but must be. Pass it to Apply with the " +
                $"others.");
        Layer[] others = [.. made.Select(n => n.Label.Owner).OfType<Layer>().Where(l => l != this && !_parts.Contains(l)).Distinct()];
        if (others.Length > 0) Take(others, inputs.Max(i => i.Trial));
        return training is null && made.All(n => n.Label.Owner == this)
            ? outputs
            : Graph.Node.Copy(outputs, [.. inputs.Select(i => (i, i))], l => l.Owner == this ? l : Label.Of(l), training);
    }

    // Of what is applied anew for other sizes only layers without weights may be new.
    void Take(Layer[] others, Trial trial)
    {
        if (trial is Trial.Second or Trial.Again)
        {
            LayerNames.Give(others);
            if (others.FirstOrDefault(l => l.Variables.Any()) is { } made) throw new InvalidOperationException(
                $"{Kind} '{Shown}' makes a {made.Kind} each time it is applied, but one with weights must be kept where any size goes. " +
                $"Make it once, in a field or in front of the function.");
            return;
        }
        _parts.AddRange(others);
        LayerNames.Give(_parts);
        if (!Trainable) Trainable = false;
    }

    Call First => Calls.Count > 0
        ? Calls[0]
        : throw new InvalidOperationException(
            $"{Kind} '{Shown}' has no inputs and outputs yet but was asked for them; it must be applied before. Call Apply, or make a " +
            $"Sequential of it.");

    Node Only(IReadOnlyList<Node> nodes, string what) => nodes.Count == 1
        ? nodes[0]
        : throw new InvalidOperationException(
            $"{Kind} '{Shown}' has {nodes.Count} {what} but one was asked for. Use {(what == "inputs" ? "Inputs" : "Outputs")}, which " +
            $"has them all.");
}
