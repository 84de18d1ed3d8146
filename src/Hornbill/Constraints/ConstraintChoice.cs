namespace Hornbill.Constraints;

/// <summary>A constraint, given as itself or by its name.</summary>
/// <param name="Constraint">The constraint.</param>
public sealed record ConstraintChoice(Constraint Constraint)
{
    /// <summary>By name.</summary>
    public static implicit operator ConstraintChoice(string name) => new(Constraint.Named(name));

    /// <summary>As itself.</summary>
    public static implicit operator ConstraintChoice(Constraint constraint) => new(constraint);
}
