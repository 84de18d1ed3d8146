using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>What becomes of RGB values from 0 to 255 before a net sees them: (x / divisor − mean) / deviation for each channel, in the
/// order that the net was trained with.</summary>
public sealed class Preprocessing
{
    readonly float _divisor;
    readonly float[] _mean, _deviation;
    readonly bool _reverses;

    Preprocessing(string name, float divisor, float[] mean, float[] deviation, bool reverses = false) =>
        (Name, _divisor, _mean, _deviation, _reverses) = (name, divisor, mean, deviation, reverses);

    /// <summary>Channels in the order B, G, R, less the means 103.939, 116.779 and 123.68: Keras's VGG and ResNet.</summary>
    public static Preprocessing Caffe => new("caffe", 1, [103.939f, 116.779f, 123.68f], [1, 1, 1], reverses: true);

    /// <summary>From −1 to 1: x / 127.5 − 1.</summary>
    public static Preprocessing Tf => new("tf", 127.5f, [1, 1, 1], [1, 1, 1]);

    /// <summary>x / 255, less ImageNet's means 0.485, 0.456 and 0.406, by its deviations 0.229, 0.224 and 0.225: torchvision's.</summary>
    public static Preprocessing Torch => new("torch", 255, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>From 0 to 1: x / 255.</summary>
    public static Preprocessing Unit => new("unit", 255, [0, 0, 0], [1, 1, 1]);

    /// <summary>As they are.</summary>
    public static Preprocessing None => new("none", 1, [0, 0, 0], [1, 1, 1]);

    /// <summary>"caffe", "tf", "torch", "unit" or "none".</summary>
    public string Name { get; }

    /// <summary>One by its name.</summary>
    /// <param name="name">"caffe", "tf", "torch", "unit" or "none".</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Preprocessing Named(string name)
    {
        Preprocessing[] all = [Caffe, Tf, Torch, Unit, None];
        return all.FirstOrDefault(p => p.Name == name) ?? throw Choices.Unknown("preprocessing", name, all.Select(p => p.Name));
    }

    /// <summary>Images as a net takes them, in memory of their own.</summary>
    /// <param name="images">RGB, 0 to 255, channels last: (n, height, width, 3) or (height, width, 3).</param>
    /// <exception cref="ArgumentException">The last dimension is not 3.</exception>
    public Tensor Apply(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Shape.Rank < 1 || images.Shape[^1] != 3)
            throw new ArgumentException($"Preprocessing '{Name}' got images of shape {images.Shape} but needs RGB, channels last. Give " +
                "(n, height, width, 3), from 0 to 255.");
        var made = new Tensor(images.Shape, [.. images.Data]);
        Apply(made.Data);
        return made;
    }

    /// <summary>The same as layers of a model.</summary>
    /// <param name="images">RGB, 0 to 255: (height, width, 3).</param>
    internal Node Apply(Node images) =>
        new Rescaling([.. _deviation.Select(d => 1.0 / ((double)d * _divisor))], [.. _mean.Zip(_deviation, (m, d) => -(double)m / d)])
            .Apply(_reverses ? new Concatenate().Apply(Channel(images, 2), Channel(images, 1), Channel(images, 0)) : images);

    static Node Channel(Node images, int c) => new Slice([0, 0, c], [int.MaxValue, int.MaxValue, c + 1]).Apply(images);

    /// <summary>The same in place.</summary>
    internal void Apply(Span<float> pixels)
    {
        for (var at = 0; at + 2 < pixels.Length; at += 3)
        {
            if (_reverses) (pixels[at], pixels[at + 2]) = (pixels[at + 2], pixels[at]);
            for (var c = 0; c < 3; c++) pixels[at + c] = ((pixels[at + c] / _divisor) - _mean[c]) / _deviation[c];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
