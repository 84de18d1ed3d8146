namespace Hornbill.Optimizers;

/// <summary>Falls along half a cosine again and again, each time over t times as many steps and from m times as high:
/// initial × ((1 − α) × mⁱ × ½ (1 + cos π share of stretch i) + α). (Loshchilov and Hutter, 2017)</summary>
public sealed class CosineDecayRestarts : Schedule
{
    readonly double _initial, _stretch, _height, _alpha;
    readonly int _steps;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="initialLearningRate">At step 0.</param>
    /// <param name="firstDecaySteps">Steps of the first fall.</param>
    /// <param name="tMul">How many times as many steps the next fall has, at least 1.</param>
    /// <param name="mMul">How many times as high it begins.</param>
    /// <param name="alpha">What is left at the end of each fall, as a share.</param>
    /// <exception cref="ArgumentException">A setting is out of bounds.</exception>
    public CosineDecayRestarts(double initialLearningRate, int firstDecaySteps, double tMul = 2, double mMul = 1, double alpha = 0)
    {
        (_initial, _steps) = (NotNegative(initialLearningRate, "initial_learning_rate"),
            (int)Positive(firstDecaySteps, "first_decay_steps"));
        (_height, _alpha) = (NotNegative(mMul, "m_mul"), NotNegative(alpha, "alpha"));
        _stretch = tMul >= 1 && double.IsFinite(tMul) ? tMul : throw Wrong(tMul, "t_mul", "a number of at least 1");
    }

    /// <inheritdoc/>
    public override string Name => "cosine_decay_restarts";

    /// <inheritdoc/>
    public override double At(long step)
    {
        var (stretch, share) = Stretch((double)step / _steps);
        return _initial * (((1 - _alpha) * Curves.Pow(_height, stretch) * Cosine(share)) + _alpha);
    }

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("initial_learning_rate", _initial, null),
        ("first_decay_steps", _steps, null),
                                                        ("t_mul", _stretch, 2.0), ("m_mul", _height, 1.0), ("alpha", _alpha, 0.0));

    // In which stretch a place lies, counted in first stretches, and how far in it.
    (double Stretch, double Share) Stretch(double place)
    {
        if (_stretch < 1.001) return (Math.Floor(place), place - Math.Floor(place));
        var (i, length) = (0, 1.0);
        for (; place >= length; i++, length *= _stretch) place -= length;
        return (i, place / length);
    }
}
