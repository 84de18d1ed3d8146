using Hornbill.Layers;
namespace Hornbill.Metrics;

/// <summary>R² = 1 − Σ (t − p)² / Σ (t − mean t)² of each output over all samples: 1 where predictions are exact, 0 where they are no
/// better than the mean. The result is their mean ("uniform_average", and where no average is asked for) or that weighted by the targets'
/// variance.</summary>
/// <param name="classAggregation">"uniform_average", "variance_weighted_average", or none, which leaves each output's in
/// <see cref="PerClass"/>.</param>
/// <param name="numRegressors">Of the adjusted R², the independent variables that the model has; 0 for R² as it is.</param>
public sealed class R2Score(string? classAggregation = "uniform_average", int numRegressors = 0) : WeightedMetric
{
    readonly string? _aggregation = classAggregation is null
        ? null
        : Choices.Check("class aggregation of R2Score", classAggregation, "uniform_average", "variance_weighted_average");
    readonly int _regressors = numRegressors >= 0
        ? numRegressors
        : throw new ArgumentException(
            $"R2Score got {numRegressors} regressors but needs at least 0. Give the number of independent variables.");
    double[] _sum = [], _squares = [], _errors = [], _weights = [];
    double _values;

    /// <inheritdoc/>
    public override string Name => "r2_score";

    /// <summary>R² of each output; 0 where its target never changes.</summary>
    public double[] PerClass => [.. Enumerable.Range(0, _sum.Length).Select(c =>
        Total(c) == 0 && !double.IsNaN(_errors[c]) ? 0 : 1 - (_errors[c] / Total(c)))];

    /// <inheritdoc/>
    public override double Result
    {
        get
        {
            if (_sum.Length == 0) return 0;
            var (each, totals) = (PerClass, Enumerable.Range(0, _sum.Length).Select(Total).ToArray());
            var r2 = _aggregation == "variance_weighted_average" ? each.Zip(totals, (r, t) => r * t).Sum() / totals.Sum() : each.Average();
            // With too few values the adjusted one is not known: it stays as it is.
            return _regressors == 0 || _regressors >= _values - 1 ? r2 : 1 - ((1 - r2) * (_values - 1) / (_values - _regressors - 1));
        }
    }

    /// <inheritdoc/>
    public override double[] State
    {
        get => [_values, .. _sum, .. _squares, .. _errors, .. _weights];
        set
        {
            Check(value, value is not null && value.Length % 4 == 1 && value[0] >= 0);
            var n = (value!.Length - 1) / 4;
            double[] Part(int i) => value[(1 + (i * n))..(1 + ((i + 1) * n))];
            (_values, _sum, _squares, _errors, _weights) = (value[0], Part(0), Part(1), Part(2), Part(3));
        }
    }

    /// <inheritdoc/>
    public override Metric Fresh() => new R2Score(_aggregation, _regressors);

    /// <inheritdoc/>
    public override void Reset() => (_values, _sum, _squares, _errors, _weights) = (0, [], [], [], []);

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, double weight)
    {
        var n = prediction.Length;
        if (_sum.Length != n) (_sum, _squares, _errors, _weights) = (new double[n], new double[n], new double[n], new double[n]);
        for (var c = 0; c < n; c++)
        {
            double t = Truth.Of(prediction, target, c), error = t - prediction[c];
            (_sum[c], _squares[c], _errors[c], _weights[c]) =
                (_sum[c] + (weight * t), _squares[c] + (weight * t * t), _errors[c] + (weight * error * error), _weights[c] + weight);
        }
        _values += n;
    }

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("class_aggregation", _aggregation ?? "none", "uniform_average"),
        ("num_regressors", _regressors, 0));

    internal static Metric From(Config c) =>
        new R2Score(c.String("class_aggregation", "uniform_average") is "none" ? null : c.String("class_aggregation", "uniform_average"),
            c.Int("num_regressors", 0));

    double Total(int c) => _weights[c] == 0 ? 0 : _squares[c] - (_sum[c] * _sum[c] / _weights[c]);
}
