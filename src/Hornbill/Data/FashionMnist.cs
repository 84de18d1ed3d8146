namespace Hornbill.Data;

/// <summary>Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): 60,000 training and 10,000 test images of clothes in ten classes, 28×28
/// grey.</summary>
/// <example><code>var (train, test) = FashionMnist.Load();</code></example>
public static class FashionMnist
{
    /// <summary>The kinds of clothes, by label.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    internal static IdxDataset Files => new("fashion-mnist", ClassNames,
    [
        new("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
        new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
    ])
    {
        TrainImages = "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        TrainLabels = "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        TestImages = "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        TestLabels = "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    };

    /// <summary>Reads the four files from the folder <c>fashion-mnist</c> under <c>HORNBILL_DATA</c>, else from Keras's cache
    /// (<c>~/.keras/datasets/fashion-mnist</c>, or under <c>KERAS_HOME</c>), and downloads to that cache what is in neither.</summary>
    /// <param name="progress">Told of each file that is fetched.</param>
    /// <param name="cancellationToken">Ends a download; what was fetched stays for the next.</param>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="IOException">A file is missing and cannot be downloaded.</exception>
    public static (Dataset Train, Dataset Test) Load(
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Files.Load(progress, cancellationToken);

    /// <summary>Keras's load_data is Load here.</summary>
    [Obsolete("Write Load(): var (train, test) = FashionMnist.Load(), each with its images and labels.", error: true),
        System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public static (Dataset Train, Dataset Test) LoadData() => Load();
}
