namespace Hornbill.Metrics;

/// <summary>The greatest of one figure over all thresholds at which another is at least a value: of sensitivity at a specificity, and its
/// kin. 0 where none is.</summary>
public abstract class ThresholdSearch : WeightedMetric
{
    // Keras divides so, in single precision: where it just reaches 1 the quotient may be below.
    const float Smallest = 1e-7f;

    readonly string _setting;
    readonly double _value;
    readonly int _numThresholds;
    readonly int? _classId;
    readonly CurveCounts _counts;

    private protected ThresholdSearch(string setting, double value, int numThresholds, int? classId)
    {
        if (value is not (>= 0 and <= 1))
            throw new ArgumentException(
                $"{GetType().Name} got the {setting} {value} but needs a number from 0 to 1. Give one such as 0.5.");
        if (numThresholds is < 1 or > 100_000)
            throw new ArgumentException(
                $"{GetType().Name} got {numThresholds} thresholds but needs 1 to 100,000. Give 200, as Keras does.");
        if (classId < 0) throw new ArgumentException(
            $"{GetType().Name} got class {classId} but needs an index from 0. Give the class's index.");
        (_setting, _value, _numThresholds, _classId) = (setting, value, numThresholds, classId);
        _counts = new(numThresholds == 1 ? [0.5f] : [.. Enumerable.Range(0, numThresholds).Select(i => (float)i / (numThresholds - 1))],
            numThresholds > 1);
    }

    /// <inheritdoc/>
    public sealed override double Result => _counts.Labels == 0
        ? 0
        : _counts.Points(0).Select(Figures).Where(f => f.Held >= (float)_value).Select(f => f.Sought).DefaultIfEmpty(0).Max();

    /// <inheritdoc/>
    public sealed override double[] State
    {
        get => _counts.State;
        set
        {
            Check(value, _counts.Fits(value));
            _counts.State = value!;
        }
    }

    /// <inheritdoc/>
    public sealed override void Reset() => _counts.Reset();

    /// <inheritdoc/>
    public sealed override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, double weight)
    {
        if (_classId >= prediction.Length)
            throw new ArgumentException(
                $"{GetType().Name} counts class {_classId} but a prediction has {prediction.Length} outputs. Give an index below that.");
        for (var i = _classId ?? 0; i <= (_classId ?? prediction.Length - 1);
            i++) _counts.Add(0, prediction[i], Truth.Of(prediction, target, i), weight);
    }

    /// <inheritdoc/>
    public sealed override string ToString() =>
        Settings.Write(Name, (_setting, _value, 0.5), ("num_thresholds", _numThresholds, 200), ("class_id", _classId, null));

    /// <summary>What must be reached at a threshold, and what is sought.</summary>
    private protected abstract (float Held, double Sought) Figures(CurvePoint point);

    private protected (double Value, int NumThresholds, int? ClassId) Given => (_value, _numThresholds, _classId);

    private protected sealed override bool TakesVectors => _classId is not null;

    private protected static float Share(double part, double rest) => (float)part / ((float)(part + rest) + Smallest);
}
