namespace Hornbill.Graph;

/// <summary>Height and width of a kernel, a stride, a window.</summary>
readonly record struct Pair(int Height, int Width)
{
    public static readonly Pair One = new(1, 1);
}

/// <summary>Zeros around an image.</summary>
readonly record struct Padding(int Top, int Left, int Bottom, int Right);

/// <summary>The arithmetic of windows that slide over one dimension.</summary>
static class Window
{
    /// <summary>Positions of a window: ⌊(in + pads − window) / stride⌋ + 1.</summary>
    public static int Out(int size, int window, int stride, int before, int after) => ((size + before + after - window) / stride) + 1;

    /// <summary>Elements that a dilated window spans.</summary>
    public static int Span(int window, int dilation) => (dilation * (window - 1)) + 1;

    /// <summary>The pads that make ⌈in / stride⌉ positions, the odd one after.</summary>
    public static (int Before, int After) Same(int size, int window, int stride)
    {
        var total = Math.Max(0, (((size + stride - 1) / stride) - 1) * stride + window - size);
        return (total / 2, total - (total / 2));
    }
}
