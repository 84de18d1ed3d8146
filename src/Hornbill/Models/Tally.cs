using Hornbill.Losses;
using Hornbill.Metrics;

namespace Hornbill.Models;

/// <summary>The running loss and metrics of an epoch or an evaluation: the loss is the mean over samples. Of several outputs each one's loss and metrics
/// go by its name.</summary>
sealed class Tally
{
    readonly (Objective Objective, (string Name, Metric Metric)[] Metrics)[] _outputs;
    readonly double[] _losses;
    readonly bool _several;
    double _sum;
    long _samples;

    public Tally(IReadOnlyList<Objective> objectives, int outputs)
    {
        _several = outputs > 1;
        _outputs = [.. objectives.Select(o => (o, o.Metrics.Select(m => (m.Name, m.Metric.Fresh())).ToArray()))];
        _losses = new double[objectives.Count];
    }

    public double Loss => _sum / Math.Max(1, _samples);

    public long Samples => _samples;

    public void Reset()
    {
        (_sum, _samples) = (0, 0);
        Array.Clear(_losses);
        foreach (var (_, metrics) in _outputs)
            foreach (var (_, metric) in metrics) metric.Reset();
    }

    /// <summary>Stops at a target that a loss cannot take, before it is used.</summary>
    public void Check(Session session, int samples, in Data.BatchRequest request)
    {
        for (var o = 0; o < _outputs.Length; o++)
            for (var n = 0; n < samples; n++)
                if (_outputs[o].Objective.Loss.Complain(session.TargetOf(o, n), _outputs[o].Objective.Prediction) is { } complaint)
                    throw new ArgumentException($"The target of sample {n} in batch {request.Index}: {_outputs[o].Objective.Loss.Name} {complaint}");
    }

    /// <summary>Takes in a batch that has been run, with the penalties on the weights that it ran with.</summary>
    public void Add(Session session, int samples, double penalty)
    {
        _sum += session.LossSum(samples) + (samples * penalty);
        _samples += samples;
        for (var o = 0; o < _outputs.Length; o++)
        {
            if (_several) _losses[o] += session.LossSum(samples, o);
            foreach (var (_, metric) in _outputs[o].Metrics)
                for (var n = 0; n < samples; n++) _outputs[o].Objective.Measure(metric, session.Output(_outputs[o].Objective.Output, n), session.TargetOf(o, n));
        }
    }

    public Dictionary<string, double> Logs(string prefix = "")
    {
        var logs = new Dictionary<string, double> { [prefix + "loss"] = Loss };
        for (var o = 0; o < _outputs.Length; o++)
        {
            var name = _several ? $"{prefix}{_outputs[o].Objective.Name}_" : prefix;
            if (_several) logs[name + "loss"] = _losses[o] / Math.Max(1, _samples);
            foreach (var (metric, figure) in _outputs[o].Metrics) logs[name + metric] = figure.Result;
        }
        return logs;
    }
}
