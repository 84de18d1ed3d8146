using Hornbill.Engine;
using Hornbill.Execution;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>One step on random samples that stay the same, to measure the engine alone: forward, loss, backward and update, or
    /// forward.</summary>
    /// <param name="batchSize">Samples.</param>
    /// <param name="training">Whether backward and update are part of it.</param>
    /// <param name="watch">Is shown the plan first.</param>
    internal Action RandomStep(int batchSize, bool training, Action<Plan>? watch = null)
    {
        var session = Open(training ? Training : Predicting, batchSize);
        watch?.Invoke(session.Plan);
        var random = new Random(1);
        foreach (ref var x in session.Input(0)) x = random.NextSingle();
        foreach (ref var y in session.Target(0)) y = random.Next(OutputShape[^1]);
        session.SampleWeights.Fill(1);
        if (!training) return () => session.Run(batchSize);
        var update = new Update(TrainingState, Workers, session.Plan.Width);
        return () =>
        {
            // The same noise in every measurement: how much of a gradient is alive, and so its speed, depends on it.
            session.Run(batchSize, Seed, (uint)TrainingState.Steps);
            update.Run();
        };
    }
}
