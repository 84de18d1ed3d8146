namespace Hornbill;

/// <summary>What to say when a name is not one of those known.</summary>
static class Choices
{
    const int Longest = 100; // of a name that is repeated, and compared with others

    /// <summary>An error in three parts: the name that came, the names there are, and the nearest one.</summary>
    public static ArgumentException Unknown(string kind, string came, IEnumerable<string> known)
    {
        came = Short(came);
        var names = known.Order(StringComparer.Ordinal).ToArray();
        var nearest = names.MinBy(n => Distance(n, came));
        var hint = nearest is not null && Distance(nearest, came) <= Math.Max(2, came.Length / 3) ? $"Did you mean '{nearest}'?"
            : "Choose one of these.";
        return new(Plain.Text($"There is no {kind} '{came}'. Known: {string.Join(", ", names)}. {hint}"));
    }

    /// <summary>Those of some names that a name is like, the likest first.</summary>
    public static IEnumerable<string> Nearest(string came, IEnumerable<string> known, int count)
    {
        came = Short(came);
        return known.Select(n => (Name: n, Far: Distance(Short(n), came))).OrderBy(n => n.Far).ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(count).Select(n => n.Name);
    }

    /// <summary>A name as an error repeats it.</summary>
    public static string Short(string name) => Plain.Text(name.Length <= Longest ? name : name[..Longest] + "...");

    /// <summary>The key that a name stands for: its case does not matter, and the name of a class stands for its snake case, as
    /// <c>GlorotNormal</c> for <c>glorot_normal</c>.</summary>
    public static string Key(string name, IEnumerable<string> known)
    {
        static string Bare(string text) => text.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        var lower = name.ToLowerInvariant();
        return known.Contains(lower) || !name.Any(char.IsUpper) ? lower : known.FirstOrDefault(k => Bare(k) == Bare(name)) ?? lower;
    }

    /// <summary>The name itself, where it is one of those known.</summary>
    public static string Check(string kind, string came, params string[] known) =>
        known.Contains(came) ? came : throw Unknown(kind, came, known);

    // Levenshtein's distance, case ignored.
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }
        return row[^1];
    }
}
