namespace Hornbill.Losses;

/// <summary>A loss, given as itself or by its name.</summary>
/// <param name="Loss">The loss.</param>
public sealed record LossChoice(Loss Loss)
{
    /// <summary>By name.</summary>
    public static implicit operator LossChoice(string name) => new(Loss.Named(name));

    /// <summary>As itself.</summary>
    public static implicit operator LossChoice(Loss loss) => new(loss);
}
