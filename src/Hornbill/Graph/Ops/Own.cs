using Hornbill.Engine;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>An operation from outside the library, sample by sample.</summary>
sealed unsafe class Own(Operation operation) : Op
{
    public Operation Operation => operation;

    public override string Kind => operation.Kind;

    public override Shape Infer(IReadOnlyList<Shape> inputs)
    {
        var shape = operation.OutputShape(inputs);
        return shape.Rank > 0 && shape.All(d => d > 0) && shape.Aggregate(1.0, (a, d) => a * d) <= int.MaxValue
            ? shape
            : throw new ArgumentException($"Operation '{operation.Kind}' gave the output shape {shape} but every dimension must be at least 1, and their product at most {int.MaxValue}. " +
                                          "Correct its OutputShape.");
    }

    public override void Forward(Lowering to, Node node) => to.Add(new OwnForward(node, operation, Values(to, node), to.Output(node), to.Request.Training));

    public override void Backward(Lowering to, Node node)
    {
        var (inputs, fresh) = (Values(to, node), new List<Value>());
        var gradients = new Value?[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = node.Inputs[i];
            if (!to.Differentiates(input)) continue;
            if (input.Op is Weight) gradients[i] = to.ElementGradient(node, input);
            else
            {
                (var gradient, var first) = to.GradientInto(input);
                gradients[i] = gradient;
                if (first) fresh.Add(gradient);
            }
        }
        if (gradients.All(g => g is null)) return;
        to.Add(new OwnBackward(node, operation, inputs, gradients, [.. fresh], to[node], to.Gradient(node), to.Request.Training)
        {
            Unit = gradients.Any(g => g is { PerSample: false, Sharded: false }) ? Unit.Outputs : Unit.Tiles,
        });
    }

    /// <summary>A sample's floats; all of a weight's, or of the sum at hand.</summary>
    public static Span<float> At(Frame f, Value v, int sample) => new(f.At(v) + (v.PerSample ? (long)sample * v.Stride : 0), (int)v.Floats);

    static Value[] Values(Lowering to, Node node) => [.. node.Inputs.Select(i => i.Op is Weight ? to.Weight(i) : to[i])];
}

sealed class OwnForward(Node node, Operation operation, Value[] inputs, Value y, bool training) : ListedStep($"{node.Name}: {operation.Kind}", inputs, [y])
{
    public override void Run(Frame f)
    {
        for (var n = 0; n < f.Count; n++) operation.Forward(new ForwardSample(f, inputs, y, n, training));
    }
}

sealed class OwnBackward(Node node, Operation operation, Value[] inputs, Value?[] gradients, Value[] fresh, Value y, Value dy, bool training)
    : ListedStep($"d {node.Name}: {operation.Kind}", [.. inputs, y, dy, .. gradients.OfType<Value>()], [.. gradients.OfType<Value>()])
{
    readonly Value[] _sums = [.. gradients.OfType<Value>().Where(g => g.Place == Place.Sum)];

    public override void Run(Frame f)
    {
        foreach (var sum in f.FreshShard ? _sums : []) Own.At(f, sum, 0).Clear();
        for (var n = 0; n < f.Count; n++)
        {
            foreach (var dx in fresh) Own.At(f, dx, n).Clear();
            operation.Backward(new BackwardSample(f, inputs, gradients, y, dy, n, training));
        }
    }
}
