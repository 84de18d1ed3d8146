using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;

namespace Hornbill.Tests.Optimizers;

/// <summary>An optimizer's updates of weights that belong to no model.</summary>
sealed class UpdateRun
{
    readonly Update _update;

    public UpdateRun(Optimizer optimizer, Shape[] shapes, int width, int threads = 1)
        : this(optimizer, [.. shapes.Select((s, i) => new Variable("layer", $"v{i}", s, (values, _, _) => values.Clear()))], width, threads)
    { }

    public UpdateRun(Optimizer optimizer, Variable[] variables, int width, int threads = 1)
    {
        Store = new(variables);
        State = new(Store, variables, optimizer);
        _update = new(State, new Workers(threads), width);
    }

    public WeightStore Store { get; }

    public TrainingState State { get; }

    public float[] Weights
    {
        get => [.. Store.Variables.SelectMany(v => Store[v].ToArray())];
        set => Spread(value, v => Store[v]);
    }

    public void Step(float[] gradient)
    {
        Spread(gradient, State.Gradient);
        Run();
    }

    public void Run() => _update.Run();

    /// <summary>Bytes that an update and the penalty allocate: the least of some tries, since a collection in between counts what it
    /// wastes.</summary>
    public long Allocated()
    {
        var least = long.MaxValue;
        for (var i = 0; i < 10 && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _update.Run();
            _ = State.Penalty();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    public float[] Slot(string name) => [.. Store.Variables.SelectMany(v => State.Slot(State.SlotOf(name), v).ToArray())];

    delegate Span<float> Place(Variable v);

    void Spread(float[] values, Place place)
    {
        var from = 0;
        foreach (var v in Store.Variables)
        {
            values.AsSpan(from, v.Shape.Elements).CopyTo(place(v));
            from += v.Shape.Elements;
        }
    }
}
