using Hornbill.Constraints;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>The regularisers and constraints of a layer with a kernel and a bias, and the regulariser of what it makes.</summary>
sealed class WeightRules(RegularizerChoice? kernelRegularizer, RegularizerChoice? biasRegularizer, ConstraintChoice? kernelConstraint,
                         ConstraintChoice? biasConstraint, RegularizerChoice? activityRegularizer = null)
{
    public Regularizer? KernelRegularizer { get; } = kernelRegularizer?.Regularizer;

    public Regularizer? BiasRegularizer { get; } = biasRegularizer?.Regularizer;

    public Regularizer? ActivityRegularizer { get; } = activityRegularizer?.Regularizer;

    public Constraint? KernelConstraint { get; } = kernelConstraint?.Constraint;

    public Constraint? BiasConstraint { get; } = biasConstraint?.Constraint;

    public Config Write(Config config) => config
        .Set("kernel_regularizer", KernelRegularizer?.ToConfig()).Set("bias_regularizer", BiasRegularizer?.ToConfig())
        .Set("activity_regularizer", ActivityRegularizer?.ToConfig())
        .Set("kernel_constraint", KernelConstraint?.ToConfig()).Set("bias_constraint", BiasConstraint?.ToConfig());
}
