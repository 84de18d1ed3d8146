namespace Hornbill.Records.Store;

/// <summary>What a list shows of a run.</summary>
public sealed record RunSummary
{
    /// <summary>Its number in the store; its place in a file, from 0.</summary>
    public required long Id { get; init; }

    /// <summary>Which program it was.</summary>
    public required string CodeRef { get; init; }

    /// <summary>When it ended: <c>ddMM_HHmm</c>.</summary>
    public required string TimeStamp { get; init; }

    /// <summary>The variant's name.</summary>
    public required string ModelStruct { get; init; }

    /// <summary>Optimizer and loss.</summary>
    public required string CompInfo { get; init; }

    /// <summary>Free text.</summary>
    public required string Info { get; init; }

    /// <summary>How far it came.</summary>
    public RunState State { get; init; }

    /// <summary>The loss of the test; NaN where there is none.</summary>
    public double TestLoss { get; init; } = double.NaN;

    /// <summary>The accuracy of the test; NaN where there is none.</summary>
    public double TestAccuracy { get; init; } = double.NaN;

    /// <summary>The greatest accuracy of validation; NaN where there was none.</summary>
    public double BestValidation { get; init; } = double.NaN;

    /// <summary>Its epoch, from 0; −1 where there was none.</summary>
    public int BestEpoch { get; init; } = -1;

    /// <summary>Epochs that ended.</summary>
    public int Epochs { get; init; }

    /// <summary>Time of training in seconds; NaN where it is not known.</summary>
    public double Seconds { get; init; } = double.NaN;

    /// <summary>When it was begun; null where that is not known.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Its last sign of life; null where that is not known.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>The summary of a record.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="record">The record.</param>
    public static RunSummary Of(long id, RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new()
        {
            Id = id,
            CodeRef = record.CodeRef,
            TimeStamp = record.TimeStamp,
            ModelStruct = record.ModelStruct,
            CompInfo = record.CompInfo,
            Info = record.Info,
            State = record.Details.State,
            TestLoss = record.TestLoss,
            TestAccuracy = record.TestAccuracy,
            BestValidation = record.BestValidation,
            BestEpoch = record.BestEpoch,
            Epochs = record.Epochs,
            Seconds = record.Details.Seconds ?? double.NaN,
        };
    }
}
