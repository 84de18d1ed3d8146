using Hornbill.Data;
using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Kernels;

namespace Hornbill.Engine;

/// <summary>One use of a plan: its memory, rented, and the buffers that a source fills.</summary>
sealed unsafe class Session : Batch, IDisposable
{
    readonly PreparedPlan _prepared;
    readonly Scratch _scratch;
    readonly Runner _runner;
    readonly WeightStore _store;
    readonly Value[] _inputs, _targets;
    readonly Value?[] _weights; // of each target; of all of them the same where it gives each sample one weight
    readonly int _capacity;

    public Session(PreparedPlan prepared, WeightStore store, TrainingState? training, Workers workers, int capacity)
    {
        (_prepared, _store, _capacity) = (prepared, store, capacity);
        _scratch = prepared.Rent();
        _scratch.Reserve(capacity, workers.Count, Plan.Losses is null || Plan.Request.By.Count == 0 ? null : training?.Gradients);
        _runner = new(Plan, _scratch, workers);
        _inputs = [.. prepared.Inputs.Select(key => Plan.Inputs[key])];
        _targets = [.. prepared.Targets.Where(Plan.Inputs.ContainsKey).Select(key => Plan.Inputs[key])];
        _weights = [.. prepared.Targets.Select(key =>
            Plan.Inputs.GetValueOrDefault(PreparedPlan.WeightsOf(key)) ?? Plan.Inputs.GetValueOrDefault(PreparedPlan.SampleWeights))];
    }

    public Plan Plan => _prepared.Plan;

    public Scratch Scratch => _scratch;

    /// <inheritdoc/>
    public override Span<float> Input(int index) => Buffer(_inputs[index]);

    /// <inheritdoc/>
    public override Span<float> Target(int index) => index < _targets.Length ? Buffer(_targets[index]) : default;

    /// <inheritdoc/>
    public override Span<float> SampleWeights => SampleWeightsOf(0);

    /// <inheritdoc/>
    public override Span<float> SampleWeightsOf(int target) =>
        target < _weights.Length && _weights[target] is { } weights ? Buffer(weights) : default;

    internal override bool WeighsTargets => true;

    /// <summary>The weight of one sample of a target, or those of its places.</summary>
    public ReadOnlySpan<float> WeightsOf(int target, int sample)
    {
        var v = _weights[target]!;
        return new(_scratch.Address(v) + ((long)sample * v.Stride), (int)v.Floats);
    }

    /// <summary>Reads a batch and returns its samples.</summary>
    public int Fill(BatchSource source, in BatchRequest request)
    {
        for (var t = 0; t < _weights.Length; t++) SampleWeightsOf(t).Fill(1);
        var samples = source.Read(request, this);
        return samples <= _capacity
            ? samples
            : throw new InvalidOperationException(
                $"{source.GetType().Name} wrote {samples} samples but a batch holds {_capacity}. Write at most request.Size.");
    }

    /// <summary>Runs the plan on the samples in the buffers.</summary>
    public void Run(int samples, ulong seed = 0, uint step = 0, ulong pass = 0)
    {
        if (_scratch.PackedVersion != _store.Version)
        {
            _runner.Pack();
            _scratch.PackedVersion = _store.Version;
        }
        _runner.Run(samples, seed, step, pass);
        for (var i = 0; i < Plan.Changed.Count; i++) Plan.Changed[i].Version++;
        GC.KeepAlive(_store);
    }

    /// <summary>The sum of the samples' losses.</summary>
    public double LossSum(int samples)
    {
        var sum = Statistics.Sum(_scratch.Address(Plan.Losses!), samples, Plan.Losses!.Stride);
        GC.KeepAlive(_scratch);
        return sum;
    }

    /// <summary>The sum of the samples' losses by one objective, where there are several.</summary>
    public double LossSum(int samples, int objective)
    {
        // Each one's losses follow the model's outputs; a single one's are all there is.
        var at = Plan.Outputs.Count - _targets.Length + objective;
        var v = _prepared.EachLoss ? Plan.Outputs[at] : Plan.Losses!;
        var sum = Statistics.Sum(_scratch.Address(v), samples, v.Stride);
        GC.KeepAlive(_scratch);
        return sum;
    }

    /// <summary>One sample of an output.</summary>
    public ReadOnlySpan<float> Output(int output, int sample)
    {
        var v = Plan.Outputs[output];
        return new(_scratch.Address(v) + ((long)sample * v.Stride), (int)v.Floats);
    }

    /// <summary>One sample of the gradient by a node that was asked for and is no weight.</summary>
    public ReadOnlySpan<float> Gradient(int index, int sample)
    {
        var v = Plan.Gradients[index];
        return new(_scratch.Address(v) + ((long)sample * v.Stride), (int)v.Floats);
    }

    /// <summary>One sample of a target.</summary>
    public ReadOnlySpan<float> TargetOf(int target, int sample)
    {
        var v = _targets[target];
        return new(_scratch.Address(v) + ((long)sample * v.Stride), (int)v.Floats);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _prepared.Return(_scratch);

    Span<float> Buffer(Value v) => _scratch.Batch(v, _capacity);
}

/// <summary>A plan with the memory that is free for it, and the keys of its buffers.</summary>
sealed class PreparedPlan(Plan plan, IReadOnlyList<object> inputs, IReadOnlyList<object> targets, bool eachLoss)
{
    public const string SampleWeights = "sample weights";

    /// <summary>The key of the weights of one target.</summary>
    public static string WeightsOf(object target) => $"{SampleWeights} of {target}";

    readonly Stack<Scratch> _free = new();

    public Plan Plan => plan;

    public IReadOnlyList<object> Inputs => inputs;

    public IReadOnlyList<object> Targets => targets;

    /// <summary>Whether its last outputs are the losses of each target.</summary>
    public bool EachLoss => eachLoss;

    public Scratch Rent()
    {
        lock (_free) return _free.TryPop(out var scratch) ? scratch : new(plan);
    }

    public void Return(Scratch scratch)
    {
        lock (_free) _free.Push(scratch);
    }
}
