using System.Text.Json;
using Hornbill.Metrics;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Metrics;

public class ConfusionMatrixTests
{
    static readonly JsonElement Golden = GoldenData.Read("metrics.json");

    [Theory]
    [InlineData("one_label_each", 5)]
    [InlineData("one_output", 2)]
    public void Counts_are_those_of_scikit_learn(string data, int classes)
    {
        var matrix = Counted(data, classes);
        Assert.Equal(Golden.GetProperty(data).Ints("confusion"), All(classes).Select(p => (int)matrix[p.I, p.J]));
        Assert.Equal(80, matrix.Total);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("pred")]
    [InlineData("all")]
    public void Shares_are_those_of_scikit_learn(string by)
    {
        var shares = Counted("one_label_each", 5).Normalized(by);
        Close.Assert([.. All(5).Select(p => shares[p.I, p.J])], Golden.GetProperty("one_label_each").Doubles("confusion_" + by), 1e-6);
    }

    [Fact]
    public void An_empty_one_has_shares_of_zero()
    {
        var matrix = new ConfusionMatrix(2);
        Assert.All(matrix.Normalized().Cast<double>(), s => Assert.Equal(0, s));
        Assert.Equal((0, 0, 0), (matrix.Accuracy, matrix.Precision(1), matrix.F1(0)));
    }

    [Fact]
    public void A_class_beyond_is_refused()
    {
        var matrix = new ConfusionMatrix(3);
        Assert.Contains("classes 0 to 2", Assert.Throws<ArgumentException>(() => matrix.Add(3, 0)).Message);
        Assert.Throws<ArgumentException>(() => matrix.Update([0, 1, 0], [-1]));
        Assert.Equal(0, matrix.Total);
    }

    public static TheoryData<int> Reports => [.. Enumerable.Range(0, Golden.GetProperty("reports").GetArrayLength())];

    [Theory, MemberData(nameof(Reports))]
    public void A_report_reads_as_scikit_learn_prints_it(int index)
    {
        var golden = Golden.GetProperty("reports")[index];
        var (counts, classes) = (golden.Ints("counts"), golden.GetProperty("classes").GetInt32());
        var matrix = new ConfusionMatrix(classes);
        for (var i = 0; i < counts.Length; i++)
            for (var n = 0; n < counts[i]; n++) matrix.Add(i / classes, i % classes);
        string[] names = [.. golden.GetProperty("names").EnumerateArray().Select(n => n.GetString()!)];
        var report = new ClassificationReport(matrix, names.Length > 0 ? names : null);
        Assert.Equal(golden.GetProperty("text").GetString(), report.ToString(golden.GetProperty("digits").GetInt32()));
    }

    [Fact]
    public void A_report_on_nothing_is_zeros()
    {
        var report = new ClassificationReport(new(2), ["cat", "dog"]);
        Assert.Equal(new("weighted avg", 0, 0, 0, 0), report.WeightedAverage);
        Assert.Contains("    accuracy                           0.00         0\n", report.ToString());
        Assert.Throws<ArgumentException>(() => new ClassificationReport(new(2), ["cat"]));
    }

    static IEnumerable<(int I, int J)> All(int n) => Enumerable.Range(0, n * n).Select(i => (i / n, i % n));

    static ConfusionMatrix Counted(string data, int classes)
    {
        var matrix = new ConfusionMatrix(classes);
        foreach (var (prediction, target) in MetricTests.Samples(data)) matrix.Update(prediction, target);
        return matrix;
    }
}
