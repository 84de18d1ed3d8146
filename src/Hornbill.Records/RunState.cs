namespace Hornbill.Records;

/// <summary>How far a run came.</summary>
public enum RunState
{
    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>It goes on, or was killed: then its last sign of life is old.</summary>
    Running,

    /// <summary>It was asked to stop, and has a result.</summary>
    Stopped,

    /// <summary>It ended without a result, or with a loss that is no number.</summary>
    Failed,
}
