using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>What an optimizer keeps of a model between steps.</summary>
/// <param name="Steps">Batches seen since the model was compiled.</param>
/// <param name="Slots">Copies of the slots, one after the other and in each the weights in the model's order:
/// <c>conv2d/kernel/momentum</c>.</param>
public sealed record OptimizerState(long Steps, IReadOnlyList<NamedWeights> Slots);
