using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Graph;

namespace Hornbill.Tests.Engine;

/// <summary>A plan made of a request and run, twice: the second time its memory is not zero.</summary>
sealed unsafe class PlanRun
{
    static readonly Workers One = new(1);

    readonly Request _request;
    readonly WeightStore _store;
    readonly Arena _gradients;
    readonly Scratch _scratch;
    readonly Runner _runner;
    readonly int _samples;

    public PlanRun(TwinGraph graph, Request request, int width = 8, Workers? workers = null, int spare = 0, bool poisoned = false,
        World? among = null, Share? own = null)
    {
        (_request, _samples) = (request, graph.Samples);
        _store = new(graph.Variables); // before the plan: it places the weights
        Plan = Plan.Make(request, width);
        if (poisoned) Poison.Into(Plan);
        foreach (var n in graph.Weights) Floats(graph.Leaves[n]).CopyTo(_store[((Weight)n.Op).Variable]);
        _gradients = new(Variable.InRow(request.Variables)[^1]);
        _gradients.Span(0, (int)_gradients.Floats).Fill(float.NaN);
        _scratch = new(Plan);
        _scratch.Reserve(_samples + spare, (workers ?? One).Count, _gradients);
        foreach (var n in graph.Leaves.Keys)
            if (n.Op is Input input && Plan.Inputs.TryGetValue(input.Key, out var v)) Fill(v, Floats(graph.Leaves[n]), own
                ?? Share.Of(0, 1, _samples));
        _runner = new(Plan, _scratch, workers ?? One, among);
        if (among is null) Run();
    }

    /// <summary>Runs it, twice; of one among several when all are made.</summary>
    public void Run()
    {
        _runner.Pack();
        _runner.Run(_samples, TwinGraph.Seed, TwinGraph.Step);
        _runner.Run(_samples, TwinGraph.Seed, TwinGraph.Step);
    }

    /// <summary>What a weight holds.</summary>
    public float[] Held(Variable v) => _store[v].ToArray();

    // Only one's own samples.
    void Fill(Value v, float[] values, Share own)
    {
        var batch = _scratch.Batch(v, _samples);
        batch.Fill(float.NaN);
        values.AsSpan(own.First * v.Stride, own.Count * v.Stride).CopyTo(batch[(own.First * v.Stride)..]);
    }

    public Plan Plan { get; }

    public Scratch Scratch => _scratch;

    public IEnumerable<string> Steps => Plan.Segments.SelectMany(s => s.Steps).Select(s => s.Name);

    public float[] Losses => Read(Plan.Losses!);

    /// <summary>The value of a node that was asked for.</summary>
    public float[] this[Node output] => Read(Plan.Outputs[_request.Outputs.ToList().IndexOf(output)]);

    /// <summary>The gradient by a node that was asked for.</summary>
    public float[] Gradient(Node by)
    {
        if (by.Op is Weight w) return _gradients.Span(Variable.InRow(_request.Variables)[_request.Variables.ToList().IndexOf(w.Variable)],
            by.Shape.Elements).ToArray();
        return Read(Plan.Gradients[_request.By.Where(n => n.Op is not Weight).ToList().IndexOf(by)]);
    }

    float[] Read(Value v)
    {
        var all = new float[_samples * v.Shape.Elements];
        for (var n = 0; n < _samples; n++)
            new Span<float>(_scratch.Address(v) + ((long)n * v.Stride), v.Shape.Elements).CopyTo(all.AsSpan(n * v.Shape.Elements));
        return all;
    }

    static float[] Floats(double[] x) => [.. x.Select(v => (float)v)];
}
