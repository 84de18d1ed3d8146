using Hornbill.Graph;
using Hornbill.Optimizers;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>A model's weights, their gradients and the optimizer's slots: one flat block each, every weight at the same place in all of them.</summary>
sealed class WeightStore
{
    readonly Variable[] _penalized;
    Arena? _gradients, _slots;

    public WeightStore(IReadOnlyList<Variable> variables)
    {
        Variables = variables;
        foreach (var v in variables)
        {
            (v.Home, v.Offset) = (this, Floats);
            Floats += Value.Aligned(v.Shape.Elements);
        }
        _penalized = [.. variables.Where(v => v.Penalty is not null)];
        Weights = new(Floats);
    }

    public IReadOnlyList<Variable> Variables { get; }

    /// <summary>Floats of a block.</summary>
    public long Floats { get; }

    public Arena Weights { get; }

    public Arena Gradients => _gradients ??= new(Floats);

    public Arena? Slots => _slots;

    /// <summary>Names of the slots, in Keras's order.</summary>
    public IReadOnlyList<string> SlotNames { get; private set; } = [];

    /// <summary>Counts changes of the weights, so that packed copies know when they are stale.</summary>
    public long Version { get; set; }

    /// <summary>Optimizer steps taken.</summary>
    public long Steps { get; set; }

    public Span<float> this[Variable v] => Weights.Span(v.Offset, v.Shape.Elements);

    /// <summary>Draws all weights; each from a seed of its own.</summary>
    public void Initialize(ulong seed)
    {
        for (var i = 0; i < Variables.Count; i++)
            Variables[i].Initialize(this[Variables[i]], Variables[i].Shape, seed + (0x9E3779B97F4A7C15 * (ulong)(i + 1)));
        Version++;
    }

    /// <summary>Forgets the optimizer's slots and makes room for those of another, with what they begin with.</summary>
    public void ResetOptimizer(Optimizer optimizer)
    {
        (Steps, SlotNames) = (0, [.. optimizer.AllSlots]);
        _slots = SlotNames.Count == 0 ? null : new(Floats * SlotNames.Count);
        for (var place = 0; place < optimizer.SlotNames.Count; place++)
            if (optimizer.InitialSlot(place) is var first and not 0 && SlotOf(optimizer.SlotNames[place]) is var slot and >= 0)
                foreach (var v in Variables) Slot(slot, v).Fill(first);
    }

    /// <summary>Where a slot of that name is among them; −1 where it is not kept.</summary>
    public int SlotOf(string? name)
    {
        for (var i = 0; i < SlotNames.Count; i++)
            if (SlotNames[i] == name) return i;
        return -1;
    }

    /// <summary>The floats of a slot that belong to a weight.</summary>
    public Span<float> Slot(int slot, Variable v) => _slots!.Span((slot * Floats) + v.Offset, v.Shape.Elements);

    /// <summary>The sum of the penalties on the weights.</summary>
    public double Penalty()
    {
        var sum = 0.0;
        foreach (var v in _penalized) sum += v.Penalty!.Value(this[v], v.Shape);
        GC.KeepAlive(this);
        return sum;
    }

    /// <summary>The moving averages in the place of the weights, and with <paramref name="swap"/> the weights in theirs.</summary>
    public void UseAverages(bool swap)
    {
        var slot = SlotOf(Optimizer.AverageSlot);
        if (slot < 0) return;
        foreach (var v in Variables)
        {
            if (swap) Kernels.Copies.Swap(this[v], Slot(slot, v));
            else Slot(slot, v).CopyTo(this[v]);
        }
        Version++;
    }

    /// <summary>A copy of all weights.</summary>
    public void CopyTo(Arena other) => Copy(Weights, other);

    /// <summary>All weights from a copy.</summary>
    public void CopyFrom(Arena other)
    {
        Copy(other, Weights);
        Version++;
    }

    unsafe void Copy(Arena from, Arena to)
    {
        Buffer.MemoryCopy(from.Pointer, to.Pointer, Floats * sizeof(float), Floats * sizeof(float));
        GC.KeepAlive(from);
        GC.KeepAlive(to);
    }
}
