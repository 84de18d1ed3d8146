using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>One layer of a model: its settings, its weights once it is built, and the operations it adds to the graph.</summary>
public abstract class Layer
{
    readonly List<Node> _weights = [];

    /// <summary>The layer's name; given when its model is made where it was not chosen.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>What it is, as users write it: <c>Conv2D</c>.</summary>
    public string Kind => GetType().Name;

    /// <summary>The shape of one sample of its output. Known once its model is made.</summary>
    public Shape OutputShape { get; private set; }

    /// <summary>Number of weights.</summary>
    public long ParameterCount => _weights.Sum(w => (long)w.Shape.Elements);

    internal IEnumerable<Variable> Variables => _weights.Select(w => ((Graph.Ops.Weight)w.Op).Variable);

    /// <summary>Writes the settings under Keras's names.</summary>
    public abstract Config GetConfig();

    /// <summary>Adds the layer's operations for an input and returns its output.</summary>
    internal abstract Node Build(Node input);

    /// <summary>Builds the layer on an input.</summary>
    internal Node Connect(Node input)
    {
        var output = Build(input);
        OutputShape = output.Shape;
        return output;
    }

    internal Node Node(Op op, params Node[] inputs) => new(op, inputs, Name);

    /// <summary>Makes a weight of this layer.</summary>
    internal Node Weight(string name, Shape shape, Initializers.Initializer initializer, Regularizers.Regularizer? regularizer = null,
                         Constraints.Constraint? constraint = null)
    {
        regularizer?.Check($"{Name}/{name}", shape);
        constraint?.Check($"{Name}/{name}", shape);
        var variable = new Variable($"{Name}/{name}", shape, initializer.Fill) { Penalty = regularizer, Projection = constraint };
        var node = new Node(new Graph.Ops.Weight(variable), [], Name);
        _weights.Add(node);
        return node;
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
