namespace Hornbill.Graph.Ops;

/// <summary>What an operation has taken in of those behind it, in the order in which it is done.</summary>
sealed record Epilogue
{
    public static readonly Epilogue None = new();

    /// <summary>Whether another value is added, the last input.</summary>
    public bool Adds { get; init; }

    /// <summary>Max of it and 0.</summary>
    public bool Relu { get; init; }

    /// <summary>A normalisation by fixed statistics, whose weights are the last inputs.</summary>
    public BatchNormalization? Norm { get; init; }

    /// <summary>Whether that normalisation comes before relu, so that it can be part of the weights.</summary>
    public bool NormFirst { get; init; }

    /// <summary>Max-pooling, always the last.</summary>
    public MaxPooling? Pool { get; init; }

    /// <summary>As the plan calls it: <c> + relu + max-pooling</c>.</summary>
    public override string ToString() => (NormFirst ? ", normalisation in the weights" : "") + (Adds ? " + add" : "")
        + (Relu ? " + relu" : "")
        + (Norm is null || NormFirst ? "" : " + scale and shift") + (Pool is null ? "" : " + max-pooling");
}
