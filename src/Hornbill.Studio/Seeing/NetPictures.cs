using Hornbill.Images;
using Hornbill.Inspection;
using Hornbill.Tensors;

namespace Hornbill.Studio;

/// <summary>What is found within a net, as pictures: filters, feature maps, heat over a photograph.</summary>
/// <example><code>
/// PngWriter.Write("filters.png", NetPictures.Filters(Filters.Of(model.GetLayer("conv2d"))));
/// PngWriter.Write("where.png", NetPictures.Overlay(photo, GradCam.Of(model, x).Values));
/// </code></example>
public static class NetPictures
{
    const int TileSide = 56, MapSide = 72, MostFilters = 64, MostDeep = 16, MostChannels = 16, MostMaps = 64, LargeMap = 64, Columns = 8,
        HeatSide = 224;
    const double Opacity = 0.55;

    /// <summary>The filters of a convolution: of three channels in colour, of one in grey, of more a row for each of the first 16 filters
    /// with a grey plane for each of the first 16 channels. Middle grey is 0; each filter has a scale of its own.</summary>
    /// <param name="filters">(filters, height, width, channels), as <see cref="Inspection.Filters.Of"/> gives them.</param>
    /// <exception cref="ArgumentException">They have another rank.</exception>
    public static Image Filters(Tensor filters)
    {
        Check(filters, 4, "(filters, height, width, channels)");
        var (count, channels) = (filters.Shape[0], filters.Shape[3]);
        if (channels is 1 or 3) return Tiles.Draw([.. Enumerable.Range(0, Math.Min(count, MostFilters)).Select(f =>
            Plane(filters, f, 0, channels))], Columns, TileSide, gap: 4);
        var planes = Math.Min(channels, MostChannels);
        return Tiles.Draw([.. Enumerable.Range(0, Math.Min(count, MostDeep)).SelectMany(f => Enumerable.Range(0, planes).Select(c =>
            Plane(filters, f, c, 1)))], planes, TileSide / 2);
    }

    // Zero is grey, and the filter's greatest magnitude black or white.
    static Image Plane(Tensor filters, int filter, int first, int channels)
    {
        var (height, width, depth, row) = (filters.Shape[1], filters.Shape[2], filters.Shape[3], filters.Row(filter).ToArray());
        var most = row.Max(MathF.Abs);
        return new(width, height, channels, [.. Enumerable.Range(0, height * width)
            .SelectMany(p => Enumerable.Range(first, channels).Select(c =>
            Byte(most > 0 ? 0.5 + (row[(p * depth) + c] / most / 2) : 0.5)))]);
    }

    /// <summary>What a layer made of one image: the first 64 feature maps, 16 of large ones, each from black, its least, to white, its
    /// greatest; a row of numbers as a strip.</summary>
    /// <param name="values">(height, width, channels), or (numbers).</param>
    public static Image Maps(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Shape.Rank != 3) return Strip(values);
        var (height, width, channels) = (values.Shape[0], values.Shape[1], values.Shape[2]);
        if (height == 1 && width == 1) return Strip(values);
        return Tiles.Draw([.. Enumerable.Range(0, Math.Min(channels, Math.Max(height, width) > LargeMap ? MostMaps / 4 : MostMaps))
            .Select(c => Stretched(width, height,
            [.. Enumerable.Range(0, height * width).Select(p => (double)values.Data[(p * channels) + c])]))], Columns, MapSide);
    }

    // Numbers in lines of 64, so that thousands of them are still a picture.
    static Image Strip(Tensor values)
    {
        const int Line = 64, Most = Line * 64;
        var count = Math.Min(values.Data.Length, Most);
        var (width, height) = (Math.Min(count, Line), (count + Line - 1) / Line);
        double[] shown = [.. values.Data.Take(count).Select(v => (double)v)];
        var rest = Enumerable.Repeat(shown.Min(), (width * height) - count);
        return Tiles.Enlarged(Stretched(width, height, [.. shown, .. rest]), width * Math.Max(1, 512 / Math.Max(width, height)));
    }

    static Image Stretched(int width, int height, double[] values)
    {
        var (low, high) = (values.Min(), values.Max());
        return new(width, height, 1, [.. values.Select(v => Byte(high > low ? (v - low) / (high - low) : 0))]);
    }

    /// <summary>An image as the model takes it, each channel from the least to the greatest value there may be.</summary>
    /// <param name="image">(height, width, channels) with 1 or 3 channels; of others the first.</param>
    /// <param name="low">What is black.</param>
    /// <param name="high">What is white.</param>
    /// <exception cref="ArgumentException">It has another rank.</exception>
    public static Image Photo(Tensor image, double low = 0, double high = 1)
    {
        Check(image, 3, "(height, width, channels)");
        var (depth, channels) = (image.Shape[2], image.Shape[2] == 3 ? 3 : 1);
        return new(image.Shape[1], image.Shape[0], channels, [.. Enumerable.Range(0, image.Data.Length / depth).SelectMany(p =>
            Enumerable.Range(0, channels).Select(c => Byte((image.Data[(p * depth) + c] - low) / (high - low))))]);
    }

    /// <summary>Images in rows: what excites each channel of a layer, say.</summary>
    /// <param name="images">At least one.</param>
    /// <param name="columns">Images in a row.</param>
    /// <exception cref="ArgumentException">There is none, or no column.</exception>
    public static Image Sheet(IReadOnlyList<Image> images, int columns = Columns)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Count > 0 && columns > 0 ? Tiles.Draw(images, columns, MapSide) : throw new ArgumentException(
            $"A sheet got {images.Count} images in {columns} columns but needs one of each at least. Give them.");
    }

    /// <summary>A map in the colours of heat, from black at 0 to light at its greatest.</summary>
    /// <param name="map">(height, width), or one of it; from 0 on.</param>
    public static Image Heat(Tensor map) => Coloured(map, MapColours.Heat);

    /// <summary>A map with signs: orange above 0, blue below, white at 0.</summary>
    /// <param name="map">(height, width), or one of it.</param>
    public static Image Signed(Tensor map) => Coloured(map, MapColours.Sign);

    static Image Coloured(Tensor map, Func<double, (byte R, byte G, byte B)> colour)
    {
        var (height, width) = Sides(map);
        var normal = HeatMaps.Normalize(map.Reshape([1, height, width]));
        return Tiles.Enlarged(new(width, height, 3, [.. normal.Data.SelectMany(v => Bytes(colour(v)))]), HeatSide);
    }

    /// <summary>A map's heat over a photograph: where it is 0 the photograph is dimmed and grey, where it is greatest the heat covers it by
    /// half.</summary>
    /// <param name="photo">The photograph; small ones are enlarged.</param>
    /// <param name="map">(height, width) of any size, or one of it; from 0 on.</param>
    public static Image Overlay(Image photo, Tensor map)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var (height, width) = Sides(map);
        var below = Tiles.Enlarged(photo.ToGray(), HeatSide);
        var heat = HeatMaps.Normalize(HeatMaps.Resize(map.Reshape([1, height, width]), below.Height, below.Width)).Data;
        return new(below.Width, below.Height, 3, [.. heat.SelectMany((h, p) => Bytes(MapColours.Heat(Math.Max(0, h))).Select((v, c) =>
            (byte)Math.Round(((1 - Opacity) * below.Pixels[(p * 3) + c]) + (Opacity * v))))]);
    }

    /// <summary>An image at the size of maps: by a whole factor, where it is smaller.</summary>
    /// <param name="image">The image.</param>
    public static Image Enlarged(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Tiles.Enlarged(image, HeatSide);
    }

    /// <summary>Two pictures side by side, the smaller enlarged: an image and what was seen in it.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static Image Pair(Image left, Image right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return Tiles.Draw([left, right], 2, Math.Max(Math.Max(left.Width, left.Height), Math.Max(right.Width, right.Height)), gap: 4);
    }

    static (int Height, int Width) Sides(Tensor map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.Shape.Rank == 2 ? (map.Shape[0], map.Shape[1])
            : map.Shape is { Rank: 3 } shape && shape[0] == 1 ? (shape[1], shape[2])
            : throw new ArgumentException(
                $"A map of shape {map.Shape} came but needs (height, width), or (1, height, width). Give one map.");
    }

    static void Check(Tensor tensor, int rank, string needed)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Shape.Rank != rank) throw new ArgumentException(
            $"A picture got values of shape {tensor.Shape} but needs {needed}. Give such ones: a row of a batch, say.");
    }

    static byte[] Bytes((byte R, byte G, byte B) colour) => [colour.R, colour.G, colour.B];

    static byte Byte(double share) => (byte)Math.Round(255 * Math.Clamp(double.IsNaN(share) ? 0 : share, 0, 1));
}
