using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>What one output of a model is trained by.</summary>
/// <param name="Output">Which output.</param>
/// <param name="Name">The name of the layer that makes it.</param>
/// <param name="Prediction">The shape of one prediction.</param>
/// <param name="Loss">Its loss.</param>
/// <param name="Weight">Its share of the whole loss.</param>
/// <param name="Metrics">What is measured besides.</param>
sealed record Objective(int Output, string Name, Shape Prediction, Loss Loss, double Weight, IReadOnlyList<MetricChoice> Metrics)
{
    /// <summary>The shape of one sample's target.</summary>
    public Shape Target { get; } = Loss.TargetShape(Prediction);

    /// <summary>The key of its targets in a plan.</summary>
    public string Key => $"target {Output}";

    /// <summary>The name that a figure of it is logged under.</summary>
    public string LogName(string figure, bool several) => several ? $"{Name}_{figure}" : figure;
}
