using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>The loss and the metrics on data, as at inference.</summary>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model.</exception>
    public Evaluation Evaluate(BatchSource data, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check(data, targets: true);
        var tally = NewTally();
        EvaluateInto(tally, data, batchSize);
        return new(tally.Logs());
    }

    internal Tally NewTally() => new(Objectives, _outputs.Count);

    void EvaluateInto(Tally tally, BatchSource data, int batchSize)
    {
        batchSize = BatchSize(batchSize, data);
        using var session = Open(Evaluating, batchSize);
        tally.Reset();
        var penalty = TrainingState.Penalty();
        for (var step = 0; ; step++)
        {
            var request = new BatchRequest(0, step, batchSize, false, 0);
            var samples = session.Fill(data, request);
            if (samples == 0) break;
            tally.Check(session, samples, request);
            session.Run(samples);
            tally.Add(session, samples, penalty);
        }
        if (tally.Samples == 0) throw Empty(data);
    }

    /// <summary>The outputs for samples (n, …): a tensor (n, …), a row for each.</summary>
    /// <exception cref="ArgumentException">The samples do not have the model's shape.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    public Tensor Predict(Tensor x, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Predict(new ArrayData(x), batchSize);
    }

    /// <summary>The outputs for the samples of a source, a row for each.</summary>
    /// <exception cref="ArgumentException">The samples do not have the model's shape.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    public Tensor Predict(BatchSource data, int batchSize = 32) => _outputs.Count == 1
        ? PredictAll(data, batchSize)[0]
        : throw new InvalidOperationException($"Model '{Name}' has {_outputs.Count} outputs but Predict gives one. Call PredictAll, which gives a tensor for each.");

    /// <summary>All outputs for the samples of a source: for each output a tensor with a row for each sample.</summary>
    /// <exception cref="ArgumentException">The samples do not have the model's shape.</exception>
    public IReadOnlyList<Tensor> PredictAll(BatchSource data, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check(data, targets: false);
        batchSize = BatchSize(batchSize, data);
        using var session = Open(Predicting, batchSize);
        List<float>[] rows = [.. _outputs.Select(o => new List<float>((data.Count ?? 0) * o.Shape.Elements))];
        var count = 0;
        for (var step = 0; ; step++)
        {
            var samples = session.Fill(data, new(0, step, batchSize, false, 0));
            if (samples == 0) break;
            session.Run(samples);
            count += samples;
            for (var o = 0; o < rows.Length; o++)
                for (var n = 0; n < samples; n++) rows[o].AddRange(session.Output(o, n));
        }
        return [.. rows.Select((r, o) => new Tensor(_outputs[o].Shape.Prepend(count), [.. r]))];
    }
}
