namespace Hornbill.Optimizers;

/// <summary>(initial − end) × (1 − step / decay steps)^power + end; then the end, or, cycling, the same over twice, three times, … as many
/// steps.</summary>
public sealed class PolynomialDecay : Schedule
{
    readonly double _initial, _end, _power;
    readonly int _steps;
    readonly bool _cycle;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="initialLearningRate">At step 0.</param>
    /// <param name="decaySteps">Steps until the end.</param>
    /// <param name="endLearningRate">What it comes down to.</param>
    /// <param name="power">1 is a line.</param>
    /// <param name="cycle">Whether it rises again after the end, to fall over one more stretch of steps.</param>
    /// <exception cref="ArgumentException">A setting is out of bounds.</exception>
    public PolynomialDecay(double initialLearningRate, int decaySteps, double endLearningRate = 0.0001, double power = 1,
        bool cycle = false) =>
        (_initial, _steps, _end, _power, _cycle) =
            (NotNegative(initialLearningRate, "initial_learning_rate"), (int)Positive(decaySteps, "decay_steps"),
                                                    NotNegative(endLearningRate, "end_learning_rate"), Positive(power, "power"), cycle);

    /// <inheritdoc/>
    public override string Name => "polynomial_decay";

    /// <inheritdoc/>
    public override double At(long step)
    {
        var stretches = _cycle ? Math.Max(1, (step + _steps - 1) / _steps) : 1;
        return ((_initial - _end) * Curves.Pow(1 - Share(step, (double)stretches * _steps), _power)) + _end;
    }

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("initial_learning_rate", _initial, null), ("decay_steps", _steps, null),
                                                        ("end_learning_rate", _end, 0.0001), ("power", _power, 1.0),
                                                            ("cycle", _cycle, false));
}
