using Hornbill.Optimizers;
using Hornbill.Simd;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Optimizers;

/// <summary>Whole updates: rules with their options, over several variables.</summary>
public class UpdateTests
{
    static readonly Dictionary<string, Func<Optimizer>> Cases = new()
    {
        ["sgd"] = () => new SGD(),
        ["sgd_momentum"] = () => new SGD(momentum: 0.9),
        ["sgd_nesterov"] = () => new SGD(momentum: 0.9, nesterov: true),
        ["adam"] = () => new Adam(),
        ["adam_amsgrad"] = () => new Adam(amsgrad: true),
        ["adamw"] = () => new AdamW(),
        ["nadam"] = () => new Nadam(),
        ["adamax"] = () => new Adamax(),
        ["rmsprop"] = () => new RMSprop(),
        ["rmsprop_momentum"] = () => new RMSprop(momentum: 0.9),
        ["rmsprop_centered"] = () => new RMSprop(centered: true),
        ["rmsprop_centered_momentum"] = () => new RMSprop(momentum: 0.9, centered: true),
        ["adagrad"] = () => new Adagrad(),
        ["adagrad_initial"] = () => new Adagrad(0.01, initialAccumulatorValue: 0.5),
        ["adadelta"] = () => new Adadelta(),
        ["adadelta_paper"] = () => new Adadelta(1.0),
        ["lion"] = () => new Lion(),
        ["ftrl"] = () => new Ftrl(),
        ["ftrl_all"] = () => new Ftrl(0.05, l1RegularizationStrength: 0.01, l2RegularizationStrength: 0.02,
            l2ShrinkageRegularizationStrength: 0.03, beta: 0.04),
        ["ftrl_power_0"] = () => new Ftrl(0.05, learningRatePower: 0, l1RegularizationStrength: 0.01),
        ["ftrl_power_1"] = () => new Ftrl(0.05, learningRatePower: -1, beta: 0.1),
        ["sgd_weight_decay"] = () => new SGD(0.05, momentum: 0.9) { WeightDecay = 0.1 },
        ["sgd_clipvalue"] = () => new SGD(0.05) { ClipValue = 0.3 },
        ["sgd_clipnorm"] = () => new SGD(0.05, momentum: 0.9) { ClipNorm = 0.7 },
        ["adam_global_clipnorm"] = () => new Adam { GlobalClipNorm = 0.9 },
        ["sgd_ema"] = () => new SGD(0.05) { UseEma = true, EmaMomentum = 0.9 },
        ["sgd_ema_overwrite"] = () => new SGD(0.05) { UseEma = true, EmaMomentum = 0.9, EmaOverwriteFrequency = 4 },
        ["adam_accumulated"] = () => new Adam { ClipNorm = 0.4, UseEma = true, EmaMomentum = 0.8, GradientAccumulationSteps = 5 },
        ["muon"] = () => new Muon(),
        ["muon_plain"] = () => new Muon(0.02, nesterov: false, weightDecay: 0, rmsRate: null),
        ["ftrl_power_02"] = () => new Ftrl(0.05, learningRatePower: -0.2, l1RegularizationStrength: 0.01, beta: 0.1),
        ["lamb"] = () => new Lamb(),
        ["adafactor"] = () => new Adafactor(),
        ["adafactor_fast"] = () => new Adafactor(0.5, clipThreshold: 0.7),
        ["schedule_free"] = () => new ScheduleFreeAdamW(),
        ["schedule_free_warmup"] = () => new ScheduleFreeAdamW(0.01, warmupSteps: 5),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> Rules => [.. Optimizer.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fifty_steps_are_those_of_Keras(string name)
    {
        var all = GoldenData.Read("optimizers.json");
        var (golden, muon) = (all.GetProperty(name), name.StartsWith("muon", StringComparison.Ordinal)
            || name.StartsWith("adafactor", StringComparison.Ordinal) || name == "lamb");
        Shape[] shapes = muon ? [.. all.GetProperty("muon_shapes").EnumerateArray().Select(s =>
            Shape.Create([.. s.EnumerateArray().Select(d => d.GetInt32())]))]
                              : [[20], [17]];
        var count = shapes.Sum(s => s.Elements);
        foreach (var width in SimdWidth.All.Where(w => w <= SimdWidth.Best))
        {
            var run = new UpdateRun(Cases[name](), shapes, width) { Weights = muon ? Signed(7200, count) : GoldenData.OptimizerWeights() };
            for (var t = 1; t <= 50; t++)
            {
                run.Step(muon ? Signed(7200 + t, count) : GoldenData.OptimizerGradient(t));
                if (golden.TryGetProperty($"{t}", out _)) Close.Assert(run.Weights, golden.Doubles($"{t}"), 1e-5,
                    $"{name}, step {t}, width {width}");
            }
            if (golden.TryGetProperty("average", out _)) Close.Assert(run.Slot("average"), golden.Doubles("average"), 1e-5,
                $"{name}, average");
        }
    }

    [Fact]
    public void Weights_have_rates_and_decays_of_their_own()
    {
        var optimizer = new SGD(0.1) { WeightDecay = 0.5, LearningRateMultipliers = new() { ["v0$"] = 0.25, ["v[12]"] = 2 } };
        optimizer.ExcludeFromWeightDecay(varList: [new("layer/v1", new Tensor([1]))], varNames: ["v3"]);
        var again = Optimizer.FromConfig(optimizer.ToConfig());
        Assert.Equal(optimizer.ToConfig(), again.ToConfig());
        foreach (var made in new[] { optimizer, again })
        {
            var run = new UpdateRun(made, [[1], [1], [1], [1], [1]], SimdWidth.Best) { Weights = [1, 1, 1, 1, 1] };
            run.Step([1, 1, 1, 1, 1]);
            Close.Assert(run.Weights, [1 - 0.0125 - 0.025, 1 - 0.2, 1 - 0.1 - 0.2, 1 - 0.1, 1 - 0.05 - 0.1], 1e-6);
        }
        ThreeParts.Throws<ArgumentException>(() => optimizer.ExcludeFromWeightDecay(varNames: ["("]), "'('");
        ThreeParts.Throws<ArgumentException>(() => new SGD { LearningRateMultipliers = new() { ["a"] = -1 } }, "-1");
    }

    [Fact]
    public void Every_rule_has_golden_values() =>
        Assert.Empty(Optimizer.Names.Select(n => Optimizer.Named(n).GetType()).Except(Cases.Values.Select(make => make().GetType())));

    [Theory]
    [MemberData(nameof(Names))]
    public void Bits_do_not_depend_on_threads(string name)
    {
        float[]? first = null;
        foreach (var threads in (int[])[1, 2, 3, 7])
        {
            var run = Large(Cases[name](), threads);
            for (var t = 1; t <= 3; t++) run.Step(Signed(t, run.Weights.Length));
            Assert.Equal(first ??= run.Weights, run.Weights);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_update_allocates_nothing_and_leaves_what_lies_between_variables_0(string name)
    {
        var run = Large(Cases[name](), threads: 1);
        for (var t = 0; t < 10; t++) run.Run();
        Assert.Equal(0, run.Allocated());

        var used = new bool[run.Store.Floats];
        foreach (var v in run.Store.Variables) Array.Fill(used, true, (int)v.Offset, v.Shape.Elements);
        var weights = run.Store.Blocks[0].Weights.Span(0, used.Length);
        for (var i = 0; i < used.Length; i++) Assert.True(used[i] || weights[i] == 0);
        Assert.DoesNotContain(weights.ToArray(), float.IsNaN);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Weights_without_gradient_stay_where_nothing_decays(string name)
    {
        // What Ftrl holds it makes from its slots, and Lion's direction is then 0.
        var run = new UpdateRun(Optimizer.Named(name), [[5], [3, 4]], SimdWidth.Best);
        run.Step(new float[17]);
        Assert.All(run.Weights, w => Assert.Equal(0, w));
    }

    [Fact]
    public void Slots_below_the_smallest_normal_number_become_0()
    {
        var run = new UpdateRun(new SGD(1, momentum: 0.5), [[16]], SimdWidth.Best);
        run.Step([.. Enumerable.Repeat(2e-38f, 16)]);
        Assert.All(run.Slot("momentum"), m => Assert.NotEqual(0, m));
        run.Step(new float[16]);
        Assert.All(run.Slot("momentum"), m => Assert.Equal(0, m));
    }

    [Fact]
    public void A_schedule_gives_each_step_its_rate()
    {
        var optimizer = new SGD(new Halving());
        var run = new UpdateRun(optimizer, [[1]], SimdWidth.Best);
        Assert.Equal(1, optimizer.LearningRate);
        run.Step([1]);
        run.Step([1]);
        Assert.Equal(-1.5f, run.Weights[0]);
        Assert.Equal(0.25, optimizer.LearningRate);
        Assert.Contains("Halving", Assert.Throws<InvalidOperationException>(() => optimizer.LearningRate = 1).Message);
    }

    static float[] Signed(long stream, int count) => [.. Enumerable.Range(0, count).Select(i => (float)GoldenData.Signed(stream, i))];

    static UpdateRun Large(Optimizer optimizer, int threads)
    {
        Shape[] shapes = [[40_001], [3, 3, 4, 500], [7], [40, 30], [3, 20, 50]];
        var run = new UpdateRun(optimizer, shapes, SimdWidth.Best, threads);
        run.Weights = Signed(0, shapes.Sum(s => s.Elements));
        return run;
    }

    sealed class Halving : Schedule
    {
        public override string Name => "halving";

        public override string ToString() => Name;

        public override double At(long step) => 1.0 / (1 << (int)step);
    }
}
