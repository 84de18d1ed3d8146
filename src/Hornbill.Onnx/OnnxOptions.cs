using Hornbill.Tensors;

namespace Hornbill.Onnx;

/// <summary>How a model is written as ONNX.</summary>
/// <example><code>model.ExportOnnx("net.onnx", new() { Input = "nchw", FoldsBatchNormalization = false });</code></example>
public sealed record OnnxOptions
{
    /// <summary>How images go in and come out: <c>nhwc</c>, as <c>Predict</c> takes them, or <c>nchw</c>, as most programs that run ONNX
    /// do. It is <c>nhwc</c> by default.</summary>
    public string Input { get; init; } = "nhwc";

    /// <summary>Whether weights lie in a file beside, NAME.data; otherwise they are part of the file, which 2 GB limit.</summary>
    public bool ExternalData { get; init; }

    /// <summary>Whether a batch normalisation behind a convolution or a dense layer becomes part of its weights. Then the graph is smaller
    /// and faster, and the layer has gone from it.</summary>
    public bool FoldsBatchNormalization { get; init; } = true;

    /// <summary>Whether the graph takes pixels from 0 to 255 and brings them to the range that the model was trained with, which its
    /// metadata tell (<c>preprocessing</c>); otherwise it takes what <c>Predict</c> takes.</summary>
    public bool TakesPixels { get; init; }

    /// <summary>The size of images for a model that takes any, (height, width, channels).</summary>
    public Shape? InputShape { get; init; }
}
