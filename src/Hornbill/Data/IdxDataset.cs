using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>A data set that comes as four IDX files, 28×28 grey images and their labels: where they lie, or come from, and how they fit
/// together. The four texts are the SHA-256 sums of the packed files. Where one is missing, Keras's archive of all of them will
/// do.</summary>
sealed class IdxDataset(string name, IReadOnlyList<string> classNames, IReadOnlyList<Uri> mirrors)
{
    static readonly string[] Files = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte"];

    const int Side = 28;
    const string Fix = "Delete the data set's files and load again.";
    const long MaxBytes = 64 << 20; // the largest of the official files has 26 MB

    public string Name => name;

    public IReadOnlyList<Uri> Mirrors => mirrors;

    public required string TrainImages { get; init; }

    public required string TrainLabels { get; init; }

    public required string TestImages { get; init; }

    public required string TestLabels { get; init; }

    public DataFolders Folders { get; init; } = DataFolders.Default;

    /// <summary>Where the data lie, null where something is missing.</summary>
    public string? Present => Files.All(f => Find(f) is not null) ? Path.GetDirectoryName(Find(Files[0])) : FindArchive();

    public (Dataset Train, Dataset Test) Load(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (Files.Any(f => Find(f) is null) && FindArchive() is { } archive) return FromArchive(archive);
        string[] sums = [TrainImages, TrainLabels, TestImages, TestLabels];
        string[] paths = [.. Files.Zip(sums, (file, sum) => Find(file) ?? Fetch(file, sum, progress, cancellationToken))];
        return (Join(paths[0], paths[1]), Join(paths[2], paths[3]));
    }

    Dataset Join(string imagesPath, string labelsPath)
    {
        var (images, labels) = (Idx.Read(imagesPath), Idx.Read(labelsPath));
        return Join(new($"IDX file '{imagesPath}'", images.Shape, images.Data),
            new Part($"IDX file '{labelsPath}'", labels.Shape, labels.Data));
    }

    (Dataset Train, Dataset Test) FromArchive(string path)
    {
        var file = NpzFile.Read(path);
        Part Get(string array)
        {
            if (file.Arrays.FirstOrDefault(a => a.Name == array).Value is not { } found)
                throw new InvalidDataException($"'{path}' has no '{array}', but x_train, y_train, x_test and y_test are expected. {Fix}");
            return found.Type == "u1" ? new($"'{array}' of '{path}'", found.Shape, found.ToBytes()) : throw new InvalidDataException(
                $"'{array}' of '{path}' holds numbers of type {found.Type}, but bytes (u1) are expected. {Fix}");
        }
        return (Join(Get("x_train"), Get("y_train")), Join(Get("x_test"), Get("y_test")));
    }

    Dataset Join(Part images, Part labels)
    {
        if (images.Shape.Rank != 3 || images.Shape[1] != Side || images.Shape[2] != Side)
            throw Misfit(images, $"holds an array of shape {images.Shape}", $"images of '{name}' have the shape (count, {Side}, {Side})");
        if (labels.Shape.Rank != 1 || labels.Shape[0] != images.Shape[0])
            throw Misfit(labels, $"holds labels of shape {labels.Shape}", $"{images.Name} has {images.Shape[0]} images");
        var strange = labels.Data.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classNames.Count - 1));
        if (strange >= 0)
            throw Misfit(labels, $"has label {labels.Data[strange]} for image {strange}", $"there are {classNames.Count} classes");
        return new(name, [Side, Side, 1], images.Data, labels.Data, classNames);
    }

    /// <summary>Images or labels, and where they came from.</summary>
    sealed record Part(string Name, Shape Shape, byte[] Data);

    string? Find(string file) => Folders.Find(Path.Combine(name, file + ".gz"), Path.Combine(name, file));

    // As Keras keeps it, beside the folders; or with the IDX files.
    string? FindArchive() => Folders.Find(name + ".npz", Path.Combine(name, name + ".npz"));

    string Fetch(string file, string sum, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var packed = file + ".gz";
        var folder = Folders.Make(name);
        var addresses = mirrors.Select(m => new Uri(m, packed)).ToArray();
        var download = new Download(addresses, Path.Combine(folder, packed), sum, MaxBytes) { Progress = progress };
        // Off the caller's context, which may be a single thread that waits here.
        Task.Run(() => download.RunAsync(cancellationToken), cancellationToken).GetAwaiter().GetResult();
        return download.Path;
    }

    static InvalidDataException Misfit(Part part, string came, string expected) => new($"{part.Name} {came}, but {expected}. {Fix}");
}
