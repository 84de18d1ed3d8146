namespace Hornbill.Optimizers;

/// <summary>Rises along half a cosine from max / initial divisor to max, then falls along another to max / (initial divisor × final
/// divisor), in all over the steps of a training, and stays there. (Smith and Topin, 2018; as PyTorch's OneCycleLR with two
/// phases)</summary>
public sealed class OneCycle : Schedule
{
    readonly double _max, _share, _initial, _final;
    readonly int _steps;

    /// <summary>With PyTorch's defaults.</summary>
    /// <param name="maxLearningRate">The highest rate.</param>
    /// <param name="totalSteps">Steps of the whole cycle, at least 2.</param>
    /// <param name="warmupShare">The share of them in which the rate rises.</param>
    /// <param name="initialDivisor">How many times less than the highest the first rate is.</param>
    /// <param name="finalDivisor">How many times less than the first the last rate is.</param>
    /// <exception cref="ArgumentException">A setting is out of bounds.</exception>
    public OneCycle(double maxLearningRate, int totalSteps, double warmupShare = 0.3, double initialDivisor = 25, double finalDivisor = 1e4)
    {
        (_max, _initial, _final) = (NotNegative(maxLearningRate, "max_learning_rate"), Positive(initialDivisor, "initial_divisor"),
                                    Positive(finalDivisor, "final_divisor"));
        _share = warmupShare is >= 0 and <= 1 ? warmupShare : throw Wrong(warmupShare, "warmup_share", "a share from 0 to 1");
        _steps = totalSteps >= 2 ? totalSteps : throw Wrong(totalSteps, "total_steps", "2 steps or more");
    }

    /// <inheritdoc/>
    public override string Name => "one_cycle";

    /// <inheritdoc/>
    public override double At(long step)
    {
        var (peak, last, first) = ((_share * _steps) - 1, _steps - 1.0, _max / _initial);
        return step <= peak && peak > 0
            ? Between(first, _max, step / peak)
            : Between(_max, first / _final, Math.Clamp((step - Math.Max(0, peak)) / Math.Max(1, last - Math.Max(0, peak)), 0, 1));
    }

    /// <inheritdoc/>
    public override string ToString() => Settings.Write(Name, ("max_learning_rate", _max, null), ("total_steps", _steps, null),
        ("warmup_share", _share, 0.3),
                                                        ("initial_divisor", _initial, 25.0), ("final_divisor", _final, 1e4));

    static double Between(double from, double to, double share) => to + ((from - to) * Cosine(share));
}
