using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>An image without its borders. Input (height, width, channels), output (height − top − bottom, width − left − right,
/// channels).</summary>
/// <example><code>new Cropping2D(2); new Cropping2D((1, 2)); new Cropping2D(((0, 1), (0, 1)));</code></example>
/// <param name="cropping">Rows and columns to leave out: one number for all sides, two for rows and columns, or ((top, bottom), (left,
/// right)).</param>
/// <param name="name">Its name; by default the kind's, numbered.</param>
public sealed class Cropping2D(Margins? cropping = null, string? name = null) : Layer(name)
{
    readonly Margins _cropping = (cropping ?? 0).Check(nameof(Cropping2D), "cropping");

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("cropping", _cropping.ToArray());

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        var (h, w, c) = (input.Shape[0] - _cropping.Top - _cropping.Bottom, input.Shape[1] - _cropping.Left - _cropping.Right,
            input.Shape[2]);
        if (h < 1 || w < 1) throw BadInput(input.Shape, $"more than {_cropping} rows and columns",
            "Use a smaller cropping, or a larger image.");
        return Node(new Rearrangement("cropping", [h, w, c], [Move.Along(h, 0, 0), Move.Along(w, 1, 1), Move.Along(c, 2, 2)],
                                      from: [_cropping.Top, _cropping.Left, 0]), input);
    }
}
