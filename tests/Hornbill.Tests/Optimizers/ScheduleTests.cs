using System.Text.Json;
using Hornbill.Optimizers;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Optimizers;

public class ScheduleTests
{
    static readonly JsonElement Golden = GoldenData.Read("schedules.json");

    public static TheoryData<string> Cases => [.. Golden.GetProperty("rates").EnumerateObject().Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public void Rates_are_those_of_the_formulas(string name)
    {
        var (schedule, expected) = (Schedule.Named(name), Golden.GetProperty("rates").Doubles(name));
        foreach (var (step, rate) in Golden.Ints("steps").Zip(expected)) Close.Assert([schedule.At(step)], [rate], 1e-12,
            $"{name} at {step}");
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_schedule_is_read_as_it_was_written(string name) => Assert.Equal(name, Schedule.Named(name).ToString());

    [Fact]
    public void Every_name_has_golden_values() => Assert.Empty(Schedule.Names.Except(Cases.Select(c => Settings.Word(c.Data))));

    [Fact]
    public void Powers_and_cosines_are_exact_to_14_digits()
    {
        for (var i = 0; i <= 1000; i++)
        {
            Assert.Equal(Math.Cos(Math.PI * i / 1000), Curves.CosPi(i / 1000.0), 2e-15);
            double x = Math.Pow(1.02, i - 500), y = (i % 37) - 18.3, expected = Math.Pow(x, y);
            if (double.IsNormal(expected)) Close.Assert([Curves.Pow(x, y)], [expected], 1e-13);
        }
        Assert.Equal((1, 0, 1), (Curves.Pow(0, 0), Curves.Pow(0, 2), Curves.Pow(1, 1e9)));
    }

    [Fact]
    public void Settings_missing_or_out_of_bounds_are_refused()
    {
        Assert.Contains("initial_learning_rate",
            Assert.Throws<ArgumentException>(() => Schedule.Named("cosine_decay(decay_steps=10)")).Message);
        Assert.Contains("decay_steps", Assert.Throws<ArgumentException>(() => new ExponentialDecay(0.1, 0, 0.5)).Message);
        Assert.Contains("one value more", Assert.Throws<ArgumentException>(() => new PiecewiseConstantDecay([10], [0.1])).Message);
        Assert.Contains("rise", Assert.Throws<ArgumentException>(() => new PiecewiseConstantDecay([10, 10], [3, 2, 1])).Message);
        Assert.Contains("t_mul", Assert.Throws<ArgumentException>(() => new CosineDecayRestarts(0.1, 10, tMul: 0.5)).Message);
        Assert.Contains("2 steps", Assert.Throws<ArgumentException>(() => new OneCycle(0.1, 1)).Message);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.001)]
    [InlineData(1.0)]
    public void One_cycle_without_a_rise_or_a_fall_is_finite(double share)
    {
        var schedule = new OneCycle(0.1, 20, share);
        Assert.All(Enumerable.Range(0, 30), step => Assert.InRange(schedule.At(step), 0, 0.1));
    }
}
