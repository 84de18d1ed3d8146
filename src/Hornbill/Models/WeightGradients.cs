using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>What a forward and backward pass over a batch found.</summary>
/// <param name="Logs">The loss and metrics.</param>
/// <param name="Values">The gradient of each weight that is trained, under its name: copies that may be changed.</param>
public sealed record WeightGradients(Evaluation Logs, IReadOnlyList<NamedWeights> Values)
{
    /// <summary>The mean loss over the samples.</summary>
    public double Loss => Logs.Loss;
}
