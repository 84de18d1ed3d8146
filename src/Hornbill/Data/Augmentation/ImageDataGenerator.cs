using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>Images changed at random while a model trains: Keras's <c>ImageDataGenerator</c>, in the meaning that its documentation gives.
/// Everything is off by default.</summary>
/// <remarks>An image of an epoch is changed by random numbers of its own, a function of seed, epoch and sample: the same on any number of
/// threads, and after an interruption. A pixel of the result is read at rotation × shift × shear × zoom about the centre; then come channel
/// shift, flips and brightness, and at the end <see cref="Standardize(Tensor)"/>. What lies beyond the edges is as in SciPy. Where Keras's
/// versions disagree, height means up and down, and the centre lies at size / 2 − ½.</remarks>
/// <example><code>
/// var generator = new ImageDataGenerator(rotationRange: 7, zoomRange: 0.01);
/// model.Fit(generator.Flow(train, batchSize: 64), epochs: 12, validationData: validation);
/// </code></example>
public sealed partial class ImageDataGenerator
{
    const string ChannelsLast = "channels_last";

    static readonly ZoomRange NoZoom = 0.0;
    static readonly string[] Fills = ["constant", "nearest", "reflect", "wrap"];

    readonly double _rotation, _shear, _channelShift;
    readonly ShiftRange _widthShift, _heightShift;
    readonly ZoomRange _zoom;
    readonly (double Low, double High)? _brightness;
    readonly Fill _fill;
    readonly double _cval;
    readonly bool _horizontalFlip, _verticalFlip;
    readonly int _order;
    long _drawn;

    /// <summary>With the options of Keras.</summary>
    /// <param name="featurewiseCenter">Whether the mean of all images, which <see cref="Fit"/> finds, is subtracted, for each
    /// channel.</param>
    /// <param name="samplewiseCenter">Whether each image's mean is subtracted.</param>
    /// <param name="featurewiseStdNormalization">Whether it is divided by the deviation of all images, for each channel.</param>
    /// <param name="samplewiseStdNormalization">Whether it is divided by its own deviation.</param>
    /// <param name="zcaWhitening">Whether ZCA whitening is applied, which <see cref="Fit"/> prepares.</param>
    /// <param name="zcaEpsilon">ε of the whitening: singular values count as σ + ε.</param>
    /// <param name="rotationRange">Degrees: turned by an angle from −r to r.</param>
    /// <param name="widthShiftRange">To the left or right: a share of the width, pixels, or one of several numbers.</param>
    /// <param name="heightShiftRange">Up or down, likewise.</param>
    /// <param name="brightnessRange">The least and the greatest factor of the values, which stay in [0, 1] or [0, 255] where they
    /// were.</param>
    /// <param name="shearRange">Degrees: sheared by an angle from −s to s.</param>
    /// <param name="zoomRange">From 1 − z to 1 + z, or from a lower to an upper number, rows and columns each by itself: below 1 enlarges,
    /// below 0 mirrors too.</param>
    /// <param name="channelShiftRange">Added to all values: a number from −c to c.</param>
    /// <param name="fillMode">Beyond the edges: "nearest", "constant", "reflect" or "wrap", as SciPy has them.</param>
    /// <param name="cval">The value of "constant".</param>
    /// <param name="horizontalFlip">Whether every other image is mirrored, left to right.</param>
    /// <param name="verticalFlip">Whether every other image is turned upside down.</param>
    /// <param name="rescale">What values are multiplied by at the end; null and 0 for nothing.</param>
    /// <param name="preprocessingFunction">What is done with each changed image (height, width, channels), before it is rescaled; the shape
    /// stays.</param>
    /// <param name="dataFormat">"channels_last", in which all images are here.</param>
    /// <param name="validationSplit">The share of the data, its first part, that the subset "validation" is.</param>
    /// <param name="interpolationOrder">0: the nearest pixel; 1: between the four pixels around; 2 to 5: by splines of that order, as
    /// SciPy's.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a name is not known.</exception>
    public ImageDataGenerator(bool featurewiseCenter = false, bool samplewiseCenter = false, bool featurewiseStdNormalization = false,
                              bool samplewiseStdNormalization = false, bool zcaWhitening = false, double zcaEpsilon = 1e-6,
                                  double rotationRange = 0,
                              ShiftRange widthShiftRange = default, ShiftRange heightShiftRange = default,
                                  (double Low, double High)? brightnessRange = null,
                              double shearRange = 0, ZoomRange? zoomRange = null, double channelShiftRange = 0, string fillMode = "nearest",
                                  double cval = 0,
                              bool horizontalFlip = false, bool verticalFlip = false, double? rescale = null, Func<Tensor,
                                  Tensor>? preprocessingFunction = null,
                              string dataFormat = ChannelsLast, double validationSplit = 0, int interpolationOrder = 1)
    {
        if (Choices.Check("data format", dataFormat, ChannelsLast, "channels_first") != ChannelsLast)
            throw new ArgumentException(
                $"ImageDataGenerator got the data format {dataFormat} but images are (height, width, channels) here. Use x.Transpose(0, 2, 3, 1).");
        (_rotation, _shear, _channelShift) = (Finite(rotationRange, "rotation range"), Finite(shearRange, "shear range"),
            Finite(channelShiftRange, "channel shift range"));
        (_widthShift, _heightShift) = (widthShiftRange.Checked("width shift range"), heightShiftRange.Checked("height shift range"));
        _zoom = zoomRange ?? NoZoom;
        _ = (Finite(_zoom.Lower, "zoom range"), Finite(_zoom.Upper, "zoom range"));
        _brightness = brightnessRange is not { } b || (b.Low >= 0 && b.High >= b.Low && double.IsFinite(b.High)) ? brightnessRange
            : throw new ArgumentException(
            $"ImageDataGenerator got the brightness range {b} but needs two factors of at least 0, the lower one first. Give a range such as (0.8, 1.2).");
        (_fill, _cval) = (Scipy(Choices.Check("fill mode", fillMode, Fills)), Finite(cval, "cval"));
        (_horizontalFlip, _verticalFlip) = (horizontalFlip, verticalFlip);
        _order = interpolationOrder is >= 0 and <= 5 ? interpolationOrder : throw new ArgumentException(
            $"ImageDataGenerator got the interpolation order {interpolationOrder} but knows 0 (the nearest pixel), 1 (between pixels) and 2 to 5 (splines). Give one of them.");
        ValidationSplit = validationSplit is >= 0 and < 1 ? validationSplit : throw new ArgumentException(
            $"ImageDataGenerator got a validation split of {validationSplit} but it must be at least 0 and below 1. Give a share such as 0.2.");
        _statistics = new(featurewiseCenter, samplewiseCenter, featurewiseStdNormalization, samplewiseStdNormalization, zcaWhitening,
            Finite(zcaEpsilon, "ZCA epsilon"));
        (_rescale, _preprocess) = (Finite(rescale ?? 0, "rescale"), preprocessingFunction);
    }

    /// <summary>The share of the data that the subset "validation" is.</summary>
    public double ValidationSplit { get; }

    /// <summary>Whether images come out as they went in.</summary>
    internal bool Neutral => _rotation == 0 && _shear == 0 && _channelShift == 0 && _widthShift.Neutral && _heightShift.Neutral
        && _zoom == NoZoom && _brightness is null &&
                             !_horizontalFlip && !_verticalFlip && _rescale == 0 && _preprocess is null && _statistics.Neutral;

    /// <summary>All that decides what becomes of an image, as far as it can be told.</summary>
    internal string Made => FormattableString.Invariant(
        $"rotation {_rotation}, shifts {_widthShift} and {_heightShift}, shear {_shear}, zoom {_zoom.Lower} to {_zoom.Upper}, channel shift {_channelShift}, brightness {_brightness}, ") +
        FormattableString.Invariant(
            $"flips {_horizontalFlip} and {_verticalFlip}, fill {_fill} {_cval}, order {_order}, rescaling {_rescale}, statistics {_statistics}") +
        (_preprocess is null ? "" : ", a function");

    /// <summary>Samples with their images changed at random, for Fit. They are shuffled as Fit shuffles its data, or not at all.</summary>
    /// <param name="data">Images (height, width, channels) as the first input; all else is passed on: further inputs, targets,
    /// weights.</param>
    /// <param name="batchSize">Samples in a batch.</param>
    /// <param name="shuffle">Whether Fit may shuffle them.</param>
    /// <param name="seed">Of the changes and the order; the run's by default.</param>
    /// <param name="subset">"validation" for the first share of the data, <see cref="ValidationSplit"/>, "training" for the rest; all by
    /// default.</param>
    /// <exception cref="ArgumentException">The first input is no image, the subset is not known or empty, or statistics are
    /// missing.</exception>
    public BatchSource Flow(SampleSource data, int batchSize = 32, bool shuffle = true, ulong? seed = null, string? subset = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckImage(data.Inputs[0].Shape);
        _statistics.CheckFitted(data.Inputs[0].Shape);
        if (batchSize < 1) throw new ArgumentException(
            $"Flow got a batch size of {batchSize} but it must be at least 1. Give a size such as 32.");
        return new Flowed(this, Part(data, subset), batchSize, shuffle, seed);
    }

    /// <summary>Images and their targets, changed at random, for Fit.</summary>
    /// <param name="x">Images (n, height, width, channels).</param>
    /// <param name="y">Targets (n, …) or class indices (n,); without them there are images alone, for Predict.</param>
    /// <param name="batchSize">Samples in a batch.</param>
    /// <param name="shuffle">Whether Fit may shuffle them.</param>
    /// <param name="sampleWeight">A weight for each sample; 1 by default.</param>
    /// <param name="seed">Of the changes and the order; the run's by default.</param>
    /// <param name="subset">"validation" for the first share of the data, "training" for the rest; all by default.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other, the subset is not known or empty, or statistics are
    /// missing.</exception>
    public BatchSource Flow(Tensor x, Tensor? y = null, int batchSize = 32, bool shuffle = true, float[]? sampleWeight = null,
        ulong? seed = null, string? subset = null) =>
        Flow(new ArrayData(x, y, sampleWeight), batchSize, shuffle, seed, subset);

    SampleSource Part(SampleSource data, string? subset)
    {
        if (subset is null) return data;
        Choices.Check("subset", subset, "training", "validation");
        var (all, split) = (data.Count!.Value, (int)(ValidationSplit * data.Count.Value));
        var (start, count) = subset == "validation" ? (0, split) : (split, all - split);
        if (count == 0)
            throw new ArgumentException(
                $"The subset '{subset}' of {all} samples with a validation split of {ValidationSplit} is empty but needs at least one sample. Give another split.");
        CheckClasses(data, split);
        return data.Slice(start, count);
    }

    // As Keras: a class that one part lacks would be a surprise.
    static void CheckClasses(SampleSource data, int split)
    {
        if (split == 0 || data.Targets is not [{ Shape: [1] }]) return;
        var labels = data.GetLabels();
        if (!labels[..split].ToHashSet().SetEquals(labels[split..]))
            throw new ArgumentException(
                "The first part of the data and the rest must have the same classes but do not. Shuffle the samples beforehand. Use TrainTestSplit, or another split.");
    }

    /// <summary>What would be done with an image: drawn at random.</summary>
    /// <param name="imageShape">(height, width, channels).</param>
    /// <param name="seed">Of the draw; another one each time by default.</param>
    /// <exception cref="ArgumentException">It is no image's shape.</exception>
    public ImageTransform GetRandomTransform(Shape imageShape, ulong? seed = null)
    {
        CheckImage(imageShape);
        return Draw(seed is { } own ? new(own, Purpose.Generator) : new(0, Purpose.Generator, 0, (uint)Interlocked.Increment(ref _drawn)),
            imageShape);
    }

    /// <summary>An image changed as the transform says; it is not standardised.</summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="transform">What to do.</param>
    /// <exception cref="ArgumentException">It is no image.</exception>
    public Tensor ApplyTransform(Tensor x, ImageTransform transform)
    {
        ArgumentNullException.ThrowIfNull(x);
        CheckImage(x.Shape);
        var y = new Tensor(x.Shape);
        Apply(transform, x.Shape, x.Data, y.Data);
        return y;
    }

    /// <summary>An image changed at random; it is not standardised.</summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="seed">Of the draw; another one each time by default.</param>
    /// <exception cref="ArgumentException">It is no image.</exception>
    public Tensor RandomTransform(Tensor x, ulong? seed = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return ApplyTransform(x, GetRandomTransform(x.Shape, seed));
    }

    /// <summary>Draws what is done with an image. In Keras's order; the flips are always drawn.</summary>
    internal ImageTransform Draw(in Philox random, Shape image)
    {
        var (theta, tx, signOfTx, shear) = random.Units(0);
        var (ty, signOfTy, zx, zy) = random.Units(1);
        var (horizontal, vertical, channel, brightness) = random.Units(2);
        return new(Both(_rotation, theta), _heightShift.At(tx, signOfTx, image[0]), _widthShift.At(ty, signOfTy, image[1]),
            Both(_shear, shear), Zoomed(zx), Zoomed(zy),
                   _horizontalFlip && horizontal < 0.5, _verticalFlip && vertical < 0.5, _channelShift == 0 ? null
                       : Both(_channelShift, channel),
                   _brightness is { } b ? b.Low + ((b.High - b.Low) * brightness) : null);
    }

    static double Both(double range, double drawn) => ((2 * drawn) - 1) * range;

    double Zoomed(double drawn) => _zoom == NoZoom ? 1 : _zoom.Lower + ((_zoom.Upper - _zoom.Lower) * drawn);

    // SciPy's names for what lies beyond.
    static Fill Scipy(string mode) => mode switch
    {
        "constant" => Fill.Blank,
        "nearest" => Fill.Nearest,
        "reflect" => Fill.Reflect,
        _ => Fill.Overlap,
    };

    static void CheckImage(Shape shape)
    {
        if (shape.Rank != 3 || shape.Elements == 0)
            throw new ArgumentException(
                $"ImageDataGenerator got samples of shape {shape} but changes images (height, width, channels). Reshape them, such as to (28, 28, 1).");
    }

    static double Finite(double value, string what) => double.IsFinite(value)
        ? value
        : throw new ArgumentException($"ImageDataGenerator got the {what} {value} but needs a finite number. Give one such as 0.");
}
