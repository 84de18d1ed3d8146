using Hornbill.Constraints;
using Hornbill.Regularizers;

namespace Hornbill.Layers;

/// <summary>The regularisers and constraints of a layer with a kernel and a bias.</summary>
sealed class WeightRules(RegularizerChoice? kernelRegularizer, RegularizerChoice? biasRegularizer, ConstraintChoice? kernelConstraint,
                         ConstraintChoice? biasConstraint)
{
    public Regularizer? KernelRegularizer { get; } = kernelRegularizer?.Regularizer;

    public Regularizer? BiasRegularizer { get; } = biasRegularizer?.Regularizer;

    public Constraint? KernelConstraint { get; } = kernelConstraint?.Constraint;

    public Constraint? BiasConstraint { get; } = biasConstraint?.Constraint;

    public Config Write(Config config) => config
        .Set("kernel_regularizer", KernelRegularizer?.ToConfig()).Set("bias_regularizer", BiasRegularizer?.ToConfig())
        .Set("kernel_constraint", KernelConstraint?.ToConfig()).Set("bias_constraint", BiasConstraint?.ToConfig());
}
