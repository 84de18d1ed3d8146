using Hornbill.Engine;
using Hornbill.Execution;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>One step on random samples that stay the same, to measure the engine alone: forward, loss, backward and update, or
    /// forward.</summary>
    internal Action RandomStep(int batchSize, bool training)
    {
        var session = Open(training ? Training : Predicting, batchSize);
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
