using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Tensors;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Runs;

/// <summary>What a run trains, validates and tests on: a data set by its name, or folders of images.</summary>
sealed record TrainingData(SampleSource Train, SampleSource? Validation, SampleSource Test, IReadOnlyList<int> TestLabels,
    IReadOnlyList<string> ClassNames,
                           Shape ImageShape, ImagePreparation Preparation)
{
    // Streamed folders and changed images are read so many batches ahead.
    const int Ahead = 4, AheadThreads = 2;

    /// <summary>Files that were left out.</summary>
    public IReadOnlyList<SkippedImage> Skipped { get; init; } = [];

    /// <summary>The share of the training images that Fit keeps for validation.</summary>
    public double ValidationSplit { get; init; }

    /// <summary>Samples trained on. As Fit cuts them, the last part is for validation.</summary>
    public int Trained => (int)(Train.Count!.Value * (1 - ValidationSplit));

    public int Validated => Validation?.Count ?? Train.Count!.Value - Trained;

    /// <summary>What Fit shall read: to train on, changed at random where that was asked for, and to validate on, unchanged. Where there
    /// are none of those Fit keeps the share for validation.</summary>
    public (BatchSource Train, BatchSource? Validation) Sources(AugmentText? augment, int batchSize)
    {
        if (augment is null) return (Train is ImageFolder { IsStreamed: true } ? Train.Prefetch(Ahead, AheadThreads) : Train, Validation);
        var changed = augment.Generator().Flow(Train.Slice(0, Trained), Math.Min(batchSize, Trained)).Prefetch(Ahead, AheadThreads);
        return (changed, Validation ?? (Validated > 0 ? Train.Slice(Trained, Validated) : null));
    }

    public static TrainingData Load(TrainSettings settings, Terminal terminal, TransferBase? trunk = null) =>
        settings.IsFolder ? FromFolder(settings, terminal, trunk) : FromName(settings);

    static TrainingData FromName(TrainSettings settings)
    {
        var (train, test) = Datasets.Load(settings.Dataset, settings.Limit, settings.TestLimit);
        (train, test) = (train.InRange(settings.Net.Range), test.InRange(settings.Net.Range));
        return new(train, null, test, [.. test.Labels.Select(l => (int)l)], train.ClassNames, train.ImageShape, new(train.Range))
        { ValidationSplit = settings.ValidationSplit };
    }

    static TrainingData FromFolder(TrainSettings settings, Terminal terminal, TransferBase? trunk)
    {
        var input = trunk?.Trunk.InputShape ?? settings.Net.Input;
        var size = new ImageSize(settings.ImageSize ?? input[0], settings.ImageSize ?? input[1]);
        var preparation = trunk?.Preparation ?? new ImagePreparation(settings.Net.Range, new() { Antialias = true });
        var options = preparation.FolderOptions(input) with
        {
            Labels = settings.Labels,
            Strict = settings.Strict,
            SplitRule = "stratified",
            ValidationSplit = settings.ValidationSplit,
            Seed = (uint)settings.Seed,
        };
        var (train, validation) = settings.ValidationSplit > 0
            ? ImageFolder.LoadSplit(settings.Dataset, size, options)
            : (ImageFolder.Load(settings.Dataset, size, options), null);
        var test = settings.Test is { } path ? ImageFolder.Load(path, size, options with { ClassNames = train.ClassNames, Labels = null })
            : validation ?? train;
        var data = new TrainingData(Limited(train, settings.Limit, settings.Seed), validation,
            Limited(test, settings.TestLimit, settings.Seed), [], train.ClassNames, train.ImageShape, preparation)
        {
            Skipped = [.. train.Skipped, .. ReferenceEquals(test, train) || settings.Test is null ? [] : test.Skipped],
        };
        foreach (var skipped in data.Skipped) terminal.Line($"Left out: {skipped.Reason}");
        return data with { TestLabels = ((ImageFolder)data.Test).Labels };
    }

    // Sorted by class, the first of a folder would be of one class.
    static ImageFolder Limited(ImageFolder folder, int? limit, ulong seed) =>
        limit is { } n && n < folder.Count ? folder.Subset(
            [.. new RandomState((uint)seed).Permutation(folder.Count!.Value).Take(n).Order()]) : folder;
}
