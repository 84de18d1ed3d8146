using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>A data set that comes as four IDX files, 28×28 grey images and their labels: where they lie, or come from, and how they fit
/// together. The four texts are the MD5 sums of the packed files.</summary>
sealed class IdxDataset(string name, IReadOnlyList<string> classNames, IReadOnlyList<Uri> mirrors)
{
    const int Side = 28;
    const long MaxBytes = 64 << 20; // the largest of the official files has 26 MB

    public required string TrainImages { get; init; }

    public required string TrainLabels { get; init; }

    public required string TestImages { get; init; }

    public required string TestLabels { get; init; }

    /// <summary>A folder with a folder for each data set.</summary>
    public string? Local { get; init; } = Environment.GetEnvironmentVariable("HORNBILL_DATA");

    /// <summary>Where Keras keeps what it downloads.</summary>
    public string Cache { get; init; } = Path.Combine(
        Environment.GetEnvironmentVariable("KERAS_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".keras"),
        "datasets");

    public (Dataset Train, Dataset Test) Load(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        string Get(string file, string md5) => Find(file) ?? Fetch(file, md5, progress, cancellationToken);
        return (Join(Get("train-images-idx3-ubyte", TrainImages), Get("train-labels-idx1-ubyte", TrainLabels)),
                Join(Get("t10k-images-idx3-ubyte", TestImages), Get("t10k-labels-idx1-ubyte", TestLabels)));
    }

    Dataset Join(string imagesPath, string labelsPath)
    {
        var (images, labels) = (Idx.Read(imagesPath), Idx.Read(labelsPath));
        if (images.Shape.Rank != 3 || images.Shape[1] != Side || images.Shape[2] != Side)
            throw Misfit(imagesPath, $"holds an array of shape {images.Shape}", $"images of '{name}' have the shape (count, {Side}, {Side})");
        if (labels.Shape.Rank != 1 || labels.Shape[0] != images.Shape[0])
            throw Misfit(labelsPath, $"holds labels of shape {labels.Shape}", $"'{imagesPath}' has {images.Shape[0]} images");
        var strange = labels.Data.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classNames.Count - 1));
        if (strange >= 0)
            throw Misfit(labelsPath, $"has label {labels.Data[strange]} for image {strange}", $"there are {classNames.Count} classes");
        return new(name, [Side, Side, 1], images.Data, labels.Data, classNames);
    }

    string? Find(string file) =>
        (from folder in (string?[])[Local, Cache]
         where !string.IsNullOrEmpty(folder)
         from ending in (string[])[".gz", ""]
         select Path.Combine(folder, name, file + ending)).FirstOrDefault(File.Exists);

    string Fetch(string file, string md5, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var packed = file + ".gz";
        var folder = Directory.CreateDirectory(Path.Combine(Cache, name)).FullName;
        var addresses = mirrors.Select(m => new Uri(m, packed)).ToArray();
        var download = new Download(addresses, Path.Combine(folder, packed), md5, MaxBytes) { Progress = progress };
        // Off the caller's context, which may be a single thread that waits here.
        Task.Run(() => download.RunAsync(cancellationToken), cancellationToken).GetAwaiter().GetResult();
        return download.Path;
    }

    static InvalidDataException Misfit(string path, string came, string expected) =>
        new($"IDX file '{path}' {came}, but {expected}. Delete both files and load again.");
}
