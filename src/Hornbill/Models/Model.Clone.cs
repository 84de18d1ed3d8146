using Hornbill.Layers;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>A model of the same architecture and names with weights of its own: drawn anew, or copies of this one's. It is not
    /// compiled.</summary>
    /// <param name="copyWeights">Whether it gets copies of this model's weights.</param>
    /// <param name="seed">Of the weights that are drawn; this model's where none is given.</param>
    /// <param name="customObjects">How what is your own is made, as <see cref="FromConfig"/> takes it.</param>
    /// <exception cref="InvalidDataException">It has a layer of one's own that <paramref name="customObjects"/> lacks.</exception>
    /// <example><code>var teacher = model.Clone(copyWeights: true);</code></example>
    public Model Clone(bool copyWeights = false, ulong? seed = null, CustomObjects? customObjects = null)
    {
        var clone = FromConfig(ToConfig(), seed ?? Seed, (customObjects ?? new()).Or(_customObjects ?? new()));
        if (copyWeights) clone.SetWeights([.. GetWeights().Select(w => w.Value)]);
        return clone;
    }
}
