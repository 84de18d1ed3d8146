using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>The data sets by name, as the tool takes them.</summary>
/// <example><code>var (train, test) = Datasets.Load("cifar10", trainCount: 10_000, testCount: 2_000);</code></example>
public static class Datasets
{
    /// <summary>All of them, the smallest first.</summary>
    public static IReadOnlyList<DatasetInfo> All { get; } =
    [
        new("glyphs", "ten figures drawn here", [28, 28, 1], Glyphs.ClassNames, 6_000, 1_000, "", 0) { State = () =>
            new(DatasetState.Generated, []), Read = (train, test, _, _) => Cut(Glyphs.Load(), train, test) },
        OfIdx(Mnist.Files, "handwritten digits", Mnist.ClassNames, 11_594_722),
        OfIdx(FashionMnist.Files, "clothes", FashionMnist.ClassNames, 30_878_645),
        OfCifar(() => Cifar10.Files, "photographs of ten classes", 170_498_071),
        OfCifar(() => Cifar100.Files(), "photographs of a hundred classes", 169_001_437),
    ];

    /// <summary>The names that <see cref="Load"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(d => d.Name)];

    /// <summary>A data set by its name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is no data set of that name.</exception>
    public static DatasetInfo Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(d => d.Name == name) ?? throw Choices.Unknown("data set", name, Names);
    }

    /// <summary>Loads a data set: generates it, or reads it from disk, or downloads it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="trainCount">The first so many training images; all by default.</param>
    /// <param name="testCount">The first so many test images; all by default.</param>
    /// <param name="progress">Told of downloads.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <exception cref="ArgumentException">There is no data set of that name.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="IOException">A file is missing and cannot be downloaded.</exception>
    public static (Dataset Train, Dataset Test) Load(
        string name, int? trainCount = null, int? testCount = null, IProgress<DownloadProgress>? progress = null,
            CancellationToken cancellationToken = default)
    {
        var found = Find(name);
        return found.Read(Least(trainCount, found.TrainCount), Least(testCount, found.TestCount), progress, cancellationToken);

        static int? Least(int? asked, int all) => asked is { } n ? Math.Min(n, all) : null;
    }

    static DatasetInfo OfIdx(IdxDataset files, string what, IReadOnlyList<string> classes, long bytes) =>
        new(files.Name, what, [28, 28, 1], classes, 60_000, 10_000, files.Mirrors[0].Host, bytes)
        {
            State = () => files.Present is { } folder ? new(folder, []) : new(null, []),
            Read = (train, test, progress, cancel) => Cut(files.Load(progress, cancel), train, test),
        };

    static DatasetInfo OfCifar(Func<CifarDataset> files, string what, long bytes) =>
        new(files().Name, what, [32, 32, 3], files().ClassNames, 50_000, 10_000, files().Address.Host, bytes)
        {
            State = () => files().Present is var (folder, missing) ? new(folder, missing) : default!,
            Read = (train, test, progress, cancel) => files().Load(train, test, progress, cancel),
        };

    static (Dataset, Dataset) Cut((Dataset Train, Dataset Test) sets, int? train, int? test) =>
        (train is { } n ? sets.Train.Take(n) : sets.Train, test is { } m ? sets.Test.Take(m) : sets.Test);
}
