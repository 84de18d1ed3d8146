using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Sets the learning rate at the beginning of each epoch, from the epoch (from 0) and the rate so far. Logs it as
/// <c>learning_rate</c>.</summary>
/// <example><code>new LearningRateScheduler((epoch, rate) => epoch &lt; 10 ? rate : rate * 0.9)</code></example>
/// <param name="schedule">The rate of an epoch.</param>
public sealed class LearningRateScheduler(Func<int, double, double> schedule) : Callback
{
    readonly Func<int, double, double> _schedule = schedule ?? throw new ArgumentNullException(nameof(schedule));

    internal override string Decides => "a function";

    internal override IEnumerable<string> Adds => ["learning_rate"];

    internal override void Prepare(IReadOnlyList<Callback> all) => LearningRates.Check(this, all);

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => LearningRate = _schedule(epoch, LearningRate);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        logs["learning_rate"] = LearningRate;
    }
}
