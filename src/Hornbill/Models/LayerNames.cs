using Hornbill.Layers;

namespace Hornbill.Models;

/// <summary>The automatic names: a kind in snake case, from the second of its kind on with a number, counted per model.</summary>
static class LayerNames
{
    /// <summary>Names those that have none; an error where two have the same.</summary>
    public static void Give(IReadOnlyList<Layer> layers)
    {
        var counts = new Dictionary<string, int>();
        foreach (var layer in layers.Where(l => l.Name.Length == 0))
        {
            var word = Names.Snake(layer.Kind);
            var n = counts[word] = counts.GetValueOrDefault(word) + 1;
            layer.Label.Text = n == 1 ? word : $"{word}_{n - 1}";
        }
        if (layers.GroupBy(l => l.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"A model got {twice.Count()} layers of the name '{twice.Key}' but each needs its own. Give them different names.");
    }
}
