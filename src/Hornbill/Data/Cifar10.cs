namespace Hornbill.Data;

/// <summary>CIFAR-10 (Krizhevsky 2009): 50,000 training and 10,000 test photographs, 32×32 in colour, of ten classes.</summary>
/// <example><code>var (train, test) = Cifar10.Load(trainCount: 10_000, testCount: 2_000);</code></example>
public static class Cifar10
{
    /// <summary>What the images show, by label.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    internal static CifarDataset Files => new("cifar10", ClassNames)
    {
        Train = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}")],
        Test = ["test_batch"],
        PerFile = 10_000,
        TestPerFile = 10_000,
        Binary = new("cifar-10", "cifar-10-batches-bin", ".bin"),
        Pickled = new("cifar-10", "cifar-10-batches-py"),
        Labels = "labels",
        Archive = "cifar-10-python.tar.gz",
        Sha256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
    };

    /// <summary>Reads the first images from the binary or the pickled files under <c>HORNBILL_DATA</c>
    /// (<c>cifar-10/cifar-10-batches-bin</c>), else from Keras's cache; where they are in neither, the official archive (163 MB) is
    /// downloaded to that cache. Only files that hold what is asked for are needed: the first 10,000 training images are
    /// <c>data_batch_1</c>.</summary>
    /// <param name="trainCount">The first so many training images; 50,000 by default.</param>
    /// <param name="testCount">The first so many test images; 10,000 by default.</param>
    /// <param name="progress">Told of the download.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many images.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="IOException">A file is missing and cannot be downloaded; the message says which, and what can be read without
    /// it.</exception>
    public static (Dataset Train, Dataset Test) Load(
        int? trainCount = null, int? testCount = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken =
            default) =>
        Files.Load(trainCount, testCount, progress, cancellationToken);
}
