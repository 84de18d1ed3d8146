namespace Hornbill.Layers;

/// <summary>The automatic names: a kind in snake case, from the second of its kind on with a number, counted per model.</summary>
static class LayerNames
{
    /// <summary>Names those that have none; an error where two were given the same.</summary>
    public static void Give(IReadOnlyList<Layer> layers)
    {
        // Two models that are joined may each have given a layer the same name: the later one gets another number, as if it had been made
        // later.
        var taken = layers.Where(l => l.HasName && !l.NamedByModel).Select(l => l.Name).ToHashSet();
        Layer[] open = [.. layers.Where(l => !l.HasName || (l.NamedByModel && !taken.Add(l.Name)))];
        var counts = new Dictionary<string, int>();
        foreach (var layer in open)
        {
            var word = Names.Snake(layer.Kind);
            var n = counts.GetValueOrDefault(word);
            while (!taken.Add(Numbered(word, n))) n++;
            layer.GiveName(Numbered(word, n));
            layer.NamedByModel = true;
            counts[word] = n + 1;
        }
        Layer.StandTogether(layers);
        if (layers.GroupBy(l => l.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException(
                $"A model got {twice.Count()} layers of the name '{Plain.Text(twice.Key)}' but each needs its own. Give them different " +
                $"names: by Name, or in Model.Load as name: \"second\".");
    }

    static string Numbered(string word, int n) => n == 0 ? word : $"{word}_{n}";
}
