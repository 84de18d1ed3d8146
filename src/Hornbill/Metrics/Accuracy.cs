using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Metrics;

/// <summary>The share of samples predicted rightly. As in Keras the shapes decide what that means: one output, above ½ or not; targets that are class
/// indices; targets that give each class a probability.</summary>
/// <param name="prediction">The shape of one prediction.</param>
/// <param name="target">The shape of one target.</param>
public sealed class Accuracy(Shape prediction, Shape target) : Metric
{
    readonly bool _binary = prediction.Elements == 1, _sparse = target.Elements == 1;
    long _right, _seen;

    /// <inheritdoc/>
    public override double Result => _seen == 0 ? 0 : (double)_right / _seen;

    /// <inheritdoc/>
    public override void Reset() => (_right, _seen) = (0, 0);

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        _seen++;
        if (_binary ? prediction[0] > 0.5f == target[0] > 0.5f : Statistics.Argmax(prediction) == (_sparse ? (int)target[0] : Statistics.Argmax(target)))
            _right++;
    }
}
