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
        new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
    ])
    {
        TrainImages = "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        TrainLabels = "25c81989df183df01b3e8a0aad5dffbe",
        TestImages = "bef4ecab320f06d8554ea6380940ec79",
        TestLabels = "bb300cfdad3c16e7a12a480ee83cd310",
    };

    /// <summary>Reads the four files from the folder <c>fashion-mnist</c> under <c>HORNBILL_DATA</c>, else from Keras's cache
    /// (<c>~/.keras/datasets/fashion-mnist</c>, or under <c>KERAS_HOME</c>), and downloads to that cache what is in neither.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="IOException">A file is missing and cannot be downloaded.</exception>
    public static (Dataset Train, Dataset Test) Load(
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Files.Load(progress, cancellationToken);

    /// <summary>Keras's load_data is Load here.</summary>
    [Obsolete("Write Load(): var (train, test) = FashionMnist.Load(), each with its images and labels.", error: true), System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public static (Dataset Train, Dataset Test) LoadData() => Load();
}
