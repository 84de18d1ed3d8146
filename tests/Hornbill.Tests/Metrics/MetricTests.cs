using System.Text.Json;
using Hornbill.Metrics;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Metrics;

public class MetricTests
{
    const double Tolerance = 1e-6;

    static readonly JsonElement Golden = GoldenData.Read("metrics.json");

    public static TheoryData<string> Names => [.. Metric.Names];

    public static TheoryData<string, string> Cases => [.. new[] { "one_label_each", "one_output" }
        .SelectMany(data => Golden.GetProperty(data).GetProperty("results").EnumerateObject().Select(r => (data, r.Name)))];

    [Theory, MemberData(nameof(Cases))]
    public void Results_are_those_of_scikit_learn(string data, string name)
    {
        var expected = Golden.GetProperty(data).GetProperty("results").GetProperty(name).GetDouble();
        Assert.Equal(expected, Seen(Metric.Named(name), data).Result, Tolerance);
        Assert.Equal(expected, Seen(Metric.Named(name), data, oneHot: true).Result, Tolerance);
    }

    [Fact]
    public void Every_name_has_a_golden_value()
    {
        var tried = Cases.Select(c => Settings.Word(c.Data.Item2)).ToHashSet();
        // those of losses have theirs with the losses
        Assert.Empty(Metric.Names.Where(n => Metric.Named(n) is not LossMetric).Except(tried));
    }

    [Fact]
    public void F1_of_each_class_is_that_of_scikit_learn() =>
        Close.Assert(((F1Score)Seen(new F1Score(), "one_label_each")).PerClass, Golden.GetProperty("one_label_each").Doubles("f1"),
            Tolerance);

    [Theory, MemberData(nameof(Names))]
    public void Nothing_seen_is_zero_and_so_is_what_was_reset(string name)
    {
        var metric = Metric.Named(name);
        Assert.Equal(0, metric.Result);
        Seen(metric, "one_label_each");
        metric.Reset();
        Assert.Equal(0, metric.Result);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_fresh_one_has_the_settings_and_has_seen_nothing(string data, string name)
    {
        var used = Seen(Metric.Named(name), data);
        var fresh = used.Fresh();
        Assert.Equal(0, fresh.Result);
        Assert.Equal((used.GetType(), used.Name, used.ToString()), (fresh.GetType(), fresh.Name, fresh.ToString()));
        Assert.Equal(used.Result, Seen(fresh, data).Result);
        Assert.Equal(used.Result, Seen(Metric.Named(used.ToString()), data).Result);
    }

    [Theory, MemberData(nameof(Cases))]
    public void One_that_goes_on_from_a_state_ends_as_one_never_interrupted(string data, string name)
    {
        var (whole, other) = (Metric.Named(name), Metric.Named(name));
        foreach (var (i, (prediction, target)) in Samples(data).Index())
        {
            if (i % 37 == 0) other = Continued(name, other.State);
            whole.Update(prediction, target);
            other.Update(prediction, target);
        }
        Assert.Equal(whole.Result, other.Result);
        Assert.Equal(whole.State, other.State);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_state_of_another_is_refused(string name)
    {
        foreach (var state in new double[][] { null!, [-1, -1, -1, -1, -1], [1, double.NaN] })
            Assert.Contains("same settings", Assert.Throws<ArgumentException>(() => Metric.Named(name).State = state).Message);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_sample_allocates_nothing(string name)
    {
        var metric = Metric.Named(name);
        float[] prediction = [0.1f, 0.7f, 0.2f], target = [2], other = [0, 1, 0];
        for (var i = 0; i < 50; i++) metric.Update(prediction, target);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            metric.Update(prediction, target);
            metric.Update(prediction, other);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_not_a_number_is_no_hit(string name)
    {
        var metric = Metric.Named(name);
        metric.Update([float.NaN, float.NaN, float.NaN], [2]);
        var ofNumbers =
            metric is LossMetric or RootMeanSquaredError or PearsonCorrelation or ConcordanceCorrelation or R2Score or Mean or Sum;
        Assert.True(ofNumbers ? double.IsNaN(metric.Result) : metric is TrueNegatives or FalseNegatives ? metric.Result >= 1
            : metric.Result is >= 0 and <= 1);
        Assert.False(metric.Name.Contains("top_k") && metric.Result > 0);
    }

    [Fact]
    public void Without_negatives_or_positives_an_area_is_zero()
    {
        foreach (var curve in new[] { "ROC", "PR" })
        {
            var auc = new AUC(curve: curve);
            auc.Update([0.3f], [0]);
            Assert.Equal(0, auc.Result);
        }
    }

    [Fact]
    public void Unknown_words_are_named_with_what_there_is()
    {
        Assert.Contains("Did you mean 'accuracy'?", Assert.Throws<ArgumentException>(() => Metric.Named("acuracy")).Message);
        Assert.Contains("Known: k.", Assert.Throws<ArgumentException>(() => Metric.Named("top_k_categorical_accuracy(n=3)")).Message);
        Assert.Contains("macro, micro, weighted", Assert.Throws<ArgumentException>(() => new F1Score("samples")).Message);
        Assert.Contains("below that", Assert.Throws<ArgumentException>(() => new Precision(classId: 3).Update([0, 1, 0], [1])).Message);
    }

    [Fact]
    public void Names_and_metrics_mix_and_get_names_of_their_own()
    {
        var names = new Hornbill.Models.FigureNames(several: false);
        IReadOnlyList<Metric> metrics = ["acc", new Precision(), new Precision(classId: 1), "top_k_categorical_accuracy(k=2)",
            new Recall { LogName = "mine" }];
        Assert.Equal(["acc", "precision", "precision_1", "top_k_categorical_accuracy", "mine"],
            NamedMetric.Of(metrics, false).Select(m => names.Metric("", m)));
        Assert.Equal("precision(class_id=1)", metrics[2].ToString());
    }

    internal static IEnumerable<(float[] Prediction, float[] Target)> Samples(string data, bool oneHot = false)
    {
        var (labels, flat) = (Golden.GetProperty(data).Ints("labels"), Golden.GetProperty(data).Doubles("predictions"));
        var n = flat.Length / labels.Length;
        for (var i = 0; i < labels.Length; i++)
            yield return ([.. flat.AsSpan(i * n, n).ToArray().Select(p => (float)p)],
                          oneHot && n > 1 ? [.. Enumerable.Range(0, n).Select(c => c == labels[i] ? 1f : 0f)] : [labels[i]]);
    }

    static Metric Continued(string name, double[] state)
    {
        var metric = Metric.Named(name);
        metric.State = state;
        return metric;
    }

    static Metric Seen(Metric metric, string data, bool oneHot = false)
    {
        foreach (var (prediction, target) in Samples(data, oneHot)) metric.Update(prediction, target);
        return metric;
    }
}
