using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>Zeros around an image; before a convolution they cost nothing. Input (height, width, channels), output (height + top + bottom,
/// width + left + right, channels).</summary>
/// <example><code>new ZeroPadding2D(3); new ZeroPadding2D((1, 2)); new ZeroPadding2D(((0, 1), (0, 1)));</code></example>
/// <param name="padding">Rows and columns of zeros: one number for all sides, two for rows and columns, or ((top, bottom), (left,
/// right)).</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class ZeroPadding2D(Margins? padding = null, string? name = null) : Layer(name)
{
    readonly Margins _padding = (padding ?? 1).Check(nameof(ZeroPadding2D), "padding");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("padding", _padding.ToArray());

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        var (h, w, c) = (input.Shape[0], input.Shape[1], input.Shape[2]);
        if (((double)h + _padding.Top + _padding.Bottom) * ((double)w + _padding.Left + _padding.Right) * c > int.MaxValue)
            throw BadInput(input.Shape, $"an image that has {int.MaxValue} values at most with its padding",
                "Use a smaller image or padding.");
        return Node(new ZeroPadding(input.Shape, new(_padding.Top, _padding.Left, _padding.Bottom, _padding.Right)), input);
    }
}
