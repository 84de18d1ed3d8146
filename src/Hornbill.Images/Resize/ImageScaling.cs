namespace Hornbill.Images;

/// <summary>How images of any size become images of one size.</summary>
/// <example><code>var scaling = new ImageScaling { Interpolation = "bicubic", Antialias = true, Fit = "crop" };
/// Tensor x = scaling.Apply(ImageReader.Default.Read("cat.jpg"), 224);</code></example>
public sealed record ImageScaling
{
    /// <summary>The names of interpolations.</summary>
    public static IReadOnlyList<string> Interpolations { get; } = ["nearest", "bilinear", "area", "bicubic", "lanczos3", "lanczos5"];

    const int Longest = 4; // times the area that is wanted

    readonly string _interpolation = "bilinear", _like = "tensorflow", _fit = "stretch";

    /// <summary>"nearest", "bilinear" (Keras's default), "area", "bicubic" (Keys, a = −½), "lanczos3" or "lanczos5".</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public string Interpolation
    {
        get => _interpolation;
        init => _interpolation = Choices.Check("interpolation", value, [.. Interpolations]);
    }

    /// <summary>Whether the interpolation is widened where an image gets smaller, so that every pixel counts. "nearest" and "area" are the
    /// same with and without.</summary>
    public bool Antialias { get; init; }

    /// <summary>Whose results: "tensorflow" (<c>tf.image.resize</c>, floats) or "pillow" (<c>Image.resize</c>, whole numbers, rounded after
    /// columns and again after rows, always antialiased; its box is "area", its lanczos "lanczos3").</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public string Like
    {
        get => _like;
        init => _like = Choices.Check("kind of resizing", value, "tensorflow", "pillow");
    }

    /// <summary>What becomes of an image of another shape: "stretch" (Keras's default), "crop" (the largest part in the middle that has the
    /// shape) or "pad" (with <see cref="PadValue"/> around).</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public string Fit
    {
        get => _fit;
        init => _fit = Choices.Check("fit", value, "stretch", "crop", "pad");
    }

    /// <summary>The share of both sides that the image keeps: it is resized to the size by this share, and the middle is cut out. 0.875
    /// with "crop", where the image is resized as a whole, is torchvision's Resize(256) and CenterCrop(224).</summary>
    /// <exception cref="ArgumentException">It is not above 0, or above 1.</exception>
    public double Share
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentException(
            $"A share of {value} came, but it must be above 0, and 1 at most. Give 1 for the whole image.");
    } = 1;

    /// <summary>Around a padded image.</summary>
    public byte PadValue { get; init; }

    /// <summary>The image at a size, as (height, width, channels) from 0 to 255; overshooting interpolations may leave that.</summary>
    /// <param name="image">The image.</param>
    /// <param name="size">The size.</param>
    /// <exception cref="ArgumentException">The size is below 1.</exception>
    public Tensors.Tensor Apply(Image image, ImageSize size)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check(size);
        var tensor = new Tensors.Tensor([size.Height, size.Width, image.Channels]);
        Apply(image, size, tensor.Data);
        return tensor;
    }

    internal static void Check(ImageSize size)
    {
        if (size.Height < 1 || size.Width < 1 || (long)size.Height * size.Width > int.MaxValue / 16)
            throw new ArgumentException(
                $"An image size of {size} came, but it must be from 1 × 1 to {int.MaxValue / 16:N0} pixels in all. Give one such as 96.");
    }

    internal void Apply(Image image, ImageSize size, Span<float> to)
    {
        if (Share == 1) Resize(Framing.Fit(image, size, this), size, to);
        else CutMiddle(image, size, to);
    }

    void CutMiddle(Image image, ImageSize size, Span<float> to)
    {
        ImageSize wide = ((int)Math.Round(size.Height / Share), (int)Math.Round(size.Width / Share));
        Check(wide);
        // Of a strip, which would be far larger than what is cut from it, the middle is taken first.
        var whole = Fit == "crop" && Framing.Covering(image, wide) is var all && (long)all.Height * all.Width
            <= Longest * (long)wide.Height * wide.Width ? all : wide;
        var pixels = new float[whole.Height * whole.Width * image.Channels];
        Resize(whole == wide ? Framing.Fit(image, wide, this) : image, whole, pixels);
        var (top, left, row) = ((whole.Height - size.Height) / 2, (whole.Width - size.Width) / 2, size.Width * image.Channels);
        for (var y = 0; y < size.Height; y++)
            pixels.AsSpan((((top + y) * whole.Width) + left) * image.Channels, row).CopyTo(to[(y * row)..]);
    }

    void Resize(Image image, ImageSize size, Span<float> to)
    {
        if (Like == "pillow") PillowResampling.Resize(image, size, Interpolation, to);
        else Resampling.Resize(image, size, Interpolation, Antialias, to);
    }
}
