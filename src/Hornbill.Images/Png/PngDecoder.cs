namespace Hornbill.Images;

/// <summary>Reads PNG: all colour types and depths, interlaced or not. 16 bits become the upper 8, palettes become RGB, transparency
/// becomes alpha; gamma and profiles are left aside.</summary>
public sealed class PngDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Format => "PNG";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith(PngFile.Signature);

    /// <inheritdoc/>
    public Image Decode(byte[] file, long maxPixels)
    {
        ArgumentNullException.ThrowIfNull(file);
        var png = PngFile.Read(file, maxPixels);
        using var rows = new PngRows(png);
        var image = new Image(png.Header.Width, png.Header.Height, png.Colors.Channels);
        foreach (var pass in PngPass.Of(png.Header)) rows.Read(pass, image);
        return image;
    }
}
