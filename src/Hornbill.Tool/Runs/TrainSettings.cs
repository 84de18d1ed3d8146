using Hornbill.Models;

namespace Hornbill.Tool.Runs;

/// <summary>What to train, on what, how, and where the files go.</summary>
sealed record TrainSettings(string Dataset, Net Net)
{
    public const double DefaultValidationSplit = 0.1;

    /// <summary>Of a folder of images, where no other is given to test on.</summary>
    public const double FolderValidationSplit = 0.2;

    /// <summary>Whether the data are a folder of images rather than a data set's name.</summary>
    public bool IsFolder { get; } = !Data.Datasets.Names.Contains(Dataset);

    public int Epochs { get; init; } = Net.Epochs;

    /// <summary>Options of the net that are not its defaults.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    public int BatchSize { get; init; } = Net.BatchSize;

    public string Optimizer { get; init; } = Net.Optimizer;

    /// <summary>Null for the optimizer's own.</summary>
    public double? LearningRate { get; init; } = Net.LearningRate;

    public double ValidationSplit { get; init; } = DefaultValidationSplit;

    public ulong Seed { get; init; }

    public int? Threads { get; init; }

    /// <summary>The first so many training images; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>The first so many test images; null for all.</summary>
    public int? TestLimit { get; init; }

    /// <summary>A folder of images to test on.</summary>
    public string? Test { get; init; }

    /// <summary>The published net, or the file of a net, whose features are trained on; null for none.</summary>
    public string? Base { get; init; }

    /// <summary>A file of its weights; the published ones where none is given.</summary>
    public string? Weights { get; init; }

    /// <summary>What its images' values become; what its file says, or is usual, where none is given.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>How many of its last layers with weights are tuned once the head has learnt.</summary>
    public int FineTune { get; init; }

    /// <summary>The side that a folder's images get; the net's where none is given.</summary>
    public int? ImageSize { get; init; }

    /// <summary>A table of a folder's files and labels.</summary>
    public string? Labels { get; init; }

    /// <summary>Whether an image that cannot be read is an error.</summary>
    public bool Strict { get; init; }

    /// <summary>How training images are changed; null for not at all.</summary>
    public AugmentText? Augment { get; init; }

    /// <summary>The folder of checkpoints; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Steps from one checkpoint to the next, besides those of each epoch's end.</summary>
    public int? CheckpointEvery { get; init; }

    public bool Resume { get; init; }

    /// <summary>What may differ from the training that is gone on with.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Whether training goes on with a loss that is no number.</summary>
    public bool AllowNaN { get; init; }

    /// <summary>Whether an earlier run's model may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Where the run's record is kept: a file of SQLite or an address of PostgreSQL; "none" for nowhere.</summary>
    public string Store { get; init; } = TrainJournal.None;

    /// <summary>Whether it was asked for: then a store that cannot be used is an error.</summary>
    public bool StoreIsAsked { get; init; }

    /// <summary>The words that repeat the training.</summary>
    public string? Command { get; init; }

    /// <summary>The folder for the model and the record.</summary>
    public string Output { get; init; } = Path.Combine("runs", $"{Title(Dataset)}-{Net.Name}");

    /// <summary>Whether it was asked for, and is no other then; else a run takes the first that is free.</summary>
    public bool OutputIsAsked { get; init; }

    public string ModelPath => Path.Combine(Output, "model.safetensors");

    public string ResultsPath => Path.Combine(Output, "results.json");

    // A folder is called by its name, or if that is "train", by the name of the one above.
    static string Title(string dataset)
    {
        if (Data.Datasets.Names.Contains(dataset)) return dataset;
        var folder = new DirectoryInfo(dataset);
        return folder is { Name: "train", Parent.Name: var above } ? above : folder.Name;
    }
}
