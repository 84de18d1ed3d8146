using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>Plain operations on images: a picture (height, width) or (height, width, channels), or a batch of them (n, height, width,
/// channels). Each gives a new tensor of the same rank and changes nothing. Numbers are SciPy's and NumPy's where they have the
/// operation.</summary>
/// <example><code>
/// var blurred = ImageOps.Convolve2D(image, ImageOps.GaussianKernel(15, 15, sigma: 3), "same", "symmetric");
/// var edges = ImageOps.Convolve2D(image, ImageOps.SobelX);
/// </code></example>
public static class ImageOps
{
    static readonly string[] Fills = ["constant", "nearest", "reflect", "wrap"];

    /// <summary>The Sobel kernel (3, 3) of differences along columns: its response is great on upright edges.</summary>
    public static Tensor SobelX => new([3, 3], [1, 0, -1, 2, 0, -2, 1, 0, -1]);

    /// <summary>The Sobel kernel (3, 3) of differences along rows: its response is great on level edges.</summary>
    public static Tensor SobelY => new([3, 3], [1, 2, 1, 0, 0, 0, -1, -2, -1]);

    /// <summary>A Gaussian kernel (height, width) as MATLAB's <c>fspecial("gaussian")</c>: exp(−(x² + y²) / 2σ²), what is below machine
    /// epsilon × the greatest set to 0, divided by the sum.</summary>
    /// <param name="height">Rows; 3 by default.</param>
    /// <param name="width">Columns; 3 by default.</param>
    /// <param name="sigma">σ in pixels; 0.5 by default.</param>
    /// <exception cref="ArgumentException">A side is below 1, or σ is not positive.</exception>
    public static Tensor GaussianKernel(int height = 3, int width = 3, double sigma = 0.5)
    {
        if (height < 1 || width < 1 || !(sigma > 0) || !double.IsFinite(sigma))
            throw new ArgumentException(
                $"GaussianKernel got ({height}, {width}) and σ {sigma} but needs sides of at least 1 and a positive σ. Give such as 15, " +
                $"15, 3.");
        var values = new double[height * width];
        for (var i = 0; i < values.Length; i++)
        {
            var (y, x) = ((i / width) - ((height - 1) / 2.0), (i % width) - ((width - 1) / 2.0));
            values[i] = Math.Exp(-((x * x) + (y * y)) / (2 * sigma * sigma));
        }
        var least = Math.BitIncrement(1.0) - 1;
        var greatest = values.Max();
        for (var i = 0; i < values.Length; i++)
            if (values[i] < least * greatest) values[i] = 0;
        var sum = values.Sum();
        return new([height, width], [.. values.Select(v => (float)(v / sum))]);
    }

    /// <summary>The image convolved with a kernel, which is flipped as convolution has it: <c>scipy.signal.convolve2d</c>. Each channel by
    /// itself.</summary>
    /// <param name="image">The image or images.</param>
    /// <param name="kernel">(kernel height, kernel width).</param>
    /// <param name="mode">"full": (h + kh − 1, w + kw − 1); "same": (h, w), its middle; "valid": (h − kh + 1, w − kw + 1), without the
    /// edges.</param>
    /// <param name="boundary">Beyond the edges: "fill" with a value, "wrap" around, or "symmetric" ("symm"): mirrored with the edge
    /// repeated.</param>
    /// <param name="fillValue">The value of "fill".</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a word is not known.</exception>
    public static Tensor Convolve2D(Tensor image, Tensor kernel, string mode = "full", string boundary = "fill", double fillValue = 0)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Choices.Check("mode", mode, "full", "same", "valid");
        var fill = Choices.Check("boundary", boundary, "fill", "wrap", "symm", "symmetric") switch
        {
            "fill" => Fill.Constant,
            "wrap" =>
            Fill.Wrap,
            _ => Fill.Reflect
        };
        if (kernel.Shape.Rank != 2 || kernel.Shape.Elements == 0)
            throw new ArgumentException($"Convolve2D got a kernel of shape {kernel.Shape} but needs (height, width). Reshape it.");
        var (h, w) = (kernel.Shape[0], kernel.Shape[1]);
        return mode switch
        {
            "full" => EachPicture.Of(image, (ih, iw) => (ih + h - 1, iw + w - 1), (x, y) =>
                Convolve(x, kernel, y, h - 1, w - 1, fill, (float)fillValue)),
            "same" => EachPicture.Of(image, (ih, iw) => (ih, iw), (x, y) =>
                Convolve(x, kernel, y, h - 1 - ((h - 1) / 2), w - 1 - ((w - 1) / 2), fill, (float)fillValue)),
            _ => EachPicture.Of(image, (ih, iw) => ih >= h && iw >= w ? (ih - h + 1, iw - w + 1) : throw new ArgumentException(
                     $"Convolve2D got an image of ({ih}, {iw}) and a kernel of ({h}, {w}) but 'valid' needs an image at least as large. " +
                     $"Use mode 'same' or 'full'."),
                     (x, y) => Convolve(x, kernel, y, 0, 0, fill, (float)fillValue)),
        };
    }

    static unsafe void Convolve(Picture x, Tensor kernel, Picture y, int top, int left, Fill fill, float value)
    {
        var (kh, kw) = (kernel.Shape[0], kernel.Shape[1]);
        var wide = x.Extended(top, left, y.Height + kh - 1, y.Width + kw - 1, fill, value);
        fixed (float* from = wide.Values, k = kernel.Data, to = y.Values)
        {
            var a = new Convolution2D.Arguments
            {
                KernelHeight = kh,
                KernelWidth = kw,
                Height = y.Height,
                Row = y.Width * y.Channels,
                InRow = wide.Width * y.Channels,
                Channels = y.Channels,
                X = from,
                Kernel = k,
                Y = to,
            };
            Convolution2D.Run(&a);
        }
    }

    /// <summary>Blurred by a Gaussian, rows and columns one after the other, edges mirrored:
    /// <c>scipy.ndimage.gaussian_filter</c>.</summary>
    /// <param name="image">The image or images.</param>
    /// <param name="sigma">σ in pixels; 0 for nothing.</param>
    /// <param name="truncate">The kernel ends at so many σ.</param>
    /// <exception cref="ArgumentException">σ or the end is negative.</exception>
    public static Tensor GaussianBlur(Tensor image, double sigma, double truncate = 4)
    {
        if (!(sigma >= 0) || !(truncate >= 0) || !double.IsFinite(sigma * truncate))
            throw new ArgumentException(
                $"GaussianBlur got σ {sigma} and {truncate} σ as its end but needs numbers of at least 0. Give such as 1.5.");
        var radius = (int)((truncate * sigma) + 0.5);
        var kernel = Gaussian(sigma, radius);
        return EachPicture.Of(image, (h, w) => (h, w), (x, y) =>
        {
            var rows = new Picture(y.Height, y.Width, y.Channels);
            Convolve(x, new([kernel.Length, 1], kernel), rows, radius, 0, Fill.Reflect, 0);
            Convolve(rows, new([1, kernel.Length], kernel), y, 0, radius, Fill.Reflect, 0);
        });
    }

    internal static float[] Gaussian(double sigma, int radius)
    {
        if (radius == 0) return [1];
        double[] values = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(i => Math.Exp(-0.5 * i * i / (sigma * sigma)))];
        var sum = values.Sum();
        return [.. values.Select(v => (float)(v / sum))];
    }

    /// <summary>The Sobel filter along an axis, edges mirrored: <c>scipy.ndimage.sobel</c>. Positive where values rise.</summary>
    /// <param name="image">The image or images.</param>
    /// <param name="axis">0: along rows, downwards; 1: along columns, to the right.</param>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public static Tensor Sobel(Tensor image, int axis = 1)
    {
        if (axis is not (0 or 1)) throw new ArgumentException(
            $"Sobel got the axis {axis} but needs 0 (rows) or 1 (columns). Give one of them.");
        return Convolve2D(image, axis == 0 ? SobelY : SobelX, "same", "symmetric");
    }

    /// <summary>The strength of edges: √(x² + y²) of the Sobel filters along both axes.</summary>
    /// <param name="image">The image or images.</param>
    public static Tensor Edges(Tensor image)
    {
        var (x, y) = (Sobel(image, 1), Sobel(image, 0));
        for (var i = 0; i < x.Data.Length; i++) x.Data[i] = MathF.Sqrt((x.Data[i] * x.Data[i]) + (y.Data[i] * y.Data[i]));
        return x;
    }

    /// <summary>The median of the size × size pixels around each, edges mirrored: <c>scipy.ndimage.median_filter</c>. Each channel by
    /// itself.</summary>
    /// <param name="image">The image or images.</param>
    /// <param name="size">Pixels on a side; of an even number the window begins one earlier.</param>
    /// <exception cref="ArgumentException">The size is below 1.</exception>
    public static Tensor Median(Tensor image, int size = 3)
    {
        if (size is < 1 or > 255) throw new ArgumentException(
            $"Median got a size of {size} but needs one from 1 to 255. Give one such as 3.");
        return EachPicture.Of(image, (h, w) => (h, w), (x, y) =>
        {
            var wide = x.Extended(size / 2, size / 2, y.Height + size - 1, y.Width + size - 1, Fill.Reflect, 0);
            Span<float> window = new float[size * size];
            for (var r = 0; r < y.Height; r++)
                for (var c = 0; c < y.Width * y.Channels; c++)
                {
                    for (var i = 0; i < window.Length; i++) window[i] =
                        wide.Values[((r + (i / size)) * wide.Width * y.Channels) + c + (i % size * y.Channels)];
                    window.Sort();
                    y.Values[(r * y.Width * y.Channels) + c] = window[window.Length / 2];
                }
        });
    }

    /// <summary>Turned counter-clockwise about the centre by any angle: <c>scipy.ndimage.rotate</c>.</summary>
    /// <param name="image">The image or images.</param>
    /// <param name="degrees">The angle.</param>
    /// <param name="reshape">Whether the result is as large as the turned image needs; as large as the image otherwise.</param>
    /// <param name="fillMode">Beyond the edges: "constant", "nearest", "reflect" or "wrap", as SciPy has them.</param>
    /// <param name="cval">The value of "constant".</param>
    /// <param name="order">1: between the four pixels around; 0: the nearest pixel.</param>
    /// <exception cref="ArgumentException">A number is not finite, or a word is not known.</exception>
    public static Tensor Rotate(Tensor image, double degrees, bool reshape = false, string fillMode = "constant", double cval = 0,
        int order = 1)
    {
        var (sin, cos) = Trigonometry.OfTurns(Finite(degrees, "angle") / 360);
        return Warped(image, (h, w) => reshape ? (Size((cos * h), sin * w), Size(sin * h, cos * w)) : (h, w), (x, y) =>
        {
            double row = (y.Height - 1) / 2.0, column = (y.Width - 1) / 2.0;
            return new(cos, -sin, ((x.Width - 1) / 2.0) + (sin * row) - (cos * column), sin, cos,
                ((x.Height - 1) / 2.0) - (cos * row) - (sin * column));
        }, fillMode, cval, order);

        static int Size(double a, double b) => Math.Max(1, (int)(Math.Abs(a) + Math.Abs(b) + 0.5));
    }

    /// <summary>Shifted by any distance: <c>scipy.ndimage.shift</c>.</summary>
    /// <param name="image">The image or images.</param>
    /// <param name="rows">Rows down.</param>
    /// <param name="columns">Columns to the right.</param>
    /// <param name="fillMode">Beyond the edges: "constant", "nearest", "reflect" or "wrap", as SciPy has them.</param>
    /// <param name="cval">The value of "constant".</param>
    /// <param name="order">1: between the four pixels around; 0: the nearest pixel.</param>
    /// <exception cref="ArgumentException">A number is not finite, or a word is not known.</exception>
    public static Tensor Shift(Tensor image, double rows, double columns, string fillMode = "constant", double cval = 0, int order = 1)
    {
        var map = new AffineMap(1, 0, -Finite(columns, "shift"), 0, 1, -Finite(rows, "shift"));
        return Warped(image, (h, w) => (h, w), (_, _) => map, fillMode, cval, order);
    }

    static unsafe Tensor Warped(Tensor image, Func<int, int, (int, int)> size, Func<Picture, Picture, AffineMap> map, string fillMode,
        double cval, int order)
    {
        var fill = Choices.Check("fill mode", fillMode, Fills) switch
        {
            "constant" => Fill.Blank,
            "nearest" => Fill.Nearest,
            "reflect" =>
            Fill.Reflect,
            _ => Fill.Overlap
        };
        if (order is not (0 or 1)) throw new ArgumentException(
            $"The order {order} came but it must be 0 (the nearest pixel) or 1 (between pixels). Give one of them.");
        var value = (float)Finite(cval, "cval");
        return EachPicture.Of(image, size, (x, y) =>
        {
            fixed (float* from = x.Values, to = y.Values)
            {
                var a = new Warp.Arguments
                {
                    InHeight = x.Height,
                    InWidth = x.Width,
                    OutHeight = y.Height,
                    OutWidth = y.Width,
                    Channels = x.Channels,
                    Map = map(x, y),
                    Fill = fill,
                    FillValue = value,
                    Bilinear = order == 1,
                    X = from,
                    Y = to,
                };
                Warp.Run(&a);
            }
        });
    }

    /// <summary>Turned counter-clockwise by quarters: <c>numpy.rot90</c> on height and width. Pixels change their places and nothing
    /// else.</summary>
    /// <param name="image">The image or images.</param>
    /// <param name="quarters">How many; negative ones turn clockwise.</param>
    public static Tensor Rot90(Tensor image, int quarters = 1)
    {
        var turns = ((quarters % 4) + 4) % 4;
        return EachPicture.Of(image, (h, w) => turns % 2 == 0 ? (h, w) : (w, h), (x, y) =>
        {
            for (var r = 0; r < y.Height; r++)
                for (var c = 0; c < y.Width; c++)
                {
                    var (row, column) = turns switch
                    {
                        0 => (r, c),
                        1 => (c, x.Width - 1 - r),
                        2 =>
                        (x.Height - 1 - r, x.Width - 1 - c),
                        _ => (x.Height - 1 - c, r)
                    };
                    x.Pixel(row, column).CopyTo(y.Pixel(r, c));
                }
        });
    }

    /// <summary>Left and right exchanged.</summary>
    /// <param name="image">The image or images.</param>
    public static Tensor FlipHorizontal(Tensor image) => EachPicture.Of(image, (h, w) => (h, w), (x, y) =>
    {
        x.Values.CopyTo(y.Values);
        Mirroring.Columns(y.Values, y.Height, y.Width, y.Channels);
    });

    /// <summary>Top and bottom exchanged.</summary>
    /// <param name="image">The image or images.</param>
    public static Tensor FlipVertical(Tensor image) => EachPicture.Of(image, (h, w) => (h, w), (x, y) =>
    {
        x.Values.CopyTo(y.Values);
        Mirroring.Rows(y.Values, y.Height, y.Width * y.Channels);
    });

    /// <summary>Another size, as the layer <c>Resizing</c> has it: centres of pixels lie at half numbers.</summary>
    /// <param name="image">The image or images.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="interpolation">"bilinear", "nearest", "bicubic", "area", "lanczos3" or "lanczos5".</param>
    /// <exception cref="ArgumentException">A side is below 1, or the word is not known.</exception>
    public static unsafe Tensor Resize(Tensor image, int height, int width, string interpolation = "bilinear")
    {
        Choices.Check("interpolation", interpolation, ResamplingAxis.Interpolations);
        if (height is < 1 or > 16384 || width is < 1 or > 16384)
            throw new ArgumentException(
                $"Resize got ({height}, {width}) but both must be from 1 to 16384. Give a height and width within that.");
        return EachPicture.Of(image, (_, _) => (height, width), (x, y) =>
        {
            fixed (float* from = x.Values, to = y.Values, workspace = new float[x.Width * x.Channels])
            {
                var a = new Resampling.Arguments
                {
                    InHeight = x.Height,
                    InWidth = x.Width,
                    OutHeight = height,
                    OutWidth = width,
                    Channels = x.Channels,
                    X = from,
                    Y = to,
                    Workspace = workspace,
                };
                Resampling.Run(new(interpolation, x.Height, height, x.Height), new(interpolation, x.Width, width, x.Width), &a);
            }
        });
    }

    /// <summary>Black and white: <paramref name="above"/> where a value is greater than the threshold, <paramref name="below"/>
    /// elsewhere.</summary>
    /// <param name="image">The image or images.</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="below">What values up to it become; 0 by default.</param>
    /// <param name="above">What values beyond it become; 1 by default.</param>
    public static Tensor Threshold(Tensor image, double threshold, double below = 0, double above = 1) =>
        EachPicture.Of(image, (h, w) => (h, w), (x, y) =>
    {
        for (var i = 0; i < x.Values.Length; i++) y.Values[i] = (float)(x.Values[i] > threshold ? above : below);
    });

    /// <summary>Histogram equalisation: values spread so that each level is about as frequent as the others; each channel by itself. Levels
    /// are counted in <paramref name="bins"/> equal parts of the range; y = low + (high − low) (C(x) − C₀) / (n − C₀), with C(x) pixels up
    /// to x's level and C₀ in the lowest one.</summary>
    /// <param name="image">The image or images.</param>
    /// <param name="low">The lower end of the range; 0 by default.</param>
    /// <param name="high">Its upper end; 1 by default, 255 for bytes.</param>
    /// <param name="bins">How many levels; 256 by default.</param>
    /// <exception cref="ArgumentException">The range is empty, or there are no levels.</exception>
    public static Tensor EqualizeHistogram(Tensor image, double low = 0, double high = 1, int bins = 256)
    {
        if (!(high > low) || !double.IsFinite(high - low) || bins is < 2 or > 65536)
            throw new ArgumentException(
                $"EqualizeHistogram got the range ({low}, {high}) and {bins} levels but needs a lower and a greater number, and 2 to " +
                $"65536 levels. Give such as (0, 1).");
        return EachPicture.Of(image, (h, w) => (h, w), (x, y) =>
        {
            var map = new float[bins];
            for (var c = 0; c < x.Channels; c++)
            {
                Histograms.Equalize(x.Values, c, x.Channels, (float)low, (float)high, map);
                for (var i = c; i < x.Values.Length; i += x.Channels) y.Values[i] =
                    map[Histograms.Level(x.Values[i], (float)low, (float)high, bins)];
            }
        });
    }

    static double Finite(double value, string what) => double.IsFinite(value)
        ? value
        : throw new ArgumentException($"The {what} {value} came but a finite number is needed. Give one such as 10.");
}
