namespace Hornbill.Data;

/// <summary>A data set in CIFAR's files: photographs of 32 × 32, each as a plane of red, one of green and one of blue. Binary files hold
/// label bytes and planes, image after image; Python's hold a dictionary of an array and a list.</summary>
sealed class CifarDataset(string name, IReadOnlyList<string> classNames)
{
    const int Side = 32, Plane = Side * Side, Pixels = 3 * Plane;
    const string Fix = "Delete the file and load again.";

    /// <summary>Where files of one kind lie: in a folder of this name, itself in one that is named as the data set or not; and how they
    /// end.</summary>
    public sealed record Place(string Set, string Folder, string Ending = "");

    public string Name => name;

    public IReadOnlyList<string> ClassNames => classNames;

    public required string[] Train { get; init; }

    public required string[] Test { get; init; }

    /// <summary>Images in a full file.</summary>
    public required int PerFile { get; init; }

    public required int TestPerFile { get; init; }

    public required Place Binary { get; init; }

    public required Place Pickled { get; init; }

    /// <summary>Of an image in a binary file, and which of them is the label.</summary>
    public int LabelBytes { get; init; } = 1;

    public int Label { get; init; }

    /// <summary>The labels' key in Python's files.</summary>
    public required string Labels { get; init; }

    /// <summary>The official archive of Python's files.</summary>
    public required string Archive { get; init; }

    public required string Sha256 { get; init; }

    public DataFolders Folders { get; init; } = DataFolders.Default;

    public Uri Address { get; init; } = new("https://www.cs.toronto.edu/~kriz/");

    int AllTrain => Train.Length * PerFile;

    /// <summary>Where the data lie, null where none of them do, and the files that are missing.</summary>
    public (string? Folder, string[] Missing) Present =>
        (Path.GetDirectoryName(Train.Concat(Test).Select(Find).FirstOrDefault(f => f is not null)),
            [.. Train.Concat(Test).Where(f => Find(f) is null)]);

    public (Dataset Train, Dataset Test) Load(int? trainCount, int? testCount, IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        var (train, test) = (Checked(trainCount, AllTrain, "training"), Checked(testCount, TestPerFile, "test"));
        string[] needed = [.. Train.Take((train + PerFile - 1) / PerFile), .. Test];
        if (needed.Any(f => Find(f) is null)) Fetch(needed, progress, cancellationToken);
        return (Read(Train, PerFile, train), Read(Test, TestPerFile, test));
    }

    int Checked(int? count, int all, string kind) => count is null or >= 1 && (count ?? all) <= all
        ? count ?? all
        : throw new ArgumentOutOfRangeException(nameof(count),
            $"{name} was asked for {count} {kind} images but has {all:N0}. Give a number from 1 to that.");

    Dataset Read(string[] files, int perFile, int count)
    {
        var (images, labels) = (new byte[count * Pixels], new byte[count]);
        for (var done = 0; done < count; done += perFile)
        {
            var path = Find(files[done / perFile])!;
            var part = Math.Min(perFile, count - done);
            if (path.EndsWith(Binary.Ending, StringComparison.Ordinal)) FromBinary(path, part, done, images, labels);
            else FromPickle(path, part, done, images, labels);
        }
        var strange = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classNames.Count - 1));
        if (strange >= 0)
            throw new InvalidDataException(
                $"'{Find(files[strange / perFile])}' has label {labels[strange]} for image {strange % perFile}, but there are " +
                $"{classNames.Count} classes. {Fix}");
        return new(name, [Side, Side, 3], images, labels, classNames);
    }

    void FromBinary(string path, int count, int first, byte[] images, byte[] labels)
    {
        var row = LabelBytes + Pixels;
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length < (long)count * row)
            throw new InvalidDataException($"'{path}' has {length:N0} bytes, but {count:N0} images need {(long)count * row:N0}. {Fix}");
        var bytes = new byte[row];
        for (var i = 0; i < count; i++)
        {
            if (RandomAccess.Read(file, bytes, (long)i * row) < row) throw new InvalidDataException(
                $"'{path}' ends in image {i}, but {count:N0} were there when it was opened. {Fix}");
            labels[first + i] = bytes[Label];
            Interleave(bytes.AsSpan(LabelBytes), images.AsSpan((first + i) * Pixels, Pixels));
        }
    }

    void FromPickle(string path, int count, int first, byte[] images, byte[] labels)
    {
        var content = CifarPickle.Read(path);
        var data = content.Array("data", path);
        var own = content.Numbers(Labels, path);
        if (data.Rank != 2 || data.Columns != Pixels || data.Rows != own.Count || data.Rows < count)
            throw new InvalidDataException(
                $"'{path}' has an array of shape {data.Shape} and {own.Count} labels, but {count:N0} rows of {Pixels} and a label for " +
                $"each are expected. {Fix}");
        for (var i = 0; i < count; i++)
        {
            labels[first + i] = own[i] is >= 0 and <= byte.MaxValue and var label ? (byte)label : byte.MaxValue;
            Interleave(data.Row(i), images.AsSpan((first + i) * Pixels, Pixels));
        }
    }

    static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels)
    {
        for (var i = 0; i < Plane; i++) (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) =
            (planes[i], planes[Plane + i], planes[(2 * Plane) + i]);
    }

    // Keras 3 puts the folder into another that ends with "-target".
    string? Find(string file) => Folders.Find(
        Path.Combine(Binary.Set, Binary.Folder, file + Binary.Ending), Path.Combine(Binary.Folder, file + Binary.Ending),
        Path.Combine(Pickled.Set, Pickled.Folder, file), Path.Combine(Pickled.Folder, file),
            Path.Combine(Pickled.Folder + "-target", Pickled.Folder, file));

    // Python's archive, since that is where Keras looks too.
    void Fetch(string[] needed, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        string[] missing = [.. needed.Where(f => Find(f) is null)];
        try
        {
            var folder = Folders.Make(Pickled.Folder + "-target");
            var archive = Path.Combine(Folders.Cache, Pickled.Folder + "-target.tar.gz");
            if (!File.Exists(archive)) ArchiveFile.Fetch(new(Address, Archive), archive, Sha256, progress, cancellationToken);
            ArchiveFile.Unpack(archive, folder, [.. Train.Concat(Test).Select(f => $"{Pickled.Folder}/{f}")]);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{name} lacks {string.Join(", ", missing.Select(f => f + Binary.Ending))} in {Folders.Told}, but what was asked for " +
                $"needs " +
                                  $"{(missing.Length == 1 ? "it" : "them")}, and the download failed: {e.Message} {Without(missing)}", e);
        }
        if (needed.FirstOrDefault(f => Find(f) is null) is { } still)
            throw new InvalidDataException(
                $"'{Archive}' has no '{Pickled.Folder}/{still}', but it is expected there. Delete the archive and load again.");
    }

    string Without(string[] missing)
    {
        var there = Train.TakeWhile(f => Find(f) is not null).Count() * PerFile;
        return there > 0 && !missing.Intersect(Test).Any()
            ? $"Give a trainCount of {there} at most (--limit {there}), or put the files there."
            : $"Try again, or put the files into '{Path.Combine(Folders.Cache, Binary.Folder)}' by hand.";
    }
}
