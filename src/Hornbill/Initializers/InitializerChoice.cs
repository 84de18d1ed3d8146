namespace Hornbill.Initializers;

/// <summary>An initialiser, given as itself or by its name.</summary>
/// <param name="Initializer">The initialiser.</param>
public sealed record InitializerChoice(Initializer Initializer)
{
    /// <summary>By name.</summary>
    public static implicit operator InitializerChoice(string name) => new(Initializer.Named(name));

    /// <summary>As itself.</summary>
    public static implicit operator InitializerChoice(Initializer initializer) => new(initializer);
}
