namespace Hornbill.Records.Search;

/// <summary>What a search does next, of what it has: new points, points that come to the next rung, folds that are given up. A function of
/// its arguments alone, so whoever asks gets the same answer.</summary>
sealed class Scheduler(SearchPlan plan, IReadOnlyList<IReadOnlyDictionary<string, string>> points, IReadOnlyList<FoldRow> folds)
{
    // Folds of one point differ by at least so much, by chance.
    const double LeastSpread = 0.01;
    const double Far = 3;

    readonly ILookup<(int Point, int Rung), FoldRow> _folds = folds.ToLookup(f => (f.Point, f.Rung));

    /// <summary>The settings of new points, which follow the last.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string>> NewPoints()
    {
        if (plan.Sampler != "tpe") return Enumerable.Range(points.Count, plan.Count - points.Count).Select(Drawn);
        var random = Tpe.Random(plan);
        if (points.Count < random) return Enumerable.Range(points.Count, random - points.Count).Select(Drawn);
        if (points.Count >= plan.Points || !Enumerable.Range(0, points.Count).All(p => HasEnded(p, 0))) return [];
        (IReadOnlyDictionary<string, string>, double)[] known = [.. points.Select((s, p) => (s, Mean(p, 0)))];
        return Enumerable.Range(points.Count, Math.Min(plan.Generation, plan.Points - points.Count)).Select(n => Tpe.Next(plan, n, known));
    }

    /// <summary>Points and the rungs that they come to now.</summary>
    public IEnumerable<(int Point, int Rung)> Promotions()
    {
        for (var rung = 0; rung < plan.TopRung; rung++)
        {
            var there = Enumerable.Range(0, points.Count).Where(p => _folds.Contains((p, rung))).ToArray();
            var ended = there.Where(p => HasEnded(p, rung)).ToArray();
            if (plan.Sampler == "halving" && (ended.Length < there.Length || points.Count < plan.Count)) yield break;
            var places = plan.Sampler == "halving" ? Places(rung + 1) : ended.Length / plan.Reduction;
            foreach (var point in Best(ended, rung).Take(places))
                if (!_folds.Contains((point, rung + 1)) && double.IsFinite(Mean(point, rung))) yield return (point, rung + 1);
        }
    }

    /// <summary>Points whose folds that wait are given up: with those that ended they are behind the best whole point by more than three
    /// times what folds differ by.</summary>
    public IEnumerable<int> Hopeless()
    {
        if (!plan.StopsHopeless) return [];
        var whole = Enumerable.Range(0, points.Count).Where(p => IsWhole(p, 0)).ToArray();
        if (whole.Length == 0) return [];
        var best = whole.Max(p => Mean(p, 0));
        var spread = Math.Max(LeastSpread, whole.Where(p => Mean(p, 0) == best).Max(p =>
            Sample.Of(_folds[(p, 0)].Select(f => f.Score)).Deviation));
        return Enumerable.Range(0, points.Count).Where(p =>
            _folds[(p, 0)].Any(f => f.State == FoldState.Waiting) && _folds[(p, 0)].Any(f => f.HasEnded)
            && !(Mean(p, 0) >= best - (Far * spread)));
    }

    /// <summary>The best point where all is done, the first of equals; null where it is not, or none has a score.</summary>
    public int? Winner()
    {
        if (points.Count < plan.Count || folds.Any(f => !f.HasEnded) || NewPoints().Any() || Promotions().Any()) return null;
        var top = folds.Where(f => f.Rung != FoldRow.Refit && IsWhole(f.Point, f.Rung)).Select(f => f.Rung).DefaultIfEmpty(-1).Max();
        var whole = Enumerable.Range(0, points.Count).Where(p => IsWhole(p, top));
        return Best(whole, top).Select(p => (int?)p).FirstOrDefault();
    }

    // Of the drawn points each rung takes one of so many of the one before.
    int Places(int rung) => rung == 0 ? plan.Points : Places(rung - 1) / plan.Reduction;

    IEnumerable<int> Best(IEnumerable<int> of, int rung) =>
        of.Where(p => !double.IsNaN(Mean(p, rung))).OrderByDescending(p => Mean(p, rung)).ThenBy(p => p);

    bool HasEnded(int point, int rung) => _folds.Contains((point, rung)) && _folds[(point, rung)].All(f => f.HasEnded);

    bool IsWhole(int point, int rung) => _folds[(point, rung)].Count(f =>
        f.State == FoldState.Done && double.IsFinite(f.Score)) == plan.Folds;

    // One fold without a score, of a training that burst, leaves the point without one.
    double Mean(int point, int rung)
    {
        var done = _folds[(point, rung)].Where(f => f.State is FoldState.Done or FoldState.Failed).ToArray();
        return done.Length == 0 || done.Any(f => !double.IsFinite(f.Score)) ? double.NegativeInfinity : done.Average(f => f.Score);
    }

    IReadOnlyDictionary<string, string> Drawn(int number)
    {
        if (plan.Sampler != "grid") return plan.Settings.ToDictionary(s => s.Name, s => s.At(Draw.Unit(plan.Seed, number, s.Name)));
        var (values, rest) = (new string[plan.Settings.Count], number);
        for (var i = values.Length - 1; i >= 0; i--)
        {
            var grid = plan.Settings[i].Grid;
            (values[i], rest) = (grid[rest % grid.Count], rest / grid.Count);
        }
        return plan.Settings.Zip(values).ToDictionary(s => s.First.Name, s => s.Second);
    }
}
