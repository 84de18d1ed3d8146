namespace Hornbill.Images;

/// <summary>Turns and mirrors an image as EXIF's orientation says: 2 mirrored, 3 by 180°, 4 upside down, 5 to 8 the same with rows and
/// columns exchanged.</summary>
static class Orientation
{
    public static Image Apply(Image image, int orientation)
    {
        if (orientation == 1) return image;
        var exchanged = orientation >= 5;
        var turned = new Image(exchanged ? image.Height : image.Width, exchanged ? image.Width : image.Height, image.Channels);
        for (var y = 0; y < turned.Height; y++)
            for (var x = 0; x < turned.Width; x++)
            {
                var (fromX, fromY) = Source(orientation, x, y, image.Width - 1, image.Height - 1);
                image.Pixels.AsSpan(((fromY * image.Width) + fromX) * image.Channels, image.Channels)
                    .CopyTo(turned.Pixels.AsSpan(((y * turned.Width) + x) * image.Channels));
            }
        return turned;
    }

    static (int X, int Y) Source(int orientation, int x, int y, int right, int bottom) => orientation switch
    {
        2 => (right - x, y),
        3 => (right - x, bottom - y),
        4 => (x, bottom - y),
        5 => (y, x),
        6 => (y, bottom - x),
        7 => (right - y, bottom - x),
        _ => (right - y, x),
    };
}
