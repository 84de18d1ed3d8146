namespace Hornbill.Metrics;

/// <summary>The area under a curve over thresholds spread evenly in [0, 1]: recall over the false positive rate ("ROC"), or precision over recall ("PR").
/// The outputs of all classes are counted together.</summary>
/// <remarks>As in Keras, ROC's points are joined by straight lines, and PR's by the curve between them that keeps true positives linear in positives (Davis and
/// Goadrich, 2006); "minoring" and "majoring" take the lower or the upper end of each step instead. Two thresholds lie beyond 0 and 1.</remarks>
public sealed class AUC : Metric
{
    readonly string _curve, _method;
    readonly double[] _true, _false; // positives and negatives by the last threshold their output is above

    /// <summary>With Keras's arguments.</summary>
    /// <param name="numThresholds">How many thresholds, at least 2.</param>
    /// <param name="curve">"ROC" or "PR".</param>
    /// <param name="summationMethod">"interpolation", "minoring" or "majoring".</param>
    /// <exception cref="ArgumentException">There are fewer than two thresholds, or a word is not known.</exception>
    public AUC(int numThresholds = 200, string curve = "ROC", string summationMethod = "interpolation")
    {
        if (numThresholds is < 2 or > 100_000)
            throw new ArgumentException($"AUC got {numThresholds} thresholds but needs 2 to 100,000. Keras takes 200.");
        _curve = Choices.Check("curve of AUC", curve, "ROC", "PR");
        _method = Choices.Check("summation method of AUC", summationMethod, "interpolation", "minoring", "majoring");
        (_true, _false) = (new double[numThresholds], new double[numThresholds]);
    }

    /// <inheritdoc/>
    public override string Name => "auc";

    /// <inheritdoc/>
    public override double Result
    {
        get
        {
            var (area, tp, fp) = (0.0, 0.0, 0.0);
            var (positives, negatives) = (_true.Sum(), _false.Sum());
            for (var i = _true.Length - 1; i >= 0; i--)
            {
                var (moreTrue, moreFalse) = (tp + _true[i], fp + _false[i]);
                area += _curve == "ROC"
                    ? Ratio(_false[i], negatives) * Height(Ratio(moreTrue, positives), Ratio(tp, positives))
                    : _method == "interpolation"
                        ? Curved(tp, fp, moreTrue, moreFalse, positives)
                        : Ratio(_true[i], positives) * Height(Ratio(moreTrue, moreTrue + moreFalse), Ratio(tp, tp + fp));
                (tp, fp) = (moreTrue, moreFalse);
            }
            return area;
        }
    }

    /// <inheritdoc/>
    public override double[] State
    {
        get => [.. _true, .. _false];
        set
        {
            Check(value, value?.Length == 2 * _true.Length);
            value!.AsSpan(0, _true.Length).CopyTo(_true);
            value.AsSpan(_true.Length).CopyTo(_false);
        }
    }

    /// <inheritdoc/>
    public override Metric Fresh() => new AUC(_true.Length, _curve, _method);

    /// <inheritdoc/>
    public override void Reset()
    {
        _true.AsSpan().Clear();
        _false.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        for (var i = 0; i < prediction.Length; i++)
        {
            var (bucket, truth) = (Bucket(prediction[i]), Truth.Of(prediction, target, i));
            _true[bucket] += truth;
            _false[bucket] += 1 - truth;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(
        Name, ("num_thresholds", _true.Length, 200), ("curve", _curve, "ROC"), ("summation_method", _method, "interpolation"));

    // The last of the thresholds i / (n - 1) below the output; what is not a number is above the first alone.
    int Bucket(float prediction) => prediction > 0 ? Math.Max(0, (int)MathF.Ceiling(Math.Min(1, prediction) * (_true.Length - 1)) - 1) : 0;

    double Height(double a, double b) => _method switch { "minoring" => Math.Min(a, b), "majoring" => Math.Max(a, b), _ => (a + b) / 2 };

    // The integral over recall of precision TP / P, with TP = slope · P + intercept between two points.
    static double Curved(double tp, double fp, double moreTrue, double moreFalse, double positives)
    {
        var (p, more) = (tp + fp, moreTrue + moreFalse);
        var slope = Ratio(moreTrue - tp, more - p);
        var intercept = tp - (slope * p);
        return Ratio(slope * (moreTrue - tp + (intercept * (p > 0 && more > 0 ? Math.Log(more / p) : 0))), positives);
    }

    static double Ratio(double a, double b) => b > 0 ? a / b : 0;
}
