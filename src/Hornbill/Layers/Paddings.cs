using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>What "same", "valid" and "causal" mean in zeros around an image.</summary>
static class Paddings
{
    static readonly string[] OfImages = ["valid", "same"], OfSequences = [.. OfImages, "causal"];

    public static string Check(string padding, bool causal = false)
    {
        var known = causal ? OfSequences : OfImages;
        return known.Contains(padding?.ToLowerInvariant()) ? padding!.ToLowerInvariant()
            : throw Choices.Unknown("padding", padding ?? "null", known);
    }

    /// <summary>The zeros for a window that spans <paramref name="span"/>; an error where it does not fit.</summary>
    public static Padding Around(Layer layer, string padding, Shape image, Size span, Size strides)
    {
        if (padding is "same" or "causal")
        {
            var (top, bottom) = padding == "same" ? Window.Same(image[0], span.Height, strides.Height) : (span.Height - 1, 0);
            var (left, right) = padding == "same" ? Window.Same(image[1], span.Width, strides.Width) : (span.Width - 1, 0);
            if ((image[0] + (double)top + bottom) * (image[1] + (double)left + right) * image[2] > int.MaxValue)
                throw layer.BadInput(image, $"a window smaller than {span.Height} × {span.Width}",
                    "Use a smaller window or dilation, or padding: \"valid\".");
            return new(top, left, bottom, right);
        }
        if (span.Height > image[0] || span.Width > image[1])
            throw layer.BadInput(image, $"at least {span.Height} × {span.Width} for its window",
                                 "Use padding: \"same\", a smaller window, or fewer layers before it that shrink the image.");
        return default;
    }
}
