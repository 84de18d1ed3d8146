namespace Hornbill.Data;

/// <summary>The MNIST digits (LeCun, Cortes, Burges): 60,000 training and 10,000 test images, 28×28 grey.</summary>
/// <example><code>var (train, test) = Mnist.Load();</code></example>
public static class Mnist
{
    /// <summary>"0" to "9".</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    internal static IdxDataset Files => new("mnist", ClassNames, [new("https://storage.googleapis.com/cvdf-datasets/mnist/")])
    {
        TrainImages = "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        TrainLabels = "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        TestImages = "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        TestLabels = "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    };

    /// <summary>Reads the four files from the folder <c>mnist</c> under <c>HORNBILL_DATA</c>, else from Keras's cache
    /// (<c>~/.keras/datasets/mnist</c>, or under <c>KERAS_HOME</c>); else Keras's own <c>mnist.npz</c> from either place; and downloads to
    /// that cache what is nowhere.</summary>
    /// <param name="progress">Told of each file that is fetched.</param>
    /// <param name="cancellationToken">Ends a download; what was fetched stays for the next.</param>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="IOException">A file is missing and cannot be downloaded.</exception>
    public static (Dataset Train, Dataset Test) Load(
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Files.Load(progress, cancellationToken);

    /// <summary>Keras's load_data is Load here.</summary>
    [Obsolete("Write Load(): var (train, test) = Mnist.Load(), each with its images and labels.", error: true),
        System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public static (Dataset Train, Dataset Test) LoadData() => Load();
}
