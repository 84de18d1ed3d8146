using Hornbill.Data;

namespace Hornbill.Images;

/// <summary>How a folder of images is read; the defaults are those of Keras's <c>image_dataset_from_directory</c>.</summary>
public sealed record ImageFolderOptions
{
    readonly string _colorMode = "rgb", _splitRule = "directory";

    /// <summary>"rgb" or "grayscale".</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public string ColorMode
    {
        get => _colorMode;
        init => _colorMode = Choices.Check("color mode", value, "rgb", "grayscale");
    }

    /// <summary>How images get their size.</summary>
    public ImageScaling Scaling { get; init; } = new();

    /// <summary>What the bytes become: as they are, 0 to 255, by default.</summary>
    public PixelRange Range { get; init; } = PixelRange.Bytes;

    /// <summary>What a published net does to the values behind <see cref="Range"/>; null for nothing.</summary>
    public Applications.Preprocessing? Normalization { get; init; }

    /// <summary>The classes in the order that their labels shall have; the names of the sub-folders, sorted, by default.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>A table of files and labels, in place of sub-folders: CSV, names relative to the folder.</summary>
    public string? Labels { get; init; }

    /// <summary>Whether links to folders within a class are followed.</summary>
    public bool FollowLinks { get; init; }

    /// <summary>Whether an image that cannot be read is an error; else it is left out and told in
    /// <see cref="ImageFolder.Skipped"/>.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether images are read from disk anew each time, for data larger than memory; by default where they would take more than
    /// half of it.</summary>
    public bool? Stream { get; init; }

    /// <summary>Whether a streamed folder reads every image once when it is loaded, so that those that cannot be read are known. Without,
    /// one of them ends training with an error that names it.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>The share of images kept for validation by <see cref="ImageFolder.LoadSplit"/>.</summary>
    public double ValidationSplit { get; init; } = 0.2;

    /// <summary>Which images those are. "directory": the last of the sorted files shuffled by seed, as <c>image_dataset_from_directory</c>
    /// does to the file; "last" of the sorted files, as Fit; "first" of each class's sorted files, as <c>ImageDataGenerator</c>;
    /// "stratified": of each class in proportion, drawn as scikit-learn does.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public string SplitRule
    {
        get => _splitRule;
        init => _splitRule = Choices.Check("split rule", value, "directory", "last", "first", "stratified");
    }

    /// <summary>Of the split, NumPy's: from 0 to 2³² − 1.</summary>
    public uint Seed { get; init; }

    /// <summary>Threads that decode; all processors by default.</summary>
    public int? Threads { get; init; }

    /// <summary>Who reads the files.</summary>
    public ImageReader Reader { get; init; } = ImageReader.Default;
}
