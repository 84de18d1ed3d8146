using System.Diagnostics;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>Best images per second of training steps and of inference, on random data, over windows that fill the time.</summary>
    internal (double Train, double Inference) Bench(int batchSize, double seconds)
    {
        var train = Rate(TrainingStep(batchSize), batchSize, seconds);
        using var predicting = Open(Predicting, batchSize);
        FillRandom(predicting, batchSize);
        return (train, Rate(() => predicting.Run(batchSize), batchSize, seconds / 3));
    }

    /// <summary>A training step on random data, with memory of its own, to be called again and again.</summary>
    internal Action TrainingStep(int batchSize)
    {
        var training = Open(Training, batchSize);
        FillRandom(training, batchSize);
        var update = new Update(_store, _optimizer!, Workers, training.Plan.Width);
        return () =>
        {
            training.Run(batchSize, Seed, (uint)_store.Steps);
            update.Run();
        };
    }

    void FillRandom(Session session, int batchSize)
    {
        var random = new Random(1);
        foreach (ref var x in session.Input(0)) x = random.NextSingle();
        foreach (ref var y in session.Target(0)) y = random.Next(OutputShape[^1]);
        session.SampleWeights.Fill(1);
    }

    // Each window is one step, after two to warm up: as the peer's script measures.
    static double Rate(Action step, int images, double seconds)
    {
        step();
        step();
        var (best, start) = (0.0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            var from = Stopwatch.GetTimestamp();
            step();
            best = Math.Max(best, images / Stopwatch.GetElapsedTime(from).TotalSeconds);
        }
        return best;
    }
}
