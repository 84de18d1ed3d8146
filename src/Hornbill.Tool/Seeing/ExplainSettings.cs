namespace Hornbill.Tool.Seeing;

/// <summary>How mistakes are looked for.</summary>
sealed record ExplainSettings
{
    public const int DefaultFolds = 3, DefaultEpochs = 5, DefaultShown = 24, DefaultBatchSize = 128;

    /// <summary>Folds over which the architecture is trained anew for label errors; 0 to judge by the model itself.</summary>
    public int Folds { get; init; } = DefaultFolds;

    /// <summary>Passes over each fold's training images.</summary>
    public int Epochs { get; init; } = DefaultEpochs;

    /// <summary>Of the folds, and of the weights that are drawn for them.</summary>
    public ulong Seed { get; init; }

    /// <summary>The most images of each kind.</summary>
    public int Shown { get; init; } = DefaultShown;

    public int BatchSize { get; init; } = DefaultBatchSize;
}
