using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>Samples that come from outside: an input, a target, the samples' weights.</summary>
/// <param name="key">What the caller finds its buffer by.</param>
/// <param name="shape">The shape of one sample.</param>
/// <param name="trial">What nodes that are made of it are for.</param>
sealed class Input(object key, Shape shape, Trial trial = Trial.None) : Op
{
    /// <summary>What the caller finds its buffer by.</summary>
    public object Key => key;

    /// <summary>What nodes that are made of it are for.</summary>
    public Trial Trial => trial;

    public override string Kind => "input";

    public override Shape Infer(IReadOnlyList<Shape> inputs) => shape;
}
