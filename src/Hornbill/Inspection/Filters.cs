using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>The kernels of convolutions: of a first layer on colours pictures of what it looks for, of deeper ones a plane for each
/// channel.</summary>
/// <example><code>Tensor kernels = Filters.Of(model.GetLayer("conv2d")); // (32, 3, 3, 1)</code></example>
public static class Filters
{
    /// <summary>The filters of a convolution, whatever its kind keeps them as.</summary>
    /// <param name="layer">A convolution: Conv2D, DepthwiseConv2D, SeparableConv2D (its spatial kernels), Conv2DTranspose, or the same in
    /// one dimension, whose filters have one row.</param>
    /// <returns>(filters, height, width, channels).</returns>
    /// <exception cref="ArgumentException">The layer is no convolution.</exception>
    public static Tensor Of(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer is not ConvolutionLayer)
            throw new ArgumentException(
                $"{layer.Kind} '{Plain.Text(layer.Name)}' came, but filters are what convolutions have. Give a Conv2D, or another " +
                $"convolution.");
        var kernel = layer.GetWeights()[0].Value;
        if (layer is Conv1D or Conv1DTranspose or DepthwiseConv1D or SeparableConv1D) kernel = kernel.Reshape(kernel.Shape.Prepend(1));
        return layer switch
        {
            Conv2DTranspose or Conv1DTranspose => kernel.Transpose(2, 0, 1, 3),
            DepthwiseConv2D or DepthwiseConv1D or SeparableConv2D or SeparableConv1D => Alone(kernel),
            _ => kernel.Transpose(3, 0, 1, 2),
        };
    }

    // (height, width, channels, multiplier): each filter reads one channel.
    static Tensor Alone(Tensor kernel)
    {
        var (height, width, filters) = (kernel.Shape[0], kernel.Shape[1], kernel.Shape[2] * kernel.Shape[3]);
        return kernel.Reshape([height, width, filters, 1]).Transpose(2, 0, 1, 3);
    }

    /// <summary>The convolutions of a model in order, those of models within too, each once.</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<InnerLayer> Convolutions(Model model) =>
        [.. InnerLayer.All(model).Where(l => l.Layer is ConvolutionLayer).DistinctBy(l => l.Layer)];
}
