namespace Hornbill.Tensors;

/// <summary>One weight of a model: its layer's name and its own, and its values in Keras's layout.</summary>
/// <param name="Name">Such as <c>conv2d/kernel</c>.</param>
/// <param name="Value">A copy of the values.</param>
public sealed record NamedWeights(string Name, Tensor Value);
