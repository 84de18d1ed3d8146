using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Tool.Runs;

/// <summary>The images that a model is tested on, as it takes them and as a person sees them.</summary>
/// <param name="Name">The data set or the folder.</param>
/// <param name="Source">For the model.</param>
/// <param name="Labels">The class of each.</param>
/// <param name="ClassNames">What classes are called.</param>
/// <param name="Picture">The image of a number.</param>
sealed record TestImages(string Name, SampleSource Source, IReadOnlyList<int> Labels, IReadOnlyList<string> ClassNames, Func<int,
    Image> Picture)
{
    const int LeastSide = 96;

    /// <summary>Files that were left out.</summary>
    public IReadOnlyList<SkippedImage> Skipped { get; init; } = [];

    /// <summary>Where they lie; empty for a data set.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Of a data set's name or a folder; of a data set its training images, if <paramref name="train"/> says so.</summary>
    public static TestImages Open(ModelFile file, string name, int? limit, bool train = false) =>
        Datasets.Names.Contains(name) ? OfDataset(file, name, limit, train) : OfFolder(file, name, limit);

    static TestImages OfDataset(ModelFile file, string name, int? limit, bool train)
    {
        var (came, needed) = (Datasets.Find(name).ImageShape, file.Model.InputShape);
        if (!Misfits.Takes(needed, came))
        {
            var others = Datasets.All.Where(d => Misfits.Takes(needed, d.ImageShape)).Select(d => d.Name).ToArray();
            throw new ArgumentException(
                $"{name} has images of shape {came}, but the model {file.Net} needs {needed}. Give " +
                $"{(others.Length > 0 ? string.Join(", ", others) + ", or " : "")}a folder of images.");
        }
        var test = train ? Datasets.Load(name, trainCount: limit, testCount: 1).Train : Datasets.Load(name, trainCount: 1, testCount: limit)
            .Test;
        return new(name, test.InRange(file.Preparation.Range), [.. test.Labels.Select(l => (int)l)], file.ClassNames.Count > 0
            ? file.ClassNames : test.ClassNames, i => Of(test, i));
    }

    static TestImages OfFolder(ModelFile file, string folder, int? limit)
    {
        var input = file.Model.InputShape;
        if (input.Rank != 3) throw new InvalidDataException(
            $"'{folder}' holds images, but the model {file.Net} takes {input}. Give a model of images.");
        string[]? names = file.ClassNames.Count > 0 ? [.. file.ClassNames] : null;
        var test = ImageFolder.Load(folder, Size(input), file.Preparation.FolderOptions(input) with { ClassNames = names });
        var skipped = test.Skipped;
        if (limit is { } n) test = test.Take(n);
        return new(folder, test, test.Labels, test.ClassNames, i => Small(ImageReader.Default.Read(test.Files[i])))
        { Skipped = skipped, Files = test.Files };
    }

    // Of a model that takes any size Keras's, since images of a batch have one.
    static ImageSize Size(Shape input) => input.IsKnown ? (input[0], input[1]) : ImageFolder.DefaultSize;

    /// <summary>An image of a data set.</summary>
    public static Image Of(Dataset data, int i)
    {
        var (shape, pixels) = (data.ImageShape, data.ImageShape.Elements);
        return new(shape[1], shape[0], shape[2], data.Images.AsSpan(i * pixels, pixels).ToArray());
    }

    // A page holds many of them.
    static Image Small(Image image)
    {
        var scale = Math.Min(1, (double)LeastSide / Math.Max(image.Width, image.Height));
        var (height, width) = (Math.Max(1, (int)(image.Height * scale)), Math.Max(1, (int)(image.Width * scale)));
        var pixels = new ImageScaling { Antialias = true }.Apply(image.ToRgb(), (height, width));
        return new(width, height, 3, [.. pixels.Data.Select(v => (byte)Math.Clamp(v + 0.5f, 0, 255))]);
    }
}
