using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Writes progress as Keras shows it to a writer of yours: the library itself prints nothing. To the console <c>Fit(…, verbose:
/// 1)</c> writes the same.</summary>
/// <example><code>model.Fit(train, epochs: 5, callbacks: [new ProgbarLogger(file, verbose: 2)]);</code></example>
/// <param name="writer">Where it goes.</param>
/// <param name="verbose">1: a bar that moves. 2: a line an epoch.</param>
/// <param name="clock">The clock; the system's by default.</param>
public sealed class ProgbarLogger(TextWriter writer, int verbose = 1, TimeProvider? clock = null) : Callback
{
    readonly BarWriter _bar = new(writer ?? throw new ArgumentNullException(nameof(writer)), verbose == 1, moves: true, clock);

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => Write(() => _bar.Begin(epoch, Parameters));

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs) => Write(() => _bar.Batch(batch, Parameters, logs));

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Dictionary<string, double> logs) => Write(() => _bar.End(Parameters, logs));

    // A closed output does not end training.
    void Write(Action write) => Targets.Write(this, "the writer", write);
}
