using Hornbill.Engine;
using Hornbill.Metrics;

namespace Hornbill.Models;

/// <summary>The running loss and metrics of an epoch or an evaluation: the loss is the mean over samples. Of several outputs each one's
/// loss and metrics go by its name.</summary>
sealed class Tally
{
    readonly (Objective Objective, string Loss, (string Name, Metric Metric, bool Weighted)[] Metrics)[] _outputs;
    readonly double[] _losses;
    readonly bool _several;
    double _sum;
    long _samples;

    public Tally(IReadOnlyList<Objective> objectives, int outputs)
    {
        _several = outputs > 1;
        _outputs = [.. objectives.Select(o => (o, o.LossFigure,
            o.Figures.Zip(o.Metrics, (figure, m) => (figure, m.Metric.Fresh(), m.Weighted)).ToArray()))];
        _losses = new double[objectives.Count];
    }

    public double Loss => _sum / Math.Max(1, _samples);

    public long Samples => _samples;

    /// <summary>What it has seen, to go on from in the middle of an epoch.</summary>
    public State State
    {
        get
        {
            var state = new State().Set("sum", _sum, _samples).Set("losses", [.. _losses]);
            foreach (var (index, metric) in AllMetrics.Index()) state.Set($"metric {index}", metric.State);
            return state;
        }
        set
        {
            (_sum, _samples) = (value.NumbersOf("sum")[0], (long)value.NumbersOf("sum")[1]);
            value.NumbersOf("losses").CopyTo(_losses, 0);
            foreach (var (index, metric) in AllMetrics.Index()) metric.State = value.NumbersOf($"metric {index}");
        }
    }

    IEnumerable<Metric> AllMetrics => _outputs.SelectMany(o => o.Metrics).Select(m => m.Metric);

    public void Reset()
    {
        (_sum, _samples) = (0, 0);
        Array.Clear(_losses);
        foreach (var (_, _, metrics) in _outputs)
            foreach (var (_, metric, _) in metrics) metric.Reset();
    }

    /// <summary>Stops at a target that a loss cannot take, before it is used.</summary>
    public void Check(Session session, int samples, in Data.BatchRequest request)
    {
        for (var o = 0; o < _outputs.Length; o++)
            for (var n = 0; n < samples; n++)
                if (_outputs[o].Objective.Loss.Complain(session.TargetOf(o, n), _outputs[o].Objective.Prediction) is { } complaint)
                    throw new ArgumentException(
                        $"The target of sample {n} in batch {request.Index}: {_outputs[o].Objective.Loss.Name} {complaint}");
    }

    /// <summary>Takes in a batch that has been run, with the penalties on the weights that it ran with.</summary>
    public void Add(Session session, int samples, double penalty)
    {
        _sum += session.LossSum(samples) + (samples * penalty);
        _samples += samples;
        for (var o = 0; o < _outputs.Length; o++)
        {
            if (_several) _losses[o] += session.LossSum(samples, o);
            foreach (var (_, metric, weighted) in _outputs[o].Metrics)
                for (var n = 0; n < samples; n++)
                    _outputs[o].Objective.Measure(metric, session.Output(_outputs[o].Objective.Output, n), session.TargetOf(o, n), weighted
                        ? session.WeightsOf(o, n) : []);
        }
    }

    /// <summary>Means and results so far.</summary>
    public Dictionary<string, double> Logs(string prefix = "")
    {
        var logs = new Dictionary<string, double>();
        Write(logs, prefix);
        return logs;
    }

    /// <summary>The same, into logs that were written before: nothing is allocated then.</summary>
    public void Write(Dictionary<string, double> logs, string prefix = "")
    {
        logs[Prefixed("loss")] = Loss;
        for (var o = 0; o < _outputs.Length; o++)
        {
            if (_several) logs[Prefixed(_outputs[o].Loss)] = _losses[o] / Math.Max(1, _samples);
            foreach (var (name, metric, _) in _outputs[o].Metrics) logs[Prefixed(name)] = metric.Result;
        }

        string Prefixed(string name) => prefix.Length == 0 ? name : prefix + name;
    }
}
