using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>What is known of a data set before it is loaded.</summary>
/// <param name="Name">As <see cref="Datasets.Load"/> takes it.</param>
/// <param name="Description">What its images show.</param>
/// <param name="ImageShape">(height, width, channels).</param>
/// <param name="ClassNames">The classes' names, by label.</param>
/// <param name="TrainCount">Training images.</param>
/// <param name="TestCount">Test images.</param>
/// <param name="Source">The host that it comes from; empty where it is generated.</param>
/// <param name="Bytes">Of the download.</param>
public sealed record DatasetInfo(string Name, string Description, Shape ImageShape, IReadOnlyList<string> ClassNames, int TrainCount,
    int TestCount, string Source, long Bytes)
{
    internal Func<DatasetState> State { private get; init; } = () => new(null, []);

    internal Func<int?, int?, IProgress<DownloadProgress>?, CancellationToken, (Dataset Train, Dataset Test)> Read { get; init; } = null!;

    /// <summary>Looks where it lies now.</summary>
    public DatasetState GetState() => State();
}

/// <summary>Where a data set lies.</summary>
/// <param name="Folder">The folder; <see cref="Generated"/> where it needs none; null where nothing of it is there.</param>
/// <param name="Missing">Files of it that are not there.</param>
public sealed record DatasetState(string? Folder, IReadOnlyList<string> Missing)
{
    /// <summary>The folder of what is made on the spot.</summary>
    public const string Generated = "generated";
}
