namespace Hornbill.Data;

/// <summary>The data sets by name, as the tool takes them.</summary>
/// <example><code>var (train, test) = Datasets.Load("fashion-mnist");</code></example>
public static class Datasets
{
    /// <summary>The names that <see cref="Load"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["glyphs", "mnist", "fashion-mnist"];

    /// <summary>Loads a data set with its defaults: generates it, or reads it from disk, or downloads it.</summary>
    /// <exception cref="ArgumentException">There is no data set of that name.</exception>
    public static (Dataset Train, Dataset Test) Load(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "glyphs" => Glyphs.Load(),
            "mnist" => Mnist.Load(),
            "fashion-mnist" => FashionMnist.Load(),
            _ => throw Choices.Unknown("data set", name, Names),
        };
    }
}
