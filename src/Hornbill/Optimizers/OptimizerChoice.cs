namespace Hornbill.Optimizers;

/// <summary>An optimizer, given as itself or by its name.</summary>
/// <param name="Optimizer">The optimizer.</param>
public sealed record OptimizerChoice(Optimizer Optimizer)
{
    /// <summary>By name, with the default learning rate.</summary>
    public static implicit operator OptimizerChoice(string name) => new(Optimizer.Named(name));

    /// <summary>As itself.</summary>
    public static implicit operator OptimizerChoice(Optimizer optimizer) => new(optimizer);
}
