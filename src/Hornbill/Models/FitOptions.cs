using Hornbill.Data;

namespace Hornbill.Models;

/// <summary>What a call of Fit asks for, under Keras's words.</summary>
sealed record FitOptions(BatchSource Data)
{
    public int BatchSize { get; init; } = 32;

    public int Epochs { get; init; } = 1;

    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    public double ValidationSplit { get; init; }

    public BatchSource? ValidationData { get; init; }

    public bool Shuffle { get; init; } = true;

    public ClassWeight? ClassWeight { get; init; }

    public int InitialEpoch { get; init; }

    public double? StepsPerEpoch { get; init; }

    public int? ValidationSteps { get; init; }

    public int? ValidationBatchSize { get; init; }

    public int ValidationFreq { get; init; } = 1;

    public ulong Seed { get; init; }

    public Checkpoints? Checkpoints { get; init; }

    public IProgress<FitProgress>? Progress { get; init; }

    public CancellationToken Cancel { get; init; }

    public void Check()
    {
        ArgumentNullException.ThrowIfNull(Data);
        if (Epochs <= 0) throw new ArgumentException($"Fit got {Epochs} epochs but needs at least 1. Give the number of passes over the data.");
        if (InitialEpoch < 0) throw new ArgumentException($"Fit got the initial epoch {InitialEpoch} but epochs count from 0. Give the epochs that are done.");
        if (StepsPerEpoch is { } steps && !(steps > 0 && steps <= int.MaxValue))
            throw new ArgumentException($"Fit got {steps} steps per epoch but needs a number above 0. Leave it out for one pass over the data. " +
                                        "Give samples / batch size.");
        Data.CheckEnds("Fit", "steps per epoch", StepsPerEpoch);
        ValidationData?.CheckEnds("Fit", "validation steps", ValidationSteps);
        AtLeast1(ValidationSteps, "validation steps");
        AtLeast1(ValidationFreq, "as the validation frequency");
        if (ValidationBatchSize is { } size) AtLeast1(size, "as the validation batch size");
    }

    /// <summary>The checkpoints asked for, or those of a callback that stands for them.</summary>
    public Checkpoints? AllCheckpoints() => Callbacks.Select(c => c.Checkpoints).Append(Checkpoints).OfType<Checkpoints>().ToArray() switch
    {
        [] => null,
        [var one] => one,
        var several => throw new ArgumentException($"Fit got checkpoints {several.Length} times but takes one. Give either checkpoints or BackupAndRestore."),
    };

    static void AtLeast1(int? value, string what)
    {
        if (value < 1) throw new ArgumentException($"Fit got {value} {what} but it must be at least 1. Give such a number.");
    }

    /// <summary>The data to train on and to validate on.</summary>
    public (BatchSource Train, BatchSource? Validation) Split()
    {
        if (ValidationSplit is not (>= 0 and < 1))
            throw new ArgumentException($"Fit got a validation split of {ValidationSplit} but it must be at least 0 and below 1. " +
                                        "Give the share to hold out, such as 0.1.");
        if (ValidationSplit == 0 || ValidationData is not null) return (Data, ValidationData);
        if (Data.Count is not { } n)
            throw new ArgumentException("Fit got a validation split but the data's length is not known. Pass the validation data as a source of its own.");
        var at = (int)Math.Floor(n * (1 - ValidationSplit));
        if (at == 0 || at == n)
            throw new ArgumentException($"Fit got a validation split of {ValidationSplit} of {n} samples, which leaves {at} to train on and {n - at} " +
                                        "to validate on, but both need at least one. Give another split, or more samples.");
        return (Data.Slice(0, at), Data.Slice(at, n - at));
    }
}
