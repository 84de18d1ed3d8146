using Hornbill.Models;

namespace Hornbill.Tool.Runs;

/// <summary>What to train, on what, how, and where the files go.</summary>
sealed record TrainSettings(string Dataset, Net Net)
{
    /// <summary>Enough for lab-d to pass 0.97 on the glyphs.</summary>
    public const int DefaultEpochs = 5;

    public const double DefaultValidationSplit = 0.1;

    public int Epochs { get; init; } = DefaultEpochs;

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

    /// <summary>The folder of checkpoints; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Steps from one checkpoint to the next, besides those of each epoch's end.</summary>
    public int? CheckpointEvery { get; init; }

    public bool Resume { get; init; }

    public string Output { get; init; } = Path.Combine("runs", $"{Dataset}-{Net.Name}");

    public string ModelPath => Path.Combine(Output, "model.safetensors");

    public string ResultsPath => Path.Combine(Output, "results.json");
}
