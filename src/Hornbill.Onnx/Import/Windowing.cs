namespace Hornbill.Onnx.Import;

/// <summary>How a window slides over the sides of an image or a sequence.</summary>
/// <param name="Kernel">Its sizes.</param>
/// <param name="Strides">How far it goes.</param>
/// <param name="Dilations">How far its elements are apart.</param>
/// <param name="Before">Elements put in front of each side.</param>
/// <param name="After">Elements put behind each side.</param>
/// <param name="Mode">What the file says instead of these: NOTSET, VALID, SAME_UPPER or SAME_LOWER.</param>
sealed record Windowing(int[] Kernel, int[] Strides, int[] Dilations, int[] Before, int[] After, string Mode)
{
    static readonly string[] Modes = ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"];

    public int Rank => Kernel.Length;

    public bool IsPadded => Before.Concat(After).Any(n => n != 0);

    /// <summary>What a node says of so many sides.</summary>
    public static Windowing Of(Settings node, int sides, int[]? kernel)
    {
        var said = node.Has("kernel_shape") ? node.Ints("kernel_shape", sides, 1, 1) : kernel ?? throw node.Bad("no kernel_shape", "one");
        if (kernel is not null && !said.SequenceEqual(kernel))
            throw node.Bad($"a kernel_shape of ({string.Join(", ", said)})", $"({string.Join(", ", kernel)}), as the weights have,");
        var mode = node.Text("auto_pad", "NOTSET");
        if (!Modes.Contains(mode)) throw node.Bad($"auto_pad '{Choices.Short(mode)}'", string.Join(", ", Modes));
        var pads = node.Ints("pads", 2 * sides, 0, 0);
        if (mode != "NOTSET") pads = new int[2 * sides];
        return new(said, node.Ints("strides", sides, 1, 1), node.Ints("dilations", sides, 1, 1), pads[..sides], pads[sides..], mode);
    }

    /// <summary>Elements that the dilated window spans along a side.</summary>
    public int Span(int side) => (Dilations[side] * (Kernel[side] - 1)) + 1;

    /// <summary>The same with numbers for what <see cref="Mode"/> says, for a sample of these sizes.</summary>
    public Windowing For(Settings node, Flow flow)
    {
        if (Mode is "NOTSET" or "VALID") return this;
        var sizes = node.Known(flow)[1..];
        int[] before = new int[Rank], after = new int[Rank];
        for (var s = 0; s < Rank; s++)
        {
            var (less, more) = Graph.Window.Same(sizes[s], Span(s), Strides[s]);
            (before[s], after[s]) = Mode == "SAME_UPPER" ? (less, more) : (more, less);
        }
        return this with { Before = before, After = after, Mode = "NOTSET" };
    }

    /// <summary>Whether it is what the library calls "same": as many places as elements by the stride, the odd one behind.</summary>
    public bool IsSame(Flow flow) => Mode == "SAME_UPPER" || (Mode != "SAME_LOWER" && Enumerable.Range(0, Rank).All(s =>
        Strides[s] == 1 ? (Before[s], After[s]) == ((Span(s) - 1) / 2, Span(s) / 2)
        : flow.Dims[s + 1] > 0 && Graph.Window.Same(flow.Dims[s + 1], Span(s), Strides[s]) == (Before[s], After[s])));
}
