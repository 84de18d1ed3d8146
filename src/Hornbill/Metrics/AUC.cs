using Hornbill.Layers;
namespace Hornbill.Metrics;

/// <summary>The area under a curve over thresholds spread evenly in [0, 1]: recall over the false positive rate ("ROC"), precision over
/// recall ("PR"), or the gains of both ("PRGAIN"; Flach and Kull, 2015). The outputs of all classes are counted together, or each label
/// apart and then the mean of their areas.</summary>
/// <remarks>As in Keras, points are joined by straight lines, and PR's by the curve between them that keeps true positives linear in
/// positives (Davis and Goadrich, 2006); "minoring" and "majoring" take the lower or the upper end of each step instead. Two thresholds lie
/// beyond 0 and 1.</remarks>
public sealed class AUC : WeightedMetric
{
    const float Beyond = 1e-7f;

    readonly string _curve, _method;
    readonly int _numThresholds;
    readonly double[]? _thresholds, _labelWeights;
    readonly bool _multiLabel, _fromLogits;
    readonly CurveCounts _counts;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="numThresholds">How many thresholds, at least 2.</param>
    /// <param name="curve">"ROC", "PR" or "PRGAIN".</param>
    /// <param name="summationMethod">"interpolation", "minoring" or "majoring".</param>
    /// <param name="thresholds">The thresholds, between 0 and 1, instead of those that are spread evenly.</param>
    /// <param name="multiLabel">Whether each output is a label whose area is its own.</param>
    /// <param name="labelWeights">How much each label counts.</param>
    /// <param name="fromLogits">Whether outputs are logits, of which the sigmoid is taken.</param>
    /// <exception cref="ArgumentException">There are fewer than two thresholds, one is out of range, or a word is not known.</exception>
    public AUC(int numThresholds = 200, string curve = "ROC", string summationMethod = "interpolation", double[]? thresholds = null,
        bool multiLabel = false,
               double[]? labelWeights = null, bool fromLogits = false)
    {
        if (numThresholds is < 2 or > 100_000)
            throw new ArgumentException($"AUC got {numThresholds} thresholds but needs 2 to 100,000. Give 200, as Keras does.");
        if (labelWeights is not null && labelWeights.Any(w => !(w >= 0) || !double.IsFinite(w)))
            throw new ArgumentException(
                $"AUC got the label weights ({string.Join(", ", labelWeights)}) but needs finite numbers of at least 0. Correct them.");
        _curve = Choices.Check("curve of AUC", curve, "ROC", "PR", "PRGAIN");
        _method = Choices.Check("summation method of AUC", summationMethod, "interpolation", "minoring", "majoring");
        (_numThresholds, _multiLabel, _labelWeights, _fromLogits) = (numThresholds, multiLabel, labelWeights, fromLogits);
        _thresholds = thresholds is { Length: > 0 } ? new Thresholds([.. thresholds.Order()]).Checked("AUC") : null;
        var inner = _thresholds ?? [.. Enumerable.Range(1, numThresholds - 2).Select(i => (double)i / (numThresholds - 1))];
        var spread = !inner.Where((t, i) => Math.Abs(t - ((i + 1.0) / (inner.Length + 1))) > 1e-7).Any();
        _counts = new([-Beyond, .. inner.Select(t => (float)t), 1 + Beyond], spread);
    }

    /// <inheritdoc/>
    public override string Name => "auc";

    /// <inheritdoc/>
    public override double Result
    {
        get
        {
            var areas = PerLabel;
            if (areas.Length == 0) return 0;
            if (!_multiLabel || _labelWeights is null) return areas.Average();
            return CurvePoint.Ratio(areas.Select((area, label) => area * _labelWeights[label]).Sum(), _labelWeights.Sum());
        }
    }

    /// <summary>The area of each label; of outputs that are counted together one.</summary>
    public double[] PerLabel => [.. Enumerable.Range(0, _counts.Labels).Select(label => Area(_counts.Points(label)))];

    /// <inheritdoc/>
    public override double[] State
    {
        get => _counts.State;
        set
        {
            Check(value, _counts.Fits(value));
            _counts.State = value!;
        }
    }

    /// <inheritdoc/>
    public override Metric Fresh() => new AUC(_numThresholds, _curve, _method, _thresholds, _multiLabel, _labelWeights, _fromLogits);

    /// <inheritdoc/>
    public override void Reset() => _counts.Reset();

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, double weight)
    {
        if (_labelWeights is not null && _labelWeights.Length != prediction.Length)
            throw new ArgumentException(
                $"AUC got {_labelWeights.Length} label weights but a prediction has {prediction.Length} outputs. Give one for each.");
        for (var i = 0; i < prediction.Length; i++)
        {
            var output = _fromLogits ? 1 / (1 + MathF.Exp(-prediction[i])) : prediction[i];
            _counts.Add(_multiLabel ? i : 0, output, Truth.Of(prediction, target, i), _multiLabel ? weight
                : weight * (_labelWeights?[i] ?? 1));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(
        Name, ("num_thresholds", _numThresholds, 200), ("curve", _curve, "ROC"), ("summation_method", _method, "interpolation"),
            ("thresholds", _thresholds, null),
        ("multi_label", _multiLabel, false), ("label_weights", _labelWeights, null), ("from_logits", _fromLogits, false));

    internal static Metric From(Config c) => new AUC(
        c.Int("num_thresholds", 200), c.String("curve", "ROC"), c.String("summation_method", "interpolation"),
            c.DoublesOrNull("thresholds") is { Length: > 0 } t ? t : null,
        c.Bool("multi_label", false), c.DoublesOrNull("label_weights") is { Length: > 0 } w ? w : null, c.Bool("from_logits", false));

    double Area(CurvePoint[] points)
    {
        var area = 0.0;
        for (var i = 0; i + 1 < points.Length; i++)
        {
            var (a, b) = (points[i], points[i + 1]);
            if (_curve == "PR" && _method == "interpolation") area += Curved(b, a);
            else area += (X(a) - X(b)) * Height(Y(a), Y(b));
        }
        return area;
    }

    double X(CurvePoint p) => _curve switch
    {
        "ROC" => CurvePoint.Ratio(p.FalsePositives, p.FalsePositives + p.TrueNegatives),
        "PR" => p.Recall,
        _ => Math.Max(0, Gain(p, p.FalseNegatives, 0)),
    };

    double Y(CurvePoint p) => _curve switch { "ROC" => p.Recall, "PR" => p.Precision, _ => Gain(p, p.FalsePositives, 1) };

    // How far recall or precision is above that of saying yes always.
    static double Gain(CurvePoint p, double wrong, double without) => p.TruePositives == 0
        ? without
        : 1 - (CurvePoint.Ratio(p.TruePositives + p.FalseNegatives, p.TrueNegatives + p.FalsePositives) * CurvePoint.Ratio(wrong,
            p.TruePositives));

    double Height(double a, double b) => _method switch { "minoring" => Math.Min(a, b), "majoring" => Math.Max(a, b), _ => (a + b) / 2 };

    // The integral over recall of precision TP / P, with TP = slope · P + intercept between two points.
    static double Curved(CurvePoint from, CurvePoint to)
    {
        double p = from.TruePositives + from.FalsePositives, more = to.TruePositives + to.FalsePositives, gained =
            to.TruePositives - from.TruePositives;
        var slope = CurvePoint.Ratio(gained, more - p);
        var intercept = from.TruePositives - (slope * p);
        return CurvePoint.Ratio(slope * (gained + (intercept * (p > 0 && more > 0 ? Math.Log(more / p) : 0))), from.TruePositives
            + from.FalseNegatives);
    }
}
