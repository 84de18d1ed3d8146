using System.Diagnostics.CodeAnalysis;

namespace Hornbill.Layers;

/// <summary>How what you derived yourself is made again, of what its <c>GetConfig</c> wrote: layers, initialisers, regularisers,
/// constraints, losses, metrics, optimizers and schedules, by the names of their classes or, where they have one, their own.</summary>
/// <remarks>Capitals and underscores of a name do not matter: <c>my_loss</c> is <c>MyLoss</c>. A name found here goes before a built-in
/// one.</remarks>
/// <example><code>
/// var model = Model.Load("net.safetensors", customObjects: new()
/// {
///     ["Residual"] = c => new Residual(c.Int("filters")),
///     ["my_loss"] = c => new MyLoss(c.Double("share", 0.5)),
/// });
/// </code></example>
public sealed class CustomObjects
{
    readonly Dictionary<string, Func<Config, object>> _makers = [];

    /// <summary>Says how a kind is made.</summary>
    /// <param name="name">Its class's name, or its own.</param>
    /// <value>Makes one of its settings.</value>
    public Func<Config, object> this[string name]
    {
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(value);
            _makers[Key(name)] = value;
        }
    }

    /// <summary>Layers alone, by the names of their classes; null stays null.</summary>
    /// <param name="layers">How each is made of its settings.</param>
    [return: NotNullIfNotNull(nameof(layers))]
    public static implicit operator CustomObjects?(Dictionary<string, Func<Config, Layer>>? layers)
    {
        if (layers is null) return null;
        var objects = new CustomObjects();
        foreach (var (name, make) in layers) objects[name] = make;
        return objects;
    }

    /// <summary>A name as it is compared.</summary>
    internal static string Key(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>These, and others where they have none of a name.</summary>
    internal CustomObjects Or(CustomObjects others)
    {
        var all = new CustomObjects();
        foreach (var (key, make) in others._makers.Concat(_makers)) all._makers[key] = make;
        return all;
    }

    /// <summary>Whether there is one of that name.</summary>
    internal bool Has(string name) => _makers.ContainsKey(Key(name));

    /// <summary>What goes by that name.</summary>
    internal object Make(string name, Config config) => _makers[Key(name)](config) ?? throw new ArgumentException(
        $"The entry '{name}' of customObjects made null but must make an object. Return a new one.");
}
