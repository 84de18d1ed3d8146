namespace Hornbill.Data;

/// <summary>The MNIST digits (LeCun, Cortes, Burges): 60,000 training and 10,000 test images, 28×28 grey.</summary>
/// <example><code>var (train, test) = Mnist.Load();</code></example>
public static class Mnist
{
    /// <summary>"0" to "9".</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    internal static IdxDataset Files => new("mnist", ClassNames, [new("https://storage.googleapis.com/cvdf-datasets/mnist/")])
    {
        TrainImages = "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        TrainLabels = "d53e105ee54ea40749a09fcbcd1e9432",
        TestImages = "9fb629c4189551a2d022fa330f9573f3",
        TestLabels = "ec29112dd5afa0611ce80d1b7f02629c",
    };

    /// <summary>Reads the four files from the folder <c>mnist</c> under <c>HORNBILL_DATA</c>, else from Keras's cache
    /// (<c>~/.keras/datasets/mnist</c>, or under <c>KERAS_HOME</c>); else Keras's own <c>mnist.npz</c> from either place; and downloads to that cache
    /// what is nowhere.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="IOException">A file is missing and cannot be downloaded.</exception>
    public static (Dataset Train, Dataset Test) Load(
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Files.Load(progress, cancellationToken);

    /// <summary>Keras's load_data is Load here.</summary>
    [Obsolete("Write Load(): var (train, test) = Mnist.Load(), each with its images and labels.", error: true), System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public static (Dataset Train, Dataset Test) LoadData() => Load();
}
