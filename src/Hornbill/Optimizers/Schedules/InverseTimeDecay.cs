namespace Hornbill.Optimizers;

/// <summary>initial / (1 + rate × step / decay steps).</summary>
public sealed class InverseTimeDecay : Schedule
{
    readonly double _initial, _rate;
    readonly int _steps;
    readonly bool _staircase;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="initialLearningRate">At step 0.</param>
    /// <param name="decaySteps">Steps after which the divisor has grown by the rate.</param>
    /// <param name="decayRate">How much it grows.</param>
    /// <param name="staircase">Whether it stays until those steps are done.</param>
    /// <exception cref="ArgumentException">A setting is out of bounds.</exception>
    public InverseTimeDecay(double initialLearningRate, int decaySteps, double decayRate, bool staircase = false) =>
        (_initial, _steps, _rate, _staircase) = (NotNegative(initialLearningRate, "initial_learning_rate"),
            (int)Positive(decaySteps, "decay_steps"),
                                                 NotNegative(decayRate, "decay_rate"), staircase);

    /// <inheritdoc/>
    public override string Name => "inverse_time_decay";

    /// <inheritdoc/>
    public override double At(long step) => _initial / (1 + (_rate * (_staircase ? step / _steps : (double)step / _steps)));

    /// <inheritdoc/>
    public override string ToString() =>
        Settings.Write(Name, ("initial_learning_rate", _initial, null), ("decay_steps", _steps, null), ("decay_rate", _rate, null),
            ("staircase", _staircase, false));
}
