namespace Hornbill.Images;

/// <summary>Reads the files of a folder on several threads, and notes those that cannot be read.</summary>
sealed class FolderReading(ImageSize size, ImageFolderOptions options, IProgress<FolderProgress>? progress)
{
    int _done;

    public int Channels => options.ColorMode == "rgb" ? 3 : 1;

    public int Elements => size.Height * size.Width * Channels;

    /// <summary>The file's pixels at the size, in the range asked for.</summary>
    public void Read(string path, Span<float> to)
    {
        var image = Decode(path);
        options.Scaling.Apply(Channels == 3 ? image.ToRgb() : image.ToGray(), size, to);
        new ImagePreparation(options.Range) { Normalization = options.Normalization }.Apply(to);
    }

    Image Decode(string path) => options.Reader.Read(path);

    /// <summary>Goes over all files; of each that can be read the pixels, where they are to be kept.</summary>
    /// <exception cref="IOException">One cannot be read, and strictness is asked for.</exception>
    public (bool[] Readable, float[][] Pixels, SkippedImage[] Skipped) ReadAll(IReadOnlyList<LabelledFile> files, bool keep,
        CancellationToken cancellationToken)
    {
        var (pixels, errors) = (new float[files.Count][], new Exception?[files.Count]);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount,
            CancellationToken = cancellationToken
        };
        Parallel.For(0, files.Count, parallel, (i, loop) =>
        {
            try
            {
                if (keep) Read(files[i].Path, pixels[i] = new float[Elements]);
                else Decode(files[i].Path);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
            {
                errors[i] = e;
                if (options.Strict) loop.Break();
            }
            progress?.Report(new(Interlocked.Increment(ref _done), files.Count));
        });
        if (options.Strict && errors.FirstOrDefault(e => e is not null) is { } first) throw first is IOException ? first
            : new IOException(first.Message, first);
        return ([.. errors.Select(e => e is null)], pixels,
            [.. errors.Index().Where(e => e.Item is not null).Select(e => Skip(files[e.Index].Path, e.Item!))]);
    }

    static SkippedImage Skip(string path, Exception e) => new(path, e.Message, (e as ImageException)?.Offset);
}

/// <summary>How far the reading of a folder is.</summary>
/// <param name="Done">Files read.</param>
/// <param name="All">Files in all.</param>
public readonly record struct FolderProgress(int Done, int All);
