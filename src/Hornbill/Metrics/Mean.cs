using Hornbill.Tensors;

namespace Hornbill.Metrics;

/// <summary>The mean of all values that it is shown, each times its weight; as a metric of a model, of its predictions.</summary>
/// <example><code>
/// var metric = new Mean();
/// metric.UpdateState(new Tensor([4], [1, 3, 5, 7]));
/// </code></example>
public sealed class Mean : WeightedMetric
{
    double _sum, _weights;

    /// <inheritdoc/>
    public override string Name => "mean";

    /// <inheritdoc/>
    public override double Result => _weights == 0 ? 0 : _sum / _weights;

    /// <inheritdoc/>
    public override double[] State
    {
        get => [_sum, _weights];
        set
        {
            Check(value, value is [_, >= 0]);
            (_sum, _weights) = (value[0], value[1]);
        }
    }

    /// <summary>Takes in values.</summary>
    /// <param name="values">Any shape.</param>
    /// <param name="sampleWeight">A weight for each value, or for each row of them; 1 by default.</param>
    /// <exception cref="ArgumentException">There are as many weights as neither values nor rows.</exception>
    public void UpdateState(Tensor values, Tensor? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        UpdateState(values, values.Shape.Rank > 1 ? new([values.Data.Length], values.Data) : values, sampleWeight);
    }

    /// <inheritdoc/>
    public override Metric Fresh() => new Mean();

    /// <inheritdoc/>
    public override void Reset() => (_sum, _weights) = (0, 0);

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, double weight)
    {
        foreach (var value in prediction) (_sum, _weights) = (_sum + (weight * value), _weights + weight);
    }
}
