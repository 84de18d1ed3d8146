using Hornbill.Tensors;

namespace Hornbill.Images;

/// <summary>An image in memory: 8 bits a channel, row by row, channels together.</summary>
/// <example><code>var image = ImageReader.Default.Read("cat.jpg").ToRgb();
/// Tensor pixels = image.ToTensor(); // (height, width, 3), 0 to 255</code></example>
public sealed class Image
{
    /// <summary>An image of given pixels.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</param>
    /// <param name="pixels">Width × height × channels bytes; they are kept, not copied.</param>
    /// <exception cref="ArgumentException">The numbers do not fit each other.</exception>
    public Image(int width, int height, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width < 1 || height < 1 || channels is < 1 or > 4 || pixels.LongLength != (long)width * height * channels)
            throw new ArgumentException(
                $"An Image got {width} × {height} pixels of {channels} channels and {pixels.Length} bytes, but needs 1 to 4 channels " +
                                        "and width × height × channels bytes. Correct the numbers.");
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    internal Image(int width, int height, int channels) : this(width, height, channels, new byte[checked(width * height * channels)]) { }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</summary>
    public int Channels { get; }

    /// <summary>The bytes, row by row.</summary>
    public byte[] Pixels { get; }

    /// <summary>With three channels: grey is repeated, alpha left out.</summary>
    public Image ToRgb() => Channels == 3 ? this
        : Map(3, (from, to) => (to[0], to[1], to[2]) = from.Length < 3 ? (from[0], from[0], from[0]) : (from[0], from[1], from[2]));

    /// <summary>With one channel, as Pillow and ITU-R BT.601 have it: (19595 R + 38470 G + 7471 B + 32768) / 65536. Alpha is left
    /// out.</summary>
    public Image ToGray() => Channels == 1 ? this
        : Map(1, (from, to) => to[0] = from.Length < 3 ? from[0]
        : (byte)(((19595 * from[0]) + (38470 * from[1]) + (7471 * from[2]) + 32768) >> 16));

    /// <summary>(height, width, channels), values from 0 to 255.</summary>
    public Tensor ToTensor()
    {
        var tensor = new Tensor([Height, Width, Channels]);
        for (var i = 0; i < Pixels.Length; i++) tensor.Data[i] = Pixels[i];
        return tensor;
    }

    delegate void Convert(ReadOnlySpan<byte> from, Span<byte> to);

    Image Map(int channels, Convert convert)
    {
        var image = new Image(Width, Height, channels);
        for (int i = 0, j = 0; i < Pixels.Length;
            i += Channels, j += channels) convert(Pixels.AsSpan(i, Channels), image.Pixels.AsSpan(j, channels));
        return image;
    }
}
