namespace Hornbill.Data;

/// <summary>CIFAR-100 (Krizhevsky 2009): 50,000 training and 10,000 test photographs, 32×32 in colour, of a hundred classes in twenty
/// groups.</summary>
/// <example><code>var (train, test) = Cifar100.Load(labelMode: "coarse");</code></example>
public static class Cifar100
{
    /// <summary>The hundred classes, by fine label.</summary>
    public static IReadOnlyList<string> FineNames { get; } =
    [
        "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle", "bowl", "boy", "bridge", "bus",
            "butterfly", "camel", "can",
        "castle", "caterpillar", "cattle", "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup",
            "dinosaur", "dolphin",
        "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn_mower", "leopard",
            "lion", "lizard", "lobster",
        "man", "maple_tree", "motorcycle", "mountain", "mouse", "mushroom", "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear",
            "pickup_truck", "pine_tree",
        "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark",
            "shrew", "skunk",
        "skyscraper", "snail", "snake", "spider", "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone",
            "television", "tiger",
        "tractor", "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
    ];

    /// <summary>The twenty groups, by coarse label.</summary>
    public static IReadOnlyList<string> CoarseNames { get; } =
    [
        "aquatic_mammals", "fish", "flowers", "food_containers", "fruit_and_vegetables", "household_electrical_devices",
            "household_furniture", "insects",
        "large_carnivores", "large_man-made_outdoor_things", "large_natural_outdoor_scenes", "large_omnivores_and_herbivores",
            "medium_mammals",
        "non-insect_invertebrates", "people", "reptiles", "small_mammals", "trees", "vehicles_1", "vehicles_2",
    ];

    internal static CifarDataset Files(bool coarse = false) => new("cifar100", coarse ? CoarseNames : FineNames)
    {
        Train = ["train"],
        Test = ["test"],
        PerFile = 50_000,
        TestPerFile = 10_000,
        Binary = new("cifar-100", "cifar-100-binary", ".bin"),
        Pickled = new("cifar-100", "cifar-100-python"),
        LabelBytes = 2,
        Label = coarse ? 0 : 1,
        Labels = coarse ? "coarse_labels" : "fine_labels",
        Archive = "cifar-100-python.tar.gz",
        Sha256 = "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
    };

    /// <summary>Reads the first images from the binary or the pickled files under <c>HORNBILL_DATA</c> (<c>cifar-100/cifar-100-binary</c>),
    /// else from Keras's cache; where they are in neither, the official archive (161 MB) is downloaded to that cache.</summary>
    /// <param name="labelMode">"fine" for the hundred classes, "coarse" for the twenty groups.</param>
    /// <param name="trainCount">The first so many training images; 50,000 by default.</param>
    /// <param name="testCount">The first so many test images; 10,000 by default.</param>
    /// <param name="progress">Told of the download.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="ArgumentException">The label mode is another word, or there are not so many images.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="IOException">A file is missing and cannot be downloaded.</exception>
    public static (Dataset Train, Dataset Test) Load(
        string labelMode = "fine", int? trainCount = null, int? testCount = null, IProgress<DownloadProgress>? progress = null,
            CancellationToken cancellationToken = default)
    {
        Choices.Check("label mode", labelMode, "fine", "coarse");
        return Files(labelMode == "coarse").Load(trainCount, testCount, progress, cancellationToken);
    }
}
