using Hornbill.Data;

namespace Hornbill.Images;

/// <summary>Folders of images as the source of an <see cref="ImageDataGenerator"/>.</summary>
public static class ImageDataGeneratorFolders
{
    static readonly string[] ClassModes = ["categorical", "binary", "sparse", "input", "none"];

    /// <summary>The images of a folder, each sub-folder a class, changed at random, for Fit: Keras's <c>flow_from_directory</c>. They are
    /// read from disk anew each time, on other threads.</summary>
    /// <param name="generator">What changes them.</param>
    /// <param name="directory">The folder.</param>
    /// <param name="targetSize">The size that images get; 256 × 256 by default.</param>
    /// <param name="colorMode">"rgb" or "grayscale".</param>
    /// <param name="classes">The classes in the order that their labels shall have; the names of the sub-folders, sorted, by
    /// default.</param>
    /// <param name="classMode">What the targets are: "categorical" one for the class and 0 elsewhere; "sparse" its index; "binary" 0 or 1;
    /// "input" the changed image itself; "none" nothing.</param>
    /// <param name="batchSize">Samples in a batch.</param>
    /// <param name="shuffle">Whether Fit may shuffle them.</param>
    /// <param name="seed">Of the changes and the order; the run's by default.</param>
    /// <param name="saveToDir">A folder to keep the changed images in, to be looked at; none by default.</param>
    /// <param name="savePrefix">What their names begin with.</param>
    /// <param name="saveFormat">"png".</param>
    /// <param name="subset">"validation" for the first share of each class's sorted files, "training" for the rest; all by default.</param>
    /// <param name="interpolation">How images get their size: "nearest", "bilinear", "area", "bicubic", "lanczos3" or "lanczos5".</param>
    /// <param name="followLinks">Whether links to folders within a class are followed.</param>
    /// <param name="keepAspectRatio">Whether images are cut to the target's proportions, in the middle, rather than stretched.</param>
    /// <exception cref="ArgumentException">A word is not known, or a subset came without a validation split.</exception>
    /// <exception cref="InvalidDataException">There are no classes, one of them has no images, or none of its images can be
    /// read.</exception>
    /// <example><code>
    /// var generator = new ImageDataGenerator(rescale: 1 / 255.0, horizontalFlip: true);
    /// model.Fit(generator.FlowFromDirectory("photographs/train", (96, 96)), epochs: 10);
    /// </code></example>
    public static BatchSource FlowFromDirectory(
        this ImageDataGenerator generator, string directory, ImageSize? targetSize = null, string colorMode = "rgb",
            IReadOnlyList<string>? classes = null,
        string classMode = "categorical", int batchSize = 32, bool shuffle = true, ulong? seed = null, string? saveToDir = null,
            string savePrefix = "",
        string saveFormat = "png", string? subset = null, string interpolation = "nearest", bool followLinks = false, bool keepAspectRatio =
            false)
    {
        ArgumentNullException.ThrowIfNull(generator);
        Choices.Check("class mode", classMode, ClassModes);
        var options = new ImageFolderOptions
        {
            ColorMode = colorMode, ClassNames = classes, FollowLinks = followLinks, Scaling =
                new() { Interpolation = interpolation, Fit = keepAspectRatio ? "crop" : "stretch" }, Stream = true,
            SplitRule = "first", ValidationSplit = generator.ValidationSplit,
        };
        var folder = Part(directory, targetSize, options, subset);
        if (classMode == "binary" && folder.ClassNames.Count > 2)
            throw new ArgumentException(
                $"'{directory}' has {folder.ClassNames.Count} classes, but the class mode 'binary' takes two. Use categorical or sparse.");
        var images = generator.Flow(classMode == "categorical" ? folder.OneHot(folder.ClassNames.Count) : folder, batchSize, shuffle, seed);
        var made = (classMode switch
        {
            "input" => BatchSource.Zip([images], [images]),
            "none" => BatchSource.Zip([images], []),
            _ => images,
        }).Prefetch(4, Environment.ProcessorCount);
        return saveToDir is null ? made : made.SaveImages(saveToDir, savePrefix, saveFormat);
    }

    static ImageFolder Part(string directory, ImageSize? size, ImageFolderOptions options, string? subset)
    {
        if (subset is null) return ImageFolder.Load(directory, size, options);
        Choices.Check("subset", subset, "training", "validation");
        if (options.ValidationSplit == 0)
            throw new ArgumentException(
                $"FlowFromDirectory got the subset '{subset}' but the generator has no validation split. Give it one, such as " +
                $"validationSplit: 0.2.");
        var (train, validation) = ImageFolder.LoadSplit(directory, size, options);
        return subset == "training" ? train : validation;
    }
}
