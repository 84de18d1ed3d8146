using Hornbill.Applications;
using Hornbill.Images;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Tool.Runs;

/// <summary>A net that others trained, up to one number a channel.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Trunk">From images, (height, width, channels), to features.</param>
/// <param name="Preparation">How images are prepared for it.</param>
sealed record BaseNet(string Name, Model Trunk, ImagePreparation Preparation)
{
    const int UsualSide = 224; // of nets that take any

    /// <summary>The name of a published net, or of a file without its ending.</summary>
    /// <exception cref="ArgumentException">There is neither.</exception>
    public static string NameOf(string word) => IsFile(word) ? Path.GetFileNameWithoutExtension(word) : Pretrained.Find(word).Name;

    /// <summary>The net that settings name.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="side">The side of images where the net takes any, in pixels; null for the published net's own.</param>
    /// <exception cref="InvalidDataException">The file holds no net for images.</exception>
    public static BaseNet Open(TrainSettings settings, int? side) =>
        IsFile(settings.Base!) ? OfFile(settings, side) : Published(settings, side);

    // A file in the folder that has a published net's name is not meant.
    static bool IsFile(string word) => File.Exists(word) && !Pretrained.Names.Contains(word);

    static BaseNet Published(TrainSettings settings, int? side)
    {
        var net = Pretrained.Find(settings.Base!);
        Shape input = [side ?? net.Side, side ?? net.Side, 3];
        var trunk = net.Build(new(false, settings.Weights ?? ApplicationSettings.Published, input, "avg", net.Classes, null, null,
            settings.Seed));
        var preparation = ImagePreparation.Of(trunk);
        return new(net.Name, trunk, settings.Preprocessing is { } own ? preparation with { Normalization = Preprocessing.Named(own) }
            : preparation);
    }

    static BaseNet OfFile(TrainSettings settings, int? side)
    {
        var (path, name) = (settings.Base!, NameOf(settings.Base!));
        var file = ModelFile.Read(path, settings.Preprocessing);
        if (file.Model.Inputs.Count != 1 || file.Model.InputShape is not [_, _, 1 or 3])
            throw new InvalidDataException($"'{path}' holds a net of {string.Join(", ", file.Model.Inputs.Select(i => i.Shape))}, but a " +
                "base takes images of one or three channels. Give a net of images.");
        var trunk = Transfer.WithoutTop(file.Model, name);
        CheckSide(path, trunk.InputShape, settings.ImageSize);
        return new(name, trunk.InputShape.IsKnown ? trunk : Sized(trunk, side ?? UsualSide), file.Preparation);
    }

    static Model Sized(Model trunk, int side)
    {
        var x = new Layers.Input(side, side, trunk.InputShape[2]);
        return new([x.Output], [trunk.Apply([x.Output], training: false)], trunk.Name, trunk.Seed);
    }

    static void CheckSide(string path, Shape takes, int? asked)
    {
        if (asked is { } side && takes.IsKnown && (takes[0], takes[1]) != (side, side))
            throw new ArgumentException($"--image-size {side} came with '{path}', but its net takes {takes[0]} × {takes[1]}. Leave it " +
                "out.");
    }
}
