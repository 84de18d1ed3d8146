using System.Diagnostics.CodeAnalysis;
using Hornbill.Layers;

namespace Hornbill.Metrics;

/// <summary>A figure of predictions and targets, gathered sample by sample. A metric given to <c>Compile</c> is a pattern: training,
/// validation and evaluation each fill a <see cref="Fresh"/> one.</summary>
/// <remarks>A target is as long as the prediction (one-hot, several labels, or numbers), or the index of a class: every metric takes both,
/// and a single output is the probability of class 1 of two. Where nothing was seen, or a share has nothing below its line, the result is
/// 0.</remarks>
public abstract partial class Metric
{
    /// <summary>The metrics by name: each has its line, and every loss of single samples is one.</summary>
    internal static readonly Named<Metric> Registry = new("metric", new Dictionary<string, Func<Config, Metric>>(
        Losses.Loss.All.Where(l => !Losses.Loss.Named(l.Key).OfBatch)
            .Select(l => new KeyValuePair<string, Func<Config, Metric>>(l.Key, c => new LossMetric(l.Value(c)))))
    {
        ["acc"] = _ => new Accuracy(),
        ["accuracy"] = _ => new Accuracy(),
        ["auc"] = AUC.From,
        ["binary_accuracy"] = c => new BinaryAccuracy(c.Double("threshold", 0.5)),
        ["binary_io_u"] = c => new BinaryIoU(c.IntsOrNull("target_class_ids"), c.Double("threshold", 0.5)),
        ["categorical_accuracy"] = _ => new CategoricalAccuracy(),
        ["cohen_kappa"] = c => new CohenKappa(c.StringOrNull("weights")),
        ["concordance_correlation"] = _ => new ConcordanceCorrelation(),
        ["f1_score"] = c => new F1Score(c.StringOrNull("average"), c.DoubleOrNull("threshold")),
        ["false_negatives"] = c => new FalseNegatives(Thresholds.From(c)),
        ["false_positives"] = c => new FalsePositives(Thresholds.From(c)),
        ["fbeta_score"] = c => new FBetaScore(c.StringOrNull("average"), c.Double("beta", 1), c.DoubleOrNull("threshold")),
        ["io_u"] = c => new IoU(c.IntOrNull("num_classes"), c.IntsOrNull("target_class_ids"), c.IntOrNull("ignore_class"),
            c.Bool("sparse_y_true", true), c.Bool("sparse_y_pred", true)),
        ["matthews_correlation_coefficient"] = _ => new MatthewsCorrelationCoefficient(),
        ["mean"] = _ => new Mean(),
        ["mean_io_u"] = c => new MeanIoU(c.IntOrNull("num_classes"), c.IntOrNull("ignore_class"), c.Bool("sparse_y_true", true),
            c.Bool("sparse_y_pred", true)),
        ["one_hot_io_u"] = c => new OneHotIoU(c.IntOrNull("num_classes"), c.IntsOrNull("target_class_ids"), c.IntOrNull("ignore_class"),
            c.Bool("sparse_y_pred", false)),
        ["one_hot_mean_io_u"] = c => new OneHotMeanIoU(c.IntOrNull("num_classes"), c.IntOrNull("ignore_class"),
            c.Bool("sparse_y_pred", false)),
        ["pearson_correlation"] = _ => new PearsonCorrelation(),
        ["precision"] = c => new Precision(Thresholds.From(c), c.IntOrNull("top_k"), c.IntOrNull("class_id")),
        ["precision_at_recall"] = c => new PrecisionAtRecall(c.Double("recall", 0.5), c.Int("num_thresholds", 200),
            c.IntOrNull("class_id")),
        ["r2_score"] = R2Score.From,
        ["recall"] = c => new Recall(Thresholds.From(c), c.IntOrNull("top_k"), c.IntOrNull("class_id")),
        ["recall_at_precision"] = c => new RecallAtPrecision(c.Double("precision", 0.5), c.Int("num_thresholds", 200),
            c.IntOrNull("class_id")),
        ["root_mean_squared_error"] = _ => new RootMeanSquaredError(),
        ["sensitivity_at_specificity"] = c => new SensitivityAtSpecificity(c.Double("specificity", 0.5), c.Int("num_thresholds", 200),
            c.IntOrNull("class_id")),
        ["sparse_categorical_accuracy"] = _ => new SparseCategoricalAccuracy(),
        ["sparse_top_k_categorical_accuracy"] = c => new SparseTopKCategoricalAccuracy(c.Int("k", 5), c.Bool("from_sorted_ids", false)),
        ["specificity_at_sensitivity"] = c => new SpecificityAtSensitivity(c.Double("sensitivity", 0.5), c.Int("num_thresholds", 200),
            c.IntOrNull("class_id")),
        ["sum"] = _ => new Sum(),
        ["top_k_categorical_accuracy"] = c => new TopKCategoricalAccuracy(c.Int("k", 5)),
        ["true_negatives"] = c => new TrueNegatives(Thresholds.From(c)),
        ["true_positives"] = c => new TruePositives(Thresholds.From(c)),
    }, new Dictionary<string, string> { ["f_beta_score"] = "fbeta_score", ["log_cosh_error"] = "log_cosh" })
    {
        Adapt = own => own is Losses.Loss loss ? new LossMetric(loss) : null,
    };

    string? _logName;

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Registry.Names;

    /// <summary>Its Keras name, under which it is logged.</summary>
    public abstract string Name { get; }

    /// <summary>The name it is logged under: <see cref="Name"/>, unless another is chosen.</summary>
    /// <example><code>metrics: ["accuracy", new TopKCategoricalAccuracy(3) { LogName = "top3" }]</code></example>
    public string LogName
    {
        get => _logName ?? Name;
        init => _logName = value;
    }

    /// <summary>The figure for what has been seen since the last reset; 0 where that is nothing.</summary>
    public abstract double Result { get; }

    /// <summary>What it has seen, as numbers: a checkpoint in the middle of an epoch keeps them, and one of the same settings goes on from
    /// them.</summary>
    /// <exception cref="ArgumentException">They are not those of such a metric.</exception>
    public abstract double[] State { get; set; }

    /// <summary>A metric by its Keras name, settings in brackets: <c>accuracy</c>, <c>top_k_categorical_accuracy(k=3)</c>.</summary>
    /// <param name="name">Its name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name, or it has no such setting.</exception>
    public static Metric Named(string name) => Registry.Make(name);

    /// <summary>By name: what is asked for as "acc" is logged as "acc". Null stays null.</summary>
    /// <param name="name">Its Keras name, settings in brackets.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Metric?(string? name)
    {
        if (name is null) return null;
        var metric = Named(name);
        metric._logName = Settings.Word(name).Trim();
        return metric;
    }

    /// <summary>A metric of the same settings that has seen nothing.</summary>
    public abstract Metric Fresh();

    /// <summary>Forgets what has been seen.</summary>
    public abstract void Reset();

    /// <summary>Takes in one sample.</summary>
    /// <param name="prediction">What the model predicts for the sample.</param>
    /// <param name="target">Its target.</param>
    public abstract void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target);

    /// <summary>Takes in one sample that counts so much.</summary>
    /// <param name="prediction">What the model predicts for the sample.</param>
    /// <param name="target">Its target.</param>
    /// <param name="weight">How much it counts.</param>
    /// <exception cref="ArgumentException">The metric cannot weigh samples.</exception>
    public virtual void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, double weight)
    {
        if (weight == 1) Update(prediction, target);
        else if (weight != 0)
            throw new ArgumentException(
                $"The metric '{this}' got a sample of the weight {weight} but counts each once, or not at all. Give it among metrics " +
                $"instead of weightedMetrics.");
    }

    /// <summary>Its name, with those settings that differ from their defaults; <see cref="Named"/> makes of it the same again.</summary>
    public override string ToString() => Name;

    /// <summary>Writes the settings of one of your own, of which <c>customObjects</c> make it again; the built-in ones have theirs in their
    /// text.</summary>
    public virtual Config GetConfig() => new();

    /// <summary>As a file holds it.</summary>
    /// <exception cref="ArgumentException">It could not be loaded.</exception>
    internal virtual string Saved() => Registry.Write(this, ToString(), GetConfig());

    private protected void Check(double[]? state, bool fits)
    {
        if (!fits)
            throw new ArgumentException($"The metric '{this}' got a state of {state?.Length ?? 0} numbers, but needs one of its own. " +
                                        "Give it the state of one with the same settings.");
    }
}
