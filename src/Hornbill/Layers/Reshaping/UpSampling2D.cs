using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Layers;

/// <summary>An image with its rows and columns multiplied. Input (height, width, channels), output (height × rows, width × columns,
/// channels).</summary>
/// <example><code>new UpSampling2D(2); new UpSampling2D((2, 3), "bilinear");</code></example>
public sealed class UpSampling2D : Layer
{
    static readonly string[] Known = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"];

    /// <summary>By how much, and how.</summary>
    /// <param name="size">What rows and columns are multiplied by; 2 by default.</param>
    /// <param name="interpolation">"nearest" repeats each pixel; "bilinear" goes over from one to the next in a straight line
    /// between their middles; "bicubic", "lanczos3" and "lanczos5" are those of <see cref="Resizing"/>.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">The size is not positive, or the interpolation is not known.</exception>
    public UpSampling2D(Size? size = null, string interpolation = "nearest", string? name = null)
        : base(name)
    {
        Size = (size ?? 2).Positive(nameof(UpSampling2D), "size");
        Interpolation = Known.Contains(interpolation?.ToLowerInvariant()) ? interpolation!.ToLowerInvariant()
            : throw Choices.Unknown("interpolation", interpolation ?? "null", Known);
    }

    /// <summary>What rows and columns are multiplied by.</summary>
    public Size Size { get; }

    /// <summary>"nearest", "bilinear", "bicubic", "lanczos3" or "lanczos5".</summary>
    public string Interpolation { get; }

    internal static Layer From(Config c) => new UpSampling2D(Size.From(c.Ints("size")), c.String("interpolation"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("size", Size.ToArray()).Set("interpolation", Interpolation);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        NeedImage(input.Shape);
        var (h, w, c) = (input.Shape[0], input.Shape[1], input.Shape[2]);
        if ((double)h * Size.Height * w * Size.Width * c > int.MaxValue)
            throw BadInput(input.Shape, $"one that has {int.MaxValue} values at most when it is {Size} times as large",
                "Use a smaller image or size.");
        if (Interpolation == "bilinear") return Node(new LinearUpSampling(1, Size.Width),
            Node(new LinearUpSampling(0, Size.Height), input));
        var (image, to) = (new ImageSize(h, w), new ImageSize(h * Size.Height, w * Size.Width));
        if (Interpolation != "nearest") return Node(ImageSize.Resample($"{Interpolation} up-sampling", Interpolation, image, image,
            to.Checked(nameof(UpSampling2D)), 0), input);
        Move[] moves = [new(h, 0, 1, 0, Size.Height), new(Size.Height, 0, 0, 0, 1), new(w, 1, 1, 1, Size.Width),
            new(Size.Width, 1, 0, 1, 1), Move.Along(c, 2, 2)];
        return Node(new Rearrangement("nearest up-sampling", [h * Size.Height, w * Size.Width, c], moves), input);
    }
}
