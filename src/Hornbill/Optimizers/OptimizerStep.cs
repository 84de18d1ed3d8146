using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Optimizers;

/// <summary>One weight in one step of an optimizer of your own.</summary>
/// <example><code>
/// sealed class SignSgd(LearningRate? learningRate = null) : Optimizer(learningRate ?? 0.001)
/// {
///     public override string Name => "sign_sgd";
///
///     protected override void Update(in OptimizerStep step)
///     {
///         for (var i = 0; i &lt; step.Weight.Length; i++) step.Weight[i] -= (float)step.LearningRate * Math.Sign(step.Gradient[i]);
///     }
/// }
/// </code></example>
public readonly unsafe ref struct OptimizerStep
{
    readonly Steps.Arguments _arguments;

    internal OptimizerStep(Steps.Arguments arguments, Shape shape, double rate, long number) =>
        (_arguments, Shape, LearningRate, Number) = (arguments, shape, rate, number);

    /// <summary>The weight, to be changed in place.</summary>
    public Span<float> Weight => new(_arguments.W, _arguments.Count);

    /// <summary>Its gradient.</summary>
    public ReadOnlySpan<float> Gradient => new(_arguments.G, _arguments.Count);

    /// <summary>The weight's shape.</summary>
    public Shape Shape { get; }

    /// <summary>The learning rate of this step.</summary>
    public double LearningRate { get; }

    /// <summary>The number of the step, from 1.</summary>
    public long Number { get; }

    /// <summary>What is kept for each number of the weight from step to step, to be changed in place.</summary>
    /// <param name="index">Which of the optimizer's slots, from 0.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Span<float> Slot(int index)
    {
        var slot = index switch { 0 => _arguments.Slot0, 1 => _arguments.Slot1, 2 => _arguments.Slot2, _ => null };
        return slot != null ? new(slot, _arguments.Count) : throw new ArgumentException(
            $"Slot {index} was asked for but the optimizer has none such. Name it in OwnSlots; the first is 0.");
    }
}
