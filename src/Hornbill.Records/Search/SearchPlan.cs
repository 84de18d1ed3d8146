using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hornbill.Records.Search;

/// <summary>What is searched, and how.</summary>
/// <example><code>
/// var plan = new SearchPlan
/// {
///     Name = "rates", Sampler = "tpe", Points = 20, Folds = 3,
///     Settings = [SearchSetting.Range("learning_rate", 1e-4, 1e-1, log: true), SearchSetting.Of("units", "100", "500")],
/// };
/// </code></example>
public sealed record SearchPlan
{
    /// <summary>The samplers by name.</summary>
    public static IReadOnlyList<string> Samplers { get; } = ["grid", "random", "halving", "asha", "tpe"];

    /// <summary>What it is called in the store: one of that name goes on.</summary>
    public required string Name { get; init; }

    /// <summary>The settings that are searched over, in the order in which a grid goes through them, the last the fastest.</summary>
    public required IReadOnlyList<SearchSetting> Settings { get; init; }

    /// <summary>How points are chosen: <c>grid</c> takes all; <c>random</c> draws; <c>halving</c> draws and gives most epochs only to the
    /// best of each rung; <c>asha</c> does so without waiting for a rung to be whole; <c>tpe</c> draws where good points lie closer than
    /// others (tree-structured Parzen estimator).</summary>
    public string Sampler { get; init; } = "random";

    /// <summary>How many points are drawn; a grid has all of its own.</summary>
    public int Points { get; init; } = 20;

    /// <summary>Folds of the cross-validation of each point.</summary>
    public int Folds { get; init; } = 3;

    /// <summary>What points are drawn from.</summary>
    public ulong Seed { get; init; }

    /// <summary>For halving and asha: one of so many points comes to the next rung, with so many times the epochs.</summary>
    public int Reduction { get; init; } = 3;

    /// <summary>For tpe: points drawn together from what is known before; results depend on it and not on the number of workers.</summary>
    public int Generation { get; init; } = 4;

    /// <summary>Whether the folds that are left of a point are given up where those before them are far behind the best point's.</summary>
    public bool StopsHopeless { get; init; } = true;

    /// <summary>What else decides results, such as the data and settings that stay: a search that goes on must have the same.</summary>
    public string Context { get; init; } = "";

    /// <summary>Points of the whole search.</summary>
    [JsonIgnore]
    public int Count => Sampler == "grid" ? Settings.Aggregate(1, (n, s) => checked(n * s.Grid.Count)) : Points;

    /// <summary>Rungs above the first.</summary>
    [JsonIgnore]
    internal int TopRung => Sampler is "halving" or "asha" ? (int)Math.Floor(Math.Log(Math.Max(1, Points)) / Math.Log(Reduction) + 1e-9)
        : 0;

    /// <summary>The share of the epochs that a rung gives.</summary>
    internal double Share(int rung) => Math.Pow(Reduction, Math.Min(rung, TopRung) - TopRung);

    /// <exception cref="ArgumentException">It cannot be done.</exception>
    internal SearchPlan Checked()
    {
        if (string.IsNullOrWhiteSpace(Name)) throw new ArgumentException("A search came without a name but needs one. Give it a name.");
        _ = Samplers.Contains(Sampler) ? Sampler : throw Choices.Unknown("sampler", Sampler, Samplers);
        if (Settings.Count == 0 || Settings.Select(s => s.Name).Distinct().Count() != Settings.Count)
            throw new ArgumentException(
                $"The search {Choices.Short(Name)} has {Settings.Count} settings, but it needs at least one, each name once. Correct " +
                $"them.");
        foreach (var (name, value, least) in ((string, int, int)[])[("points", Points, 1), ("folds", Folds, 2), ("reduction", Reduction, 2),
            ("generation", Generation, 1)])
            if (value < least) throw new ArgumentException(
                $"The search {Choices.Short(Name)} got {value} {name} but needs at least {least}. Correct it.");
        const int Most = 100_000;
        if (Settings.Aggregate(1.0, (n, s) => Sampler == "grid" ? n * s.Grid.Count : Points) > Most) throw new ArgumentException(
            $"The search {Choices.Short(Name)} has more points than {Most}, but no search may have more. Give fewer values.");
        return this;
    }

    internal string ToJson() => JsonSerializer.Serialize(this, PlanJson.Default.SearchPlan);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SearchPlan))]
sealed partial class PlanJson : JsonSerializerContext;
