namespace Hornbill.Metrics;

/// <summary>Positives and negatives by the last threshold that their output is above: what curves over thresholds are drawn from.</summary>
sealed class CurveCounts
{
    readonly float[] _thresholds;
    readonly bool _even;
    double[] _true = [], _false = []; // (label, threshold), and before the first threshold what is above none

    /// <summary>Over thresholds in rising order.</summary>
    /// <param name="thresholds">The thresholds.</param>
    /// <param name="even">Whether they are spread evenly in [0, 1]: an output of 0 is then above the first.</param>
    public CurveCounts(float[] thresholds, bool even)
    {
        (_thresholds, _even) = (thresholds, even);
        Reset();
    }

    /// <summary>How many labels are counted apart.</summary>
    public int Labels => _true.Length / Slots;

    public double[] State
    {
        get => [.. _true, .. _false];
        set => (_true, _false) = (value[..(value.Length / 2)], value[(value.Length / 2)..]);
    }

    int Slots => _thresholds.Length + 1;

    /// <summary>Whether a state is one of such counts.</summary>
    public bool Fits(double[]? state) => state is not null && state.Length % (2 * Slots) == 0 && state.All(n => n >= 0);

    public void Reset() => (_true, _false) = ([], []);

    /// <summary>Counts an output whose target is 1, 0, or between spread thresholds a share of both.</summary>
    public void Add(int label, float output, double truth, double weight)
    {
        if (label >= Labels)
        {
            Array.Resize(ref _true, (label + 1) * Slots);
            Array.Resize(ref _false, (label + 1) * Slots);
        }
        if (!_even) truth = truth != 0 ? 1 : 0;
        var slot = (label * Slots) + 1 + Last(output);
        _true[slot] += weight * truth;
        _false[slot] += weight * (1 - truth);
    }

    /// <summary>Of a label at each threshold the outputs above it by their targets, and those that are not.</summary>
    public CurvePoint[] Points(int label)
    {
        Span<double> t = _true.AsSpan(label * Slots, Slots), f = _false.AsSpan(label * Slots, Slots);
        double tp = 0, fp = 0, positives = 0, negatives = 0;
        for (var i = 0; i < Slots; i++) (positives, negatives) = (positives + t[i], negatives + f[i]);
        var points = new CurvePoint[_thresholds.Length];
        for (var i = points.Length - 1; i >= 0; i--)
        {
            (tp, fp) = (tp + t[i + 1], fp + f[i + 1]);
            points[i] = new(tp, fp, positives - tp, negatives - fp);
        }
        return points;
    }

    // The last threshold below an output; −1 where there is none. What is not a number is above the first of those that are spread, and
    // above no others.
    int Last(float output)
    {
        if (_even) return output > 0 ? Math.Max(0, (int)MathF.Ceiling(Math.Min(1, output) * (_thresholds.Length - 1)) - 1) : 0;
        var last = -1;
        while (last + 1 < _thresholds.Length && output > _thresholds[last + 1]) last++;
        return last;
    }
}

/// <summary>What a threshold makes of positives and negatives.</summary>
readonly record struct CurvePoint(double TruePositives, double FalsePositives, double FalseNegatives, double TrueNegatives)
{
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    public static double Ratio(double a, double b) => b > 0 ? a / b : 0;
}
