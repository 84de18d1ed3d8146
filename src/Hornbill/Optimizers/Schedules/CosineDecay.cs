namespace Hornbill.Optimizers;

/// <summary>initial × ((1 − α) × ½ (1 + cos π step / decay steps) + α); with a warm-up before it, along a line from the initial rate to the
/// warm-up's target, from which it then falls. (Loshchilov and Hutter, 2017)</summary>
public sealed class CosineDecay : Schedule
{
    readonly double _initial, _alpha;
    readonly double? _target;
    readonly int _steps, _warmup;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="initialLearningRate">At step 0.</param>
    /// <param name="decaySteps">Steps of the fall, after those of the warm-up.</param>
    /// <param name="alpha">What is left at the end, as a share.</param>
    /// <param name="warmupTarget">Where the warm-up ends and the fall begins; none: there is no warm-up.</param>
    /// <param name="warmupSteps">Steps of the warm-up.</param>
    /// <exception cref="ArgumentException">A setting is out of bounds.</exception>
    public CosineDecay(double initialLearningRate, int decaySteps, double alpha = 0, double? warmupTarget = null, int warmupSteps = 0)
    {
        (_initial, _steps) = (NotNegative(initialLearningRate, "initial_learning_rate"), (int)Positive(decaySteps, "decay_steps"));
        (_alpha, _warmup) = (NotNegative(alpha, "alpha"), (int)NotNegative(warmupSteps, "warmup_steps"));
        _target = warmupTarget is { } target ? NotNegative(target, "warmup_target") : null;
    }

    /// <inheritdoc/>
    public override string Name => "cosine_decay";

    /// <inheritdoc/>
    public override double At(long step)
    {
        if (_target is not { } target) return Fall(_initial, step);
        return step < _warmup ? _initial + ((target - _initial) * step / _warmup) : Fall(target, step - _warmup);
    }

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("initial_learning_rate", _initial, null), ("decay_steps", _steps, null),
                                                        ("alpha", _alpha, 0.0), ("warmup_target", _target, null),
                                                            ("warmup_steps", _warmup, 0));

    double Fall(double from, long step) => from * (((1 - _alpha) * Cosine(Share(step, _steps))) + _alpha);
}
