using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Metrics;

/// <summary>The figures that Keras's documentation prints, called as it calls them.</summary>
public class KerasExamplesTests
{
    sealed record Example(Func<Metric> Make, float[][] Truth, float[][] Predicted, double Expected, float[]? Weights = null,
        double? Weighted = null);

    static readonly float[][] Say = Column(0, 1, 1, 1), Said = Column(1, 0, 1, 1), Two = [[0, 1], [0, 0]], TwoSaid = [[1, 1], [0, 0]],
        Shares = [[0.6f, 0.4f], [0.4f, 0.6f]],
        Three = [[0, 0, 1], [0, 1, 0]], ThreeSaid = [[0.1f, 0.9f, 0.8f], [0.05f, 0.95f, 0]], Five = Column(0, 0, 0, 1, 1), FiveSaid =
            Column(0, 0.3f, 0.8f, 0.3f, 0.8f),
        Four = Column(0, 0, 1, 1), FourSaid = Column(0, 0.5f, 0.3f, 0.9f), Entropy = [[0.05f, 0.95f, 0], [0.1f, 0.8f, 0.1f]],
        Like = [[0, 1, 0.5f], [1, 1, 0.2f]], LikeSaid = [[0.1f, 0.9f, 0.5f], [1, 0.9f, 0.2f]];

    static readonly float[] First = [1, 0], Ends = [1, 0, 0, 1], Third = [0, 0, 1, 0];

    static readonly Dictionary<string, Example> All = new()
    {
        ["accuracy"] = new(() => new Accuracy(), Column(1, 2, 3, 4), Column(0, 2, 3, 4), 0.75, [1, 1, 0, 0], 0.5),
        ["auc"] = new(() => new AUC(3), Four, FourSaid, 0.75, Ends, 1),
        ["binary accuracy"] = new(() => new BinaryAccuracy(), Column(1, 1, 0, 0), Column(0.98f, 1, 0, 0.6f), 0.75, Ends, 0.5),
        ["binary crossentropy"] = new(() => "binary_crossentropy", Two, Shares, 0.81492424, First, 0.9162905),
        ["binary iou"] = new(() => new BinaryIoU([0, 1], 0.3), Column(0, 1, 0, 1), Column(0.1f, 0.2f, 0.4f, 0.7f), 0.33333334,
            [0.2f, 0.3f, 0.4f, 0.1f], 0.17361112),
        ["categorical accuracy"] = new(() => new CategoricalAccuracy(), Three, ThreeSaid, 0.5, [0.7f, 0.3f], 0.3),
        ["categorical crossentropy"] = new(() => "categorical_crossentropy", [[0, 1, 0], [0, 0, 1]], Entropy, 1.1769392, [0.3f, 0.7f],
            1.6271976),
        ["categorical hinge"] = new(() => "categorical_hinge", Two, Shares, 1.4000001, First, 1.2),
        ["concordance"] = new(() => new ConcordanceCorrelation(), Like, LikeSaid, 0.9816320385426076),
        ["cosine"] = new(() => "cosine_similarity", [[0, 1], [1, 1]], [[1, 0], [1, 1]], 0.49999997, [0.3f, 0.7f], 0.69999997),
        ["hinge"] = new(() => "hinge", Two, Shares, 1.3, First, 1.1),
        ["iou"] = new(() => new IoU(2, [0]), Column(0, 0, 1, 1), Column(0, 1, 0, 1), 0.33333334, [0.3f, 0.3f, 0.3f, 0.1f], 0.33333334),
        ["kl divergence"] = new(() => "kl_divergence", Two, Shares, 0.45814306, First, 0.9162892),
        ["log cosh"] = new(() => "log_cosh", Two, TwoSaid, 0.10844523, First, 0.21689045),
        ["mean iou"] = new(() => new MeanIoU(2), Column(0, 0, 1, 1), Column(0, 1, 0, 1), 0.33333334, [0.3f, 0.3f, 0.3f, 0.1f], 0.23809525),
        ["mean iou beyond its classes"] = new(() => new MeanIoU(2), Column(0, 3), Column(0, 1), 1),
        ["mean iou of a void label"] = new(() => new MeanIoU(2, ignoreClass: 255), Column(0, 255, 1), Column(0, 0, 1), 1),
        ["one-hot mean iou"] = new(() => new OneHotMeanIoU(3), [[0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 0, 0]],
            [[0.2f, 0.3f, 0.5f], [0.1f, 0.2f, 0.7f], [0.5f, 0.3f, 0.1f], [0.1f, 0.4f, 0.5f]], 0.11111111, [0.1f, 0.2f, 0.3f, 0.4f],
                0.04761905),
        ["pearson"] = new(() => new PearsonCorrelation(), Like, LikeSaid, 0.9966996338993913),
        ["poisson"] = new(() => "poisson", Two, TwoSaid, 0.49999997, First, 0.99999994),
        ["precision"] = new(() => new Precision(), Say, Said, 0.6666667, Third, 1),
        ["precision of two"] = new(() => new Precision(topK: 2), [[0, 0, 1, 1]], [[1, 1, 1, 1]], 0),
        ["precision of four"] = new(() => new Precision(topK: 4), [[0, 0, 1, 1]], [[1, 1, 1, 1]], 0.5),
        ["precision at recall"] = new(() => new PrecisionAtRecall(0.5), Five, FiveSaid, 0.5, [2, 2, 2, 1, 1], 0.33333333),
        ["r2"] = new(() => new R2Score(), Column(1, 4, 3), Column(2, 4, 4), 0.57142854),
        ["recall"] = new(() => new Recall(), Say, Said, 0.6666667, Third, 1),
        ["recall at precision"] = new(() => new RecallAtPrecision(0.8), Four, FourSaid, 0.5, Ends, 1),
        ["root mean squared error"] = new(() => new RootMeanSquaredError(), Two, TwoSaid, 0.5, First, 0.70710677),
        ["sensitivity"] = new(() => new SensitivityAtSpecificity(0.5), Five, FiveSaid, 0.5, [1, 1, 2, 2, 1], 0.333333),
        ["sparse accuracy"] = new(() => new SparseCategoricalAccuracy(), Column(2, 1), ThreeSaid, 0.5, [0.7f, 0.3f], 0.3),
        ["specificity"] = new(() => new SpecificityAtSensitivity(0.5), Five, FiveSaid, 0.66666667, [1, 1, 2, 2, 2], 0.5),
        ["squared hinge"] = new(() => "squared_hinge", Two, Shares, 1.86, First, 1.46),
        ["top k"] = new(() => new TopKCategoricalAccuracy(1), Three, ThreeSaid, 0.5, [0.7f, 0.3f], 0.3),
        ["true positives"] = new(() => new TruePositives(), Say, Said, 2, Third, 1),
        ["false negatives"] = new(() => new FalseNegatives(), Column(0, 1, 1, 1), Column(0, 1, 0, 0), 2, Third, 1),
        ["false positives"] = new(() => new FalsePositives(), Column(0, 1, 0, 0), Column(0, 0, 1, 1), 2, Third, 1),
        ["true negatives"] = new(() => new TrueNegatives(), Column(0, 1, 0, 0), Column(1, 1, 0, 0), 2, Third, 1),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Metrics_are_as_printed(string name)
    {
        var e = All[name];
        Assert.Equal(e.Expected, Of(e, null), 1e-6);
        if (e.Weighted is { } weighted) Assert.Equal(weighted, Of(e, e.Weights), 1e-6);
    }

    [Fact]
    public void Figures_of_each_class_are_as_printed()
    {
        float[][] truth = [[1, 1, 1], [1, 0, 0], [1, 1, 0]], predicted = [[0.2f, 0.6f, 0.7f], [0.2f, 0.6f, 0.6f], [0.6f, 0.8f, 0]];
        FScore beta = new FBetaScore(beta: 2, threshold: 0.5), one = new F1Score(threshold: 0.5);
        foreach (var metric in new[] { beta, one }) metric.UpdateState(Rows(truth), Rows(predicted));
        Close.Assert(beta.PerClass, [0.3846154, 0.90909094, 0.8333334], 1e-6);
        Close.Assert(one.PerClass, [0.5, 0.8, 0.6666667], 1e-6);
    }

    [Fact]
    public void Means_and_sums_are_as_printed()
    {
        var (mean, sum, values) = (new Mean(), new Sum(), new Tensor([4], [1, 3, 5, 7]));
        mean.UpdateState(values);
        sum.UpdateState(values);
        Assert.Equal((4, 16), (mean.Result, sum.Result));
        mean.Reset();
        sum.Reset();
        mean.UpdateState(values, new Tensor([4], [1, 1, 0, 0]));
        sum.UpdateState(values, new Tensor([4], [1, 1, 0, 0]));
        Assert.Equal((2, 4), (mean.Result, sum.Result));
    }

    [Fact]
    public void Several_thresholds_and_a_weight_for_each_number_are_counted_apart()
    {
        var metric = new TruePositives(thresholds: new[] { 0.15, 0.5, 0.85 });
        metric.UpdateState(new Tensor([2, 2], [0, 1, 1, 1]), new Tensor([2, 2], [0.9f, 0.2f, 0.7f, 1]), new Tensor([2, 2], [1, 2, 3, 4]));
        Assert.Equal([9.0, 7, 4], metric.PerThreshold);
    }

    [Theory, InlineData(255), InlineData(-1)]
    public void Labels_that_are_none_pass_unseen(float none)
    {
        foreach (Metric metric in (Metric[])[new CohenKappa(), new MatthewsCorrelationCoefficient()])
        {
            metric.UpdateState(new Tensor([3], [0, none, 1]), new Tensor([3, 2], [0.9f, 0.1f, 0.9f, 0.1f, 0.2f, 0.8f]));
            Assert.Equal(1, metric.Result, 1e-9);
        }
    }

    // A weight for each column, and one for each row.
    [Fact]
    public void Weights_broadcast()
    {
        Tensor truth = new([2, 3], [0, 0, 1, 0, 1, 0]), said = new([2, 3], [0.1f, 0.2f, 0.9f, 0.8f, 0.7f, 0.3f]);
        var (columns, rows) = (new TrueNegatives(), new TrueNegatives());
        columns.UpdateState(truth, said, new Tensor([1, 3], [1, 10, 100]));
        rows.UpdateState(truth, said, new Tensor([2, 1], [1, 10]));
        Assert.Equal((111, 12), (columns.Result, rows.Result));
    }

    [Theory]
    [InlineData("binary_crossentropy", 0.81492424, 0.4581446, 1.6298485)]
    [InlineData("huber", 0.155, 0.09, 0.31)]
    [InlineData("hinge", 1.3, 0.55, 2.6)]
    public void Losses_are_as_printed(string name, double expected, double weighted, double sum)
    {
        var loss = Loss.Named(name);
        Tensor truth = Rows(Two), predicted = Rows(Shares);
        Assert.Equal(expected, loss.Call(truth, predicted), 1e-6);
        Assert.Equal(weighted, loss.Call(truth, predicted, new Tensor([2], [1, 0])), 1e-6);
        Assert.Equal(sum, Loss.Named($"{name}(reduction=sum)").Call(truth, predicted), 1e-6);
    }

    [Theory]
    [InlineData(1.1), InlineData(0.0), InlineData(-0.5)]
    public void What_Keras_refuses_is_refused(double threshold)
    {
        ThreeParts.Throws<ArgumentException>(() => new F1Score(threshold: threshold), "threshold");
        if (threshold != 0) ThreeParts.Throws<ArgumentException>(() => new Precision(thresholds: threshold), "thresholds");
        ThreeParts.Throws<ArgumentException>(() => new FBetaScore(beta: 0), "beta 0");
        ThreeParts.Throws<ArgumentException>(() => new SensitivityAtSpecificity(-1), "-1");
        ThreeParts.Throws<ArgumentException>(() => new IoU(2, [2]), "(2)");
    }

    static double Of(Example e, float[]? weights)
    {
        var metric = e.Make();
        metric.UpdateState(Rows(e.Truth), Rows(e.Predicted), weights is null ? null : new Tensor([weights.Length], weights));
        return metric.Result;
    }

    static float[][] Column(params float[] values) => [.. values.Select(v => new[] { v })];

    static Tensor Rows(float[][] rows) => new([rows.Length, rows[0].Length], [.. rows.SelectMany(r => r)]);
}
