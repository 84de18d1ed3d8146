using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Images;

/// <summary>Labelled photographs in a folder, each sub-folder a class, as a source for <c>Fit</c>, <c>Evaluate</c> and <c>Predict</c>: held
/// in memory, or read from disk anew each time, so that data may be larger than memory. The target is the index of the class.</summary>
/// <remarks>Any file can be read at any time, so a shuffled epoch is a permutation of all files also where they are streamed: no buffer is
/// needed for it. <c>Prefetch</c> reads streamed batches ahead on threads of their own.</remarks>
/// <example><code>
/// var (train, validation) = ImageFolder.LoadSplit("flowers", imageSize: 96, new() { ValidationSplit = 0.2, Seed = 1 });
/// model.Fit(train.Prefetch(4, threads: 2), validationData: validation, epochs: 20);
/// </code></example>
public sealed class ImageFolder : SampleSource
{
    // Of the memory that there is, what pixels may take before they are streamed.
    const double MostMemory = 0.5;

    readonly FolderReading _reading;
    readonly LabelledFile[] _files;
    readonly float[][]? _pixels;
    readonly Slot[] _inputs, _targets = [new("target", [1])];

    ImageFolder(FolderReading reading, ImageSize size, IReadOnlyList<string> classNames, LabelledFile[] files, float[][]? pixels,
        IReadOnlyList<SkippedImage> skipped)
    {
        (_reading, ImageSize, ClassNames, _files, _pixels, Skipped) = (reading, size, classNames, files, pixels, skipped);
        _inputs = [new("input", ImageShape)];
        (Files, Labels) = ([.. files.Select(f => f.Path)], [.. files.Select(f => f.Label)]);
    }

    /// <summary>Keras's, 256 × 256.</summary>
    public static ImageSize DefaultSize => 256;

    /// <summary>Rows and columns that every image has here.</summary>
    public ImageSize ImageSize { get; }

    /// <summary>(height, width, channels).</summary>
    public Shape ImageShape => [ImageSize.Height, ImageSize.Width, _reading.Channels];

    /// <summary>The classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The files, in the order of the samples.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The index of each file's class.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Files that cannot be read and were left out.</summary>
    public IReadOnlyList<SkippedImage> Skipped { get; }

    /// <summary>Whether images are read from disk each time.</summary>
    public bool IsStreamed => _pixels is null;

    /// <inheritdoc/>
    public override int? Count => _files.Length;

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Inputs => _inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Targets => _targets;

    /// <summary>Reads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="imageSize">The size that images get; 256 × 256 by default.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="progress">Told of each file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">There are no classes, one of them has no images, or none of its images can be
    /// read.</exception>
    /// <exception cref="IOException">The folder or, where strictness is asked for, an image cannot be read.</exception>
    public static ImageFolder Load(
        string path, ImageSize? imageSize = null, ImageFolderOptions? options = null, IProgress<FolderProgress>? progress = null,
            CancellationToken cancellationToken = default)
    {
        options ??= new();
        var (classNames, files) = List(path, options);
        return Open(imageSize ?? DefaultSize, options, classNames, files, progress, cancellationToken);
    }

    /// <summary>Reads a folder as two: what to train on and what to validate with, shared out by
    /// <see cref="ImageFolderOptions.SplitRule"/>.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="imageSize">The size that images get; 256 × 256 by default.</param>
    /// <param name="options">How it is read and split.</param>
    /// <param name="progress">Told of each file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">The split leaves one part, or a class, without images.</exception>
    /// <exception cref="InvalidDataException">There are no classes, one of them has no images, or none of its images can be
    /// read.</exception>
    /// <exception cref="IOException">The folder or, where strictness is asked for, an image cannot be read.</exception>
    public static (ImageFolder Train, ImageFolder Validation) LoadSplit(
        string path, ImageSize? imageSize = null, ImageFolderOptions? options = null, IProgress<FolderProgress>? progress = null,
            CancellationToken cancellationToken = default)
    {
        options ??= new();
        var (classNames, files) = List(path, options);
        var (train, validation) = FolderSplit.Of(files, classNames, options);
        var whole = Open(imageSize ?? DefaultSize, options, classNames, [.. train, .. validation], progress, cancellationToken);
        var skipped = whole.Skipped.Select(s => s.Path).ToHashSet();
        var trained = train.Count(f => !skipped.Contains(f.Path));
        return (whole.Slice(0, trained), whole.Slice(trained, whole._files.Length - trained));
    }

    static (IReadOnlyList<string>, IReadOnlyList<LabelledFile>) List(string path, ImageFolderOptions options)
    {
        if (options.Labels is { } table) return LabelsFile.Read(table, path);
        var listing = FolderListing.Of(path, options.ClassNames, options.FollowLinks);
        return (listing.ClassNames, listing.Files);
    }

    static ImageFolder Open(ImageSize size, ImageFolderOptions options, IReadOnlyList<string> classNames, IReadOnlyList<LabelledFile> files,
                            IProgress<FolderProgress>? progress, CancellationToken cancellationToken)
    {
        ImageScaling.Check(size);
        var reading = new FolderReading(size, options, progress);
        var streamed = options.Stream ?? 4.0 * files.Count * reading.Elements > MostMemory * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (streamed && !options.Verify) return new(reading, size, classNames, [.. files], null, []);
        var (readable, pixels, skipped) = reading.ReadAll(files, keep: !streamed, cancellationToken);
        LabelledFile[] kept = [.. files.Where((_, i) => readable[i])];
        if (files.Select(f => f.Label).Except(kept.Select(f => f.Label)).ToArray() is [var lost, ..])
            throw new InvalidDataException(
                $"None of the images of the class '{classNames[lost]}' can be read, but each class needs at least one. The first: " +
                                           skipped.First(s => files.First(f => f.Path == s.Path).Label == lost).Reason);
        return new(reading, size, classNames, kept, streamed ? null : [.. pixels.Where((_, i) => readable[i])], skipped);
    }

    /// <inheritdoc/>
    public override void Read(int sample, in BatchRequest request, Batch batch, int at)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var to = batch.Input(0).Slice(at * _reading.Elements, _reading.Elements);
        if (_pixels is not null) _pixels[sample].CopyTo(to);
        else _reading.Read(_files[sample].Path, to);
        if (batch.Target(0) is { IsEmpty: false } target) target[at] = _files[sample].Label;
    }

    internal override int LabelOf(int sample) => _files[sample].Label;

    /// <inheritdoc/>
    public override ImageFolder Slice(int start, int count)
    {
        CheckSlice(start, count);
        return new(_reading, ImageSize, ClassNames, _files[start..(start + count)], _pixels?[start..(start + count)], Skipped);
    }

    /// <inheritdoc/>
    public override ImageFolder Take(int count) => Slice(0, Math.Min(count, _files.Length));

    /// <summary>The images of these numbers, in their order.</summary>
    /// <param name="samples">Numbers from 0.</param>
    public override ImageFolder Subset(IReadOnlyList<int> samples)
    {
        CheckSubset(samples);
        return new(_reading, ImageSize, ClassNames, [.. samples.Select(i => _files[i])], _pixels is null ? null
            : [.. samples.Select(i => _pixels[i])], Skipped);
    }
}
