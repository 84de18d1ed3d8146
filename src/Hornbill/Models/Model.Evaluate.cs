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
        var tally = new Tally(Loss, _metrics, OutputShape);
        EvaluateInto(tally, data, batchSize);
        return new(tally.Logs());
    }

    void EvaluateInto(Tally tally, BatchSource data, int batchSize)
    {
        batchSize = BatchSize(batchSize, data);
        using var session = Open(Evaluating, batchSize);
        tally.Reset();
        var penalty = _store.Penalty();
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
    public Tensor Predict(Tensor x, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Predict(new ArrayData(x), batchSize);
    }

    /// <summary>The outputs for the samples of a source, a row for each.</summary>
    /// <exception cref="ArgumentException">The samples do not have the model's shape.</exception>
    public Tensor Predict(BatchSource data, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check(data, targets: false);
        batchSize = BatchSize(batchSize, data);
        using var session = Open(Predicting, batchSize);
        var rows = new List<float>((data.Count ?? 0) * OutputShape.Elements);
        for (var step = 0; ; step++)
        {
            var samples = session.Fill(data, new(0, step, batchSize, false, 0));
            if (samples == 0) break;
            session.Run(samples);
            for (var n = 0; n < samples; n++) rows.AddRange(session.Output(0, n));
        }
        return new(OutputShape.Prepend(rows.Count / OutputShape.Elements), [.. rows]);
    }
}
