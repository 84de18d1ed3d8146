using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Tool.Formats;

/// <summary>A kind of file that holds a model, or weights alone.</summary>
/// <param name="Name">What it is, with its article.</param>
/// <param name="Endings">How such files end.</param>
sealed record FileFormat(string Name, params IReadOnlyList<string> Endings)
{
    /// <summary>Whether a file holds a whole model, and not weights alone.</summary>
    public Predicate<string> IsModel { get; init; } = _ => false;

    /// <summary>Reads a whole model; null where such files hold none.</summary>
    public Func<string, Model>? Load { get; init; }

    /// <summary>Puts a file's weights into a net, and tells what went where.</summary>
    public Func<Model, string, WeightsWords, string>? LoadInto { get; init; }

    /// <summary>Writes a model, or its weights where such files hold no more; null where they are read alone.</summary>
    public Action<Model, string>? Save { get; init; }

    /// <summary>The weights of a file: name, shape, numbers.</summary>
    public Func<string, IEnumerable<(string Name, Shape Shape, string Type)>>? List { get; init; }
}

/// <summary>How weights find their places in a net.</summary>
/// <param name="By">"name" or "order".</param>
/// <param name="Map">Names here, and names in the file.</param>
sealed record WeightsWords(string By, IReadOnlyDictionary<string, string>? Map);
