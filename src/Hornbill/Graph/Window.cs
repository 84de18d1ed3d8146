namespace Hornbill.Graph;

/// <summary>The arithmetic of windows that slide over one dimension.</summary>
static class Window
{
    /// <summary>Positions of a window: ⌊(in + pads − window) / stride⌋ + 1.</summary>
    public static int Out(int size, int window, int stride, int before, int after) => ((size + before + after - window) / stride) + 1;

    /// <summary>Positions of a dilated window in height and width.</summary>
    public static Pair Out(Pair size, Pair window, Pair stride, Pair dilation, Padding pad) =>
        new(Out(size.Height, Span(window.Height, dilation.Height), stride.Height, pad.Top, pad.Bottom),
            Out(size.Width, Span(window.Width, dilation.Width), stride.Width, pad.Left, pad.Right));

    /// <summary>Elements that a dilated window spans.</summary>
    public static int Span(int window, int dilation) => (dilation * (window - 1)) + 1;

    /// <summary>The pads that make ⌈in / stride⌉ positions, the odd one after.</summary>
    public static (int Before, int After) Same(int size, int window, int stride)
    {
        var total = Math.Max(0, (((size + stride - 1) / stride) - 1) * stride + window - size);
        return (total / 2, total - (total / 2));
    }

    /// <summary>What is cropped from the full result of a transposed convolution, (in − 1) × stride + window; what is negative is added in
    /// zeros.</summary>
    public static (int Before, int After) Transposed(int window, int stride, bool same, int? outputPadding)
    {
        if (!same) return (0, -(outputPadding ?? (Math.Max(window, stride) - window)));
        // As seen by the convolution of the spread input with the full padding, window − 1, of which these are left.
        var pads = outputPadding is { } p ? window + (window % 2) - 2 + p : stride + window - 2;
        var before = Math.Min((pads + 1) / 2, window - 1);
        return (window - 1 - before, window - 1 - (pads - before));
    }
}
