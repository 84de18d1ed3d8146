namespace Hornbill.Regularizers;

/// <summary>A regulariser, given as itself or by its name.</summary>
/// <param name="Regularizer">The regulariser.</param>
public sealed record RegularizerChoice(Regularizer Regularizer)
{
    /// <summary>By name.</summary>
    public static implicit operator RegularizerChoice(string name) => new(Regularizer.Named(name));

    /// <summary>As itself.</summary>
    public static implicit operator RegularizerChoice(Regularizer regularizer) => new(regularizer);
}
