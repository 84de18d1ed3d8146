using System.Globalization;
using Hornbill.Records.Search;
using Xunit;

namespace Hornbill.Tests.Records.Search;

public sealed class SamplerTests
{
    static SearchPlan Plan(string sampler, int points = 20) => new()
    {
        Name = "p",
        Sampler = sampler,
        Points = points,
        Settings = [SearchSetting.Range("rate", 0.001, 1, log: true), SearchSetting.Of("units", "10", "20", "30"),
            SearchSetting.Range("filters", 8, 32, step: 8)],
    };

    [Fact]
    public void A_place_gives_a_value_and_a_value_its_place()
    {
        foreach (var setting in Plan("random").Settings.Append(SearchSetting.Range("x", -1, 1)))
            for (var place = 0.0; place < 1; place += 0.01)
                Assert.Equal(setting.At(place), setting.At(setting.Place(setting.At(place))));
        var (rate, filters) = (Plan("random").Settings[0], Plan("random").Settings[2]);
        Assert.Equal(("0.001", "0.0316228", "1"), (rate.At(0), rate.At(0.5), rate.At(1)));
        Assert.Equal(["8", "16", "24", "32"], filters.Grid);
        Assert.Equal(["8", "16", "24", "32"], Enumerable.Range(0, 100).Select(i => filters.At(i / 100.0)).Distinct());
    }

    [Fact]
    public void A_grid_has_all_points_the_last_setting_the_fastest()
    {
        var plan = Plan("grid") with { Settings = [SearchSetting.Of("a", "1", "2"), SearchSetting.Of("b", "x", "y", "z")] };
        Assert.Equal(6, plan.Count);
        Assert.Equal(["1x", "1y", "1z", "2x", "2y", "2z"], new Scheduler(plan, [], []).NewPoints().Select(p => p["a"] + p["b"]));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("halving")]
    [InlineData("asha")]
    public void Draws_are_functions_of_seed_and_number_and_cover_the_range(string sampler)
    {
        var plan = Plan(sampler, 300);
        var points = new Scheduler(plan, [], []).NewPoints().ToArray();
        Assert.Equal(300, points.Length);
        Assert.Equal(points[200..].Select(Text), new Scheduler(plan, points[..200], []).NewPoints().Select(Text));
        Assert.NotEqual(points.Select(Text), new Scheduler(plan with { Seed = 1 }, [], []).NewPoints().Select(Text));
        Assert.All(points.GroupBy(p => p["units"]), g => Assert.InRange(g.Count(), 75, 125));
        Assert.InRange(points.Count(p => double.Parse(p["rate"], CultureInfo.InvariantCulture) < 0.01), 75, 125);
    }

    static string Text(IReadOnlyDictionary<string, string> point) => string.Join(' ', point.Values);

    // The best is at rate 0.1, units 20.
    static double Score(IReadOnlyDictionary<string, string> p) =>
        1 - (0.2 * Math.Abs(Math.Log10(double.Parse(p["rate"], CultureInfo.InvariantCulture)) + 1)) - (p["units"] == "20" ? 0 : 0.3);

    static double BestOf(string sampler, ulong seed)
    {
        var plan = Plan(sampler, 40) with { Seed = seed };
        List<IReadOnlyDictionary<string, string>> points = [];
        while (points.Count < 40)
            points.AddRange(new Scheduler(plan, points,
                [.. points.Select((p, i) => new FoldRow(i, 0, 0, FoldState.Done, Score(p), 0, 1, null, null))]).NewPoints());
        return points.Average(Score);
    }

    [Fact]
    public void Tpe_draws_better_points_than_chance() =>
        Assert.All(Enumerable.Range(0, 5), seed => Assert.True(BestOf("tpe", (ulong)seed) > BestOf("random", (ulong)seed) + 0.1));

    [Fact]
    public void Tpe_waits_for_its_generation()
    {
        var plan = Plan("tpe", 20);
        var first = new Scheduler(plan, [], []).NewPoints().ToArray();
        Assert.Equal(5, first.Length);
        FoldRow[] folds = [.. first.Select((p, i) =>
            new FoldRow(i, 0, 0, i == 4 ? FoldState.Running : FoldState.Done, Score(p), 0, 1, null, null))];
        Assert.Empty(new Scheduler(plan, first, folds).NewPoints());
        Assert.Equal(4, new Scheduler(plan, first,
            [.. folds[..4], folds[4] with { State = FoldState.Failed, Score = double.NaN }]).NewPoints().Count());
    }

    [Fact]
    public void A_point_far_behind_is_given_up_and_one_near_is_not()
    {
        var plan = Plan("random", 3) with { Folds = 2 };
        var points = new Scheduler(plan, [], []).NewPoints().ToArray();
        FoldRow Row(int point, int fold, double? score) =>
            new(point, 0, fold, score is null ? FoldState.Waiting : FoldState.Done, score ?? double.NaN, 0, 1, null, null);
        FoldRow[] folds = [Row(0, 0, 0.90), Row(0, 1, 0.92), Row(1, 0, 0.88), Row(1, 1, null), Row(2, 0, 0.80), Row(2, 1, null)];
        Assert.Equal([2], new Scheduler(plan, points, folds).Hopeless());
        Assert.Equal([1, 2], new Scheduler(plan, points,
            [.. folds.Select(f => f is { Point: 1, Fold: 0 } ? f with { Score = double.NaN } : f)]).Hopeless());
        Assert.Empty(new Scheduler(plan with { StopsHopeless = false }, points, folds).Hopeless());
        Assert.Null(new Scheduler(plan, points, folds).Winner());
    }

    [Fact]
    public void What_cannot_be_searched_is_told()
    {
        ThreeParts.Throws<ArgumentException>(() => SearchSetting.Range("r", 1, 0), "r");
        ThreeParts.Throws<ArgumentException>(() => SearchSetting.Range("r", 0, 1, log: true), "0");
        ThreeParts.Throws<ArgumentException>(() => SearchSetting.Of("r"), "r");
        ThreeParts.Throws<ArgumentException>(() => SearchSetting.Of("r", "1", "1"), "2");
        ThreeParts.Throws<ArgumentException>(() => (Plan("grid")).Checked(), "rate");
        ThreeParts.Throws<ArgumentException>(() => (Plan("magic")).Checked(), "magic");
        ThreeParts.Throws<ArgumentException>(() => (Plan("random") with { Folds = 1 }).Checked(), "folds");
        ThreeParts.Throws<ArgumentException>(() => (Plan("random") with { Settings = [] }).Checked(), "0 settings");
    }
}
