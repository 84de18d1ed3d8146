using Hornbill.Data;

namespace Hornbill.Models;

/// <summary>What a call of Fit asks for, under Keras's words: for a training that is put together step by step, or made twice with a
/// difference.</summary>
/// <example><code>
/// var options = new FitOptions(train) { BatchSize = 64, Epochs = 12, ValidationSplit = 0.1 };
/// model.Fit(options);
/// other.Fit(options with { Seed = 7 });
/// </code></example>
/// <param name="Data">Samples and targets.</param>
public sealed record FitOptions(BatchSource Data)
{
    ulong? _seed;

    /// <summary>Samples in a step; the last batch of an epoch may have fewer.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The number of the last epoch: passes over the data where <see cref="InitialEpoch"/> is 0.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>What is written to the console: 0 nothing, 1 Keras's bar, 2 a line an epoch.</summary>
    public int Verbose { get; init; }

    /// <summary>Told how it goes, in their order.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Share of the data held out: the last samples, before any shuffling; at least 0 and below 1.</summary>
    public double ValidationSplit { get; init; }

    /// <summary>Data to validate on instead.</summary>
    public BatchSource? ValidationData { get; init; }

    /// <summary>Whether each pass over the data has an order of its own.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>How much the samples of each class count in training, an array in class order or a map; not in validation.</summary>
    public ClassWeight? ClassWeight { get; init; }

    /// <summary>Epochs done before.</summary>
    public int InitialEpoch { get; init; }

    /// <summary>Steps in an epoch, where it is not one pass: epochs then go on where the one before ended. Of a fraction the last step
    /// counts whole.</summary>
    public double? StepsPerEpoch { get; init; }

    /// <summary>The most batches that a validation looks at; all by default.</summary>
    public int? ValidationSteps { get; init; }

    /// <summary>Samples in a step of validation; as in training by default.</summary>
    public int? ValidationBatchSize { get; init; }

    /// <summary>After how many epochs each time there is a validation.</summary>
    public int ValidationFreq { get; init; } = 1;

    /// <summary>Of shuffling and dropout; the model's where none is given.</summary>
    public ulong? Seed { get => _seed; init => _seed = value; }

    /// <summary>Whether nobody chose the seed: a training that goes on takes the one it was begun with.</summary>
    internal bool SeedIsDefault { get; init; }

    internal void Adopt(ulong seed) => _seed = seed;

    /// <summary>Where it is kept, so that it goes on after an interruption.</summary>
    public Checkpoints? Checkpoints { get; init; }

    /// <summary>Told of the state ten times a second, and at each epoch's end.</summary>
    public IProgress<FitProgress>? Progress { get; init; }

    /// <summary>Ends training early; set by <c>FitAsync</c>.</summary>
    internal CancellationToken Cancel { get; init; }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Data);
        if (Epochs <= 0) throw new ArgumentException(
            $"Fit got {Epochs} epochs but needs at least 1. Give the number of passes over the data.");
        if (InitialEpoch < 0) throw new ArgumentException(
            $"Fit got the initial epoch {InitialEpoch} but epochs count from 0. Give the epochs that are done.");
        if (StepsPerEpoch is { } steps && !(steps > 0 && steps <= int.MaxValue))
            throw new ArgumentException(
                $"Fit got {steps} steps per epoch but needs a number above 0. Leave it out for one pass over the data. " +
                                        "Give samples / batch size.");
        Data.CheckEnds("Fit", "steps per epoch", StepsPerEpoch);
        ValidationData?.CheckEnds("Fit", "validation steps", ValidationSteps);
        if (Verbose is < 0 or > 2) throw new ArgumentException(
            $"Fit got verbose {Verbose} but knows 0 (nothing), 1 (a bar) and 2 (a line an epoch). Give one of them.");
        AtLeast1(ValidationSteps, "validation steps");
        AtLeast1(ValidationFreq, "as the validation frequency");
        if (ValidationBatchSize is { } size) AtLeast1(size, "as the validation batch size");
    }

    /// <summary>The checkpoints asked for, or those of a callback that stands for them.</summary>
    internal Checkpoints? AllCheckpoints() => Callbacks.Select(c => c.Checkpoints).Append(Checkpoints).OfType<Checkpoints>()
        .ToArray() switch
    {
        [] => null,
        [var one] => one,
        var several => throw new ArgumentException(
            $"Fit got checkpoints {several.Length} times but takes one. Give either checkpoints or BackupAndRestore."),
    };

    static void AtLeast1(int? value, string what)
    {
        if (value < 1) throw new ArgumentException($"Fit got {value} {what} but it must be at least 1. Give such a number.");
    }

    /// <summary>The data to train on and to validate on.</summary>
    internal (BatchSource Train, BatchSource? Validation) Split()
    {
        if (ValidationSplit is not (>= 0 and < 1))
            throw new ArgumentException($"Fit got a validation split of {ValidationSplit} but it must be at least 0 and below 1. " +
                                        "Give the share to hold out, such as 0.1.");
        if (ValidationSplit == 0 || ValidationData is not null) return (Data, ValidationData);
        if (Data.Count is not { } n)
            throw new ArgumentException(
                "Fit got a validation split but the data's length is not known. Pass the validation data as a source of its own.");
        var at = (int)Math.Floor(n * (1 - ValidationSplit));
        if (at == 0 || at == n)
            throw new ArgumentException(
                $"Fit got a validation split of {ValidationSplit} of {n} samples, which leaves {at} to train on and {n - at} " +
                                        "to validate on, but both need at least one. Give another split, or more samples.");
        return (Data.Slice(0, at), Data.Slice(at, n - at));
    }
}
