using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Convolution over a sequence: y = activation(kernel ∗ x + bias). Input (steps, channels), output (steps', filters); kernel (kernel size,
/// <example><code>new Conv1D(32, 3, padding: "causal", dilationRate: 2)</code></example>
public sealed class Conv1D : GroupedConvolution
{
    /// <summary>A convolution of <paramref name="filters"/> kernels.</summary>
    /// known.</exception>
    public Conv1D(int filters, int kernelSize, int strides = 1, string padding = "valid", int dilationRate = 1, int groups = 1, string? activation = null,
                  bool useBias = true, InitializerChoice? kernelInitializer = null, InitializerChoice? biasInitializer = null,
                  RegularizerChoice? kernelRegularizer = null, RegularizerChoice? biasRegularizer = null, RegularizerChoice? activityRegularizer = null,
                  ConstraintChoice? kernelConstraint = null,
                  ConstraintChoice? biasConstraint = null)
        : base(filters, (1, kernelSize), (1, strides), padding, (1, dilationRate), groups, activation, useBias,
               new("kernel", kernelInitializer ?? "glorot_uniform", kernelRegularizer, kernelConstraint),
               new("bias", biasInitializer ?? "zeros", biasRegularizer, biasConstraint), activityRegularizer, causal: true)
    { }

    private protected override int[] Numbers(Size size) => [size.Width];

        c.Int("groups"), c.StringOrNull("activation"), c.Bool("use_bias"), c.String("kernel_initializer"), c.String("bias_initializer"),
        RegularizerOf(c, "kernel"), RegularizerOf(c, "bias"), RegularizerOf(c, "activity"), Constraint(c, "kernel"), Constraint(c, "bias"));

    static int One(Config c, string name) => c.Ints(name) is [var one]
        ? one

    internal override Node Build(Node input)
    {
        if (input.Shape.Rank != 2)
        var (steps, channels) = (input.Shape[0], input.Shape[1]);
        if (Padding == "valid" && Span.Width > steps)
            throw BadInput(input.Shape, $"at least {Span.Width} steps for its window", "Use padding: \"same\" or \"causal\", or a smaller window.");
        var image = Node(new Graph.Ops.View([1, steps, channels]), input);
        var y = Convolve(image, input.Shape);
        return Node(new Graph.Ops.View([y.Shape[1], y.Shape[2]]), y);
    }
}
