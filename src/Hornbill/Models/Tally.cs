using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>The running loss and metrics of an epoch or an evaluation: the loss is the mean over samples.</summary>
sealed class Tally
{
    readonly (string Name, Metric Metric)[] _metrics;
    readonly Loss _loss;
    readonly Shape _prediction;
    double _sum;
    long _samples;

    public Tally(Loss loss, IReadOnlyList<MetricChoice> metrics, Shape prediction)
    {
        (_loss, _prediction) = (loss, prediction);
        _metrics = [.. metrics.Select(m => (m.Name, m.Metric.Fresh()))];
    }

    public double Loss => _sum / Math.Max(1, _samples);

    public long Samples => _samples;

    public void Reset()
    {
        (_sum, _samples) = (0, 0);
        foreach (var (_, metric) in _metrics) metric.Reset();
    }

    /// <summary>Stops at a target that the loss cannot take, before it is used.</summary>
    public void Check(Session session, int samples, in Data.BatchRequest request)
    {
        for (var n = 0; n < samples; n++)
            if (_loss.Complain(session.TargetOf(0, n), _prediction) is { } complaint)
                throw new ArgumentException($"The target of sample {n} in batch {request.Index}: {_loss.Name} {complaint}");
    }

    /// <summary>Takes in a batch that has been run, with the penalties on the weights that it ran with.</summary>
    public void Add(Session session, int samples, double penalty)
    {
        _sum += session.LossSum(samples) + (samples * penalty);
        _samples += samples;
        foreach (var (_, metric) in _metrics)
            for (var n = 0; n < samples; n++) metric.Update(session.Output(0, n), session.TargetOf(0, n));
    }

    public Dictionary<string, double> Logs(string prefix = "")
    {
        var logs = new Dictionary<string, double> { [prefix + "loss"] = Loss };
        foreach (var (name, metric) in _metrics) logs[prefix + name] = metric.Result;
        return logs;
    }
}
