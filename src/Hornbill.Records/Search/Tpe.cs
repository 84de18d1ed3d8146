namespace Hornbill.Records.Search;

/// <summary>The tree-structured Parzen estimator (Bergstra et al., 2011): of candidates drawn where good points lie, the one where they lie
/// closest against the others. For each setting by itself: the best quarter of the points are good; l and g are mixtures of one bell for
/// each good and each other point, and a flat part.</summary>
static class Tpe
{
    const double Good = 0.25, Narrowest = 0.03;
    const int MostGood = 25, Candidates = 24, LeastRandom = 5;

    /// <summary>Points at first that are drawn at random.</summary>
    public static int Random(SearchPlan plan) => Math.Min(plan.Points, Math.Max(LeastRandom, plan.Points / 4));

    /// <param name="plan">The plan.</param>
    /// <param name="number">The new point's number.</param>
    /// <param name="known">Settings and scores of those before.</param>
    public static Dictionary<string, string> Next(SearchPlan plan, int number,
        IReadOnlyList<(IReadOnlyDictionary<string, string> Settings, double Score)> known)
    {
        var sorted = known.OrderByDescending(k => k.Score).ToArray();
        var good = Math.Clamp((int)Math.Ceiling(Good * sorted.Length), 1, MostGood);
        return plan.Settings.ToDictionary(s => s.Name, s =>
        {
            double[] l = [.. sorted.Take(good).Select(k => s.Place(k.Settings[s.Name]))], g =
                [.. sorted.Skip(good).Select(k => s.Place(k.Settings[s.Name]))];
            return s.At(s.IsList ? ListPlace(plan, number, s, l, g) : RangePlace(plan, number, s, l, g));
        });
    }

    static double RangePlace(SearchPlan plan, int number, SearchSetting s, double[] good, double[] others) =>
        Enumerable.Range(0, Candidates).Select(c => Candidate(plan, number, s, good, c))
            .MaxBy(x => Math.Log(Density(x, good)) - Math.Log(Density(x, others)));

    // From one of the bells, or from anywhere.
    static double Candidate(SearchPlan plan, int number, SearchSetting s, double[] good, int c)
    {
        var kernel = (int)(Draw.Unit(plan.Seed, number, s.Name + "/kernel", c) * (good.Length + 1));
        if (kernel == good.Length) return Draw.Unit(plan.Seed, number, s.Name + "/place", c);
        var x = good[kernel] + (Width(good.Length) * Draw.Normal(plan.Seed, number, s.Name, c));
        return x is >= 0 and < 1 ? x : Draw.Unit(plan.Seed, number, s.Name + "/place", c);
    }

    static double Density(double x, double[] centres)
    {
        var width = Width(centres.Length);
        return (1 + centres.Sum(c => Math.Exp(-0.5 * (x - c) * (x - c) / (width * width)) / (width * Math.Sqrt(2 * Math.PI)))) / (
            centres.Length + 1);
    }

    static double Width(int centres) => Math.Max(Narrowest, 0.4 / Math.Pow(Math.Max(1, centres), 0.6));

    // Shares of the values among good and other points, each value counted once more.
    static double ListPlace(SearchPlan plan, int number, SearchSetting s, double[] good, double[] others)
    {
        var n = s.Values.Count;
        int Value(double place) => (int)(place * n);
        double Share(double[] places, int value) => (1.0 + places.Count(p => Value(p) == value)) / (places.Length + n);
        int Drawn(double u)
        {
            var value = 0;
            for (var sum = Share(good, 0); value < n - 1 && u >= sum; sum += Share(good, value)) value++;
            return value;
        }
        var best = Enumerable.Range(0, Candidates).Select(c => Drawn(Draw.Unit(plan.Seed, number, s.Name + "/value", c)))
            .MaxBy(v => Share(good, v) / Share(others, v));
        return (best + 0.5) / n;
    }
}
