using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>The loss and the metrics on samples and targets, tensors or arrays, as at inference.</summary>
    /// <param name="x">Samples (n, …) of a model of one input.</param>
    /// <param name="y">Targets (n, …), or class indices (n,).</param>
    /// <param name="batchSize">Samples in a step.</param>
    /// <param name="sampleWeight">How much each sample counts; 1 by default.</param>
    /// <param name="steps">The most batches that are looked at; all by default.</param>
    /// <param name="callbacks">Told when it begins and ends.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model.</exception>
    public Evaluation Evaluate(Tensor x, Tensor y, int batchSize = 32, float[]? sampleWeight = null, int? steps = null,
        IReadOnlyList<Callback>? callbacks = null) =>
        Evaluate(new ArrayData(x, y, sampleWeight), batchSize, steps, callbacks);

    /// <summary>The loss and the metrics on data, as at inference.</summary>
    /// <param name="data">Samples and targets.</param>
    /// <param name="batchSize">Samples in a step.</param>
    /// <param name="steps">The most batches that are looked at; all by default.</param>
    /// <param name="callbacks">Told when it begins and ends.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model.</exception>
    public Evaluation Evaluate(BatchSource data, int batchSize = 32, int? steps = null, IReadOnlyList<Callback>? callbacks = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check(data, targets: true);
        data.CheckEnds("Evaluate", "steps", steps);
        batchSize = BatchSize(batchSize, data);
        if (steps < 1) throw new ArgumentException(
            $"Evaluate got {steps} steps but needs at least 1. Leave them out for all. Give the batches to look at.");
        var parameters = new FitParameters(1, 0, steps, batchSize, data.Count, false);
        var tally = NewTally();
        foreach (var callback in callbacks ?? []) callback.Serve(this, parameters, () => { }, () => tally.Samples);
        return new(EvaluateInto(tally, data, batchSize, steps, callbacks ?? []));
    }

    internal Tally NewTally() => new(Objectives, _outputs.Count);

    internal Dictionary<string, double> EvaluateInto(Tally tally, BatchSource data, int batchSize, int? steps,
        IReadOnlyList<Callback> callbacks)
    {
        foreach (var callback in callbacks) callback.OnTestBegin();
        using var session = Open(Evaluating, batchSize, data);
        tally.Reset();
        Dictionary<string, double> batchLogs = [];
        var penalty = TrainingState.Penalty();
        for (var step = 0; step < (steps ?? int.MaxValue); step++)
        {
            var request = new BatchRequest(0, step, batchSize, false, 0);
            var samples = session.Fill(data, request);
            if (samples == 0) break;
            tally.Check(session, samples, request);
            foreach (var callback in callbacks) callback.OnTestBatchBegin(step);
            session.Run(samples, Seed, NextDraw());
            tally.Add(session, samples, penalty);
            if (callbacks.Count > 0) tally.Write(batchLogs);
            foreach (var callback in callbacks) callback.OnTestBatchEnd(step, batchLogs);
        }
        if (tally.Samples == 0) throw Empty(data);
        var logs = tally.Logs();
        foreach (var callback in callbacks) callback.OnTestEnd(logs);
        return logs;
    }

    /// <summary>The outputs for samples (n, …): a tensor (n, …), a row for each.</summary>
    /// <param name="x">Samples (n, …) of a model of one input.</param>
    /// <param name="batchSize">Samples that are computed together; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">The samples do not have the model's shape.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    public Tensor Predict(Tensor x, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Predict(new ArrayData(x), batchSize);
    }

    /// <summary>The outputs for the samples of a source, a row for each.</summary>
    /// <param name="data">Samples.</param>
    /// <param name="batchSize">Samples that are computed together; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">The samples do not have the model's shape.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    /// <param name="callbacks">Told when it begins and ends, and of its batches.</param>
    public Tensor Predict(BatchSource data, int batchSize = 32, IReadOnlyList<Callback>? callbacks = null) => Finished()._outputs.Count == 1
        ? PredictAll(data, batchSize, callbacks)[0]
        : throw new InvalidOperationException(
            $"Model '{Shown}' has {_outputs.Count} outputs but Predict gives one. Call PredictAll, which gives a tensor for each.");

    /// <summary>The mean of the outputs over several passes, each with images changed in other ways: test-time augmentation. Of data that
    /// change nothing every pass is the same.</summary>
    /// <param name="data">Samples that are changed at random, such as <c>generator.Flow(test)</c> or <c>test.Augment(new
    /// RandomFlip("horizontal"))</c>.</param>
    /// <param name="passes">How many passes; 10 by default.</param>
    /// <param name="batchSize">Samples in a step.</param>
    /// <exception cref="ArgumentException">There are no passes, or the samples do not have the model's shape.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    /// <example><code>var probabilities = model.PredictAugmented(generator.Flow(test, shuffle: false), passes: 8);</code></example>
    public Tensor PredictAugmented(BatchSource data, int passes = 10, int batchSize = 32)
    {
        if (passes < 1) throw new ArgumentException(
            $"PredictAugmented got {passes} passes but needs at least 1. Give a number such as 10.");
        if (_outputs.Count != 1)
            throw new InvalidOperationException(
                $"Model '{Shown}' has {_outputs.Count} outputs but PredictAugmented gives one. Call PredictAll on each.");
        Tensor? sum = null;
        for (var pass = 0; pass < passes; pass++)
        {
            var one = PredictAll(data, batchSize, pass)[0];
            if (sum is null) sum = one;
            else
                for (var i = 0; i < one.Data.Length; i++) sum.Data[i] += one.Data[i];
        }
        foreach (ref var v in sum!.Data.AsSpan()) v /= passes;
        return sum;
    }

    /// <summary>All outputs for the samples of a source: for each output a tensor with a row for each sample.</summary>
    /// <param name="data">Samples.</param>
    /// <param name="batchSize">Samples that are computed together; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">The samples do not have the model's shape.</exception>
    /// <param name="callbacks">Told when it begins and ends, and of its batches.</param>
    public IReadOnlyList<Tensor> PredictAll(BatchSource data, int batchSize = 32, IReadOnlyList<Callback>? callbacks = null) =>
        PredictAll(data, batchSize, 0, callbacks);

    IReadOnlyList<Tensor> PredictAll(BatchSource data, int batchSize, int epoch, IReadOnlyList<Callback>? callbacks = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check(data, targets: false);
        data.CheckEnds("Predict", "Take(n) of them", null);
        batchSize = BatchSize(batchSize, data);
        foreach (var callback in callbacks ?? []) callback.Serve(this, new(1, 0, null, batchSize, data.Count, false), () => { }, () => 0);
        foreach (var callback in callbacks ?? []) callback.OnPredictBegin();
        using var session = Open(Predicting, batchSize, data);
        var outputs = EndsFor(data).Outputs;
        List<float>[] rows = [.. outputs.Select(o => new List<float>((data.Count ?? 0) * o.Shape.Elements))];
        var count = 0;
        for (var step = 0; ; step++)
        {
            var samples = session.Fill(data, new(epoch, step, batchSize, false, 0));
            if (samples == 0) break;
            foreach (var callback in callbacks ?? []) callback.OnPredictBatchBegin(step);
            session.Run(samples, Seed, NextDraw());
            foreach (var callback in callbacks ?? []) callback.OnPredictBatchEnd(step);
            count += samples;
            for (var o = 0; o < rows.Length; o++)
                for (var n = 0; n < samples; n++) rows[o].AddRange(session.Output(o, n));
        }
        foreach (var callback in callbacks ?? []) callback.OnPredictEnd();
        return [.. rows.Select((r, o) => new Tensor(outputs[o].Shape.Prepend(count), [.. r]))];
    }
}
