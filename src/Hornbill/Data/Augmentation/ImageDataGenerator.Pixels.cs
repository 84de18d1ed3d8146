using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Data;

// What is done with the values of an image.
public sealed partial class ImageDataGenerator
{
    readonly ImageStatistics _statistics;
    readonly double _rescale;
    readonly Func<Tensor, Tensor>? _preprocess;

    /// <summary>Finds what featurewise centring, normalisation and ZCA whitening need: mean, deviation and principal axes of
    /// images.</summary>
    /// <param name="x">Images (n, height, width, channels).</param>
    /// <param name="augment">Whether changed images are looked at rather than these.</param>
    /// <param name="rounds">How often each is changed then.</param>
    /// <param name="seed">Of the changes.</param>
    /// <exception cref="ArgumentException">They are no images, or the rounds are below 1.</exception>
    public void Fit(Tensor x, bool augment = false, int rounds = 1, ulong? seed = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 4 || x.Shape.Elements == 0)
            throw new ArgumentException(
                $"ImageDataGenerator.Fit got an array of shape {x.Shape} but needs images (n, height, width, channels). Reshape it.");
        if (rounds < 1) throw new ArgumentException(
            $"ImageDataGenerator.Fit got {rounds} rounds but needs at least 1. Give how often each image is changed.");
        _statistics.Fit(augment ? Changed(x, rounds, seed ?? 0) : x);
    }

    Tensor Changed(Tensor x, int rounds, ulong seed)
    {
        var (n, image) = (x.Shape[0], x.Shape.Tail());
        var all = new Tensor(image.Prepend(checked(n * rounds)));
        for (var i = 0; i < n * rounds; i++) Apply(Draw(new(seed, Purpose.Generator, (uint)(i / n), (uint)(i % n)), image), image,
            x.Row(i % n), all.Row(i));
        return all;
    }

    /// <summary>An image as a model gets it: preprocessing function, rescaling, samplewise centre and deviation, featurewise ones,
    /// whitening, in this order.</summary>
    /// <param name="x">(height, width, channels); it is not changed.</param>
    /// <exception cref="ArgumentException">It is no image, or statistics are missing: call <see cref="Fit"/> first.</exception>
    public Tensor Standardize(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        CheckImage(x.Shape);
        _statistics.CheckFitted(x.Shape);
        var y = new Tensor(x.Shape, [.. x.Data]);
        Standardize(y.Data, x.Shape);
        return y;
    }

    internal void Standardize(Span<float> x, Shape shape)
    {
        if (_preprocess is not null)
        {
            var made = _preprocess(new(shape, x.ToArray()));
            if (made.Data.Length != x.Length)
                throw new ArgumentException(
                    $"The preprocessing function made {made.Shape} of an image of {shape} but must keep the shape. Use Map for other " +
                    $"shapes.");
            made.Data.CopyTo(x);
        }
        if (_rescale != 0)
            for (var i = 0; i < x.Length; i++) x[i] *= (float)_rescale;
        _statistics.Apply(x, shape[2]);
    }

    /// <summary>y = the image x, changed.</summary>
    internal void Apply(in ImageTransform t, Shape shape, ReadOnlySpan<float> x, Span<float> y)
    {
        var (h, w, c) = (shape[0], shape[1], shape[2]);
        if (!t.Moves) x.CopyTo(y);
        else if (_order > 1)
            SplineWarp.Run(new()
            {
                X = x, Y = y, Height = h, Width = w, Channels = c, Map = t.Map(h, w), Fill = _fill,
                FillValue = (float)_cval, Order = _order
            });
        else Warped(t.Map(h, w), h, w, c, x, y);
        if (t.ChannelShiftIntensity is { } shift) Shift(y, (float)shift);
        if (t.FlipHorizontal) Mirroring.Columns(y, h, w, c);
        if (t.FlipVertical) Mirroring.Rows(y, h, w * c);
        if (t.Brightness is { } factor) Brighten(y, (float)factor);
    }

    unsafe void Warped(AffineMap map, int height, int width, int channels, ReadOnlySpan<float> x, Span<float> y)
    {
        fixed (float* from = x, to = y)
        {
            var a = new Warp.Arguments
            {
                InHeight = height,
                InWidth = width,
                OutHeight = height,
                OutWidth = width,
                Channels = channels,
                Map = map,
                Fill = _fill,
                FillValue = (float)_cval,
                Bilinear = _order == 1,
                X = from,
                Y = to,
            };
            Warp.Run(&a);
        }
    }

    static void Shift(Span<float> x, float by)
    {
        var (least, greatest) = Range(x);
        for (var i = 0; i < x.Length; i++) x[i] = Math.Clamp(x[i] + by, least, greatest);
    }

    // Values stay in [0, 1] or [0, 255]; others are brought to their own range and back, as Keras does.
    static void Brighten(Span<float> x, float factor)
    {
        var (least, greatest) = Range(x);
        var (low, high) = least < 0 || greatest > 255 ? (least, greatest) : greatest <= 1 ? (0, 1) : (0, 255f);
        for (var i = 0; i < x.Length; i++) x[i] = Math.Min(low + ((x[i] - low) * factor), high);
    }

    static (float Least, float Greatest) Range(ReadOnlySpan<float> x)
    {
        var (least, greatest) = (x[0], x[0]);
        foreach (var v in x) (least, greatest) = (Math.Min(least, v), Math.Max(greatest, v));
        return (least, greatest);
    }
}
