using Hornbill.Graph;
using Hornbill.Optimizers;
using Hornbill.Tensors;

namespace Hornbill.Engine;

/// <summary>What training keeps of the weights that it changes: gradients and the optimizer's slots, one flat block each, every weight at
/// the same place in all of them. It belongs to one compiled model; the weights may be shared with others.</summary>
sealed class TrainingState
{
    readonly Variable[] _penalized;
    readonly Dictionary<Variable, long> _places;
    Arena? _gradients, _slots;

    public TrainingState(WeightStore store, IReadOnlyList<Variable> variables, Optimizer optimizer)
    {
        (Store, Variables, Optimizer, SlotNames) = (store, variables, optimizer, [.. optimizer.AllSlots]);
        var places = Variable.InRow(variables);
        _places = variables.Zip(places).ToDictionary(p => p.First, p => p.Second);
        Floats = places[^1];
        _penalized = [.. variables.Where(v => v.Penalty is not null)];
    }

    public WeightStore Store { get; }

    public Optimizer Optimizer { get; }

    /// <summary>The weights that training changes.</summary>
    public IReadOnlyList<Variable> Variables { get; }

    /// <summary>Names of the slots, in Keras's order.</summary>
    public IReadOnlyList<string> SlotNames { get; }

    /// <summary>Batches seen since the model was compiled.</summary>
    public long Steps { get; set; }

    /// <summary>Floats of a block.</summary>
    public long Floats { get; }

    public Arena Gradients => _gradients ??= new(Floats);

    /// <summary>All slots, one block after the other; made when they are needed first.</summary>
    public Arena Slots => _slots ??= NewSlots();

    /// <summary>Where a weight begins in a block.</summary>
    public long Place(Variable v) => _places[v];

    /// <summary>The gradient of a weight.</summary>
    public Span<float> Gradient(Variable v) => Gradients.Span(_places[v], v.Shape.Elements);

    /// <summary>The floats of a slot that belong to a weight.</summary>
    public Span<float> Slot(int slot, Variable v) => Slots.Span((slot * Floats) + _places[v], v.Shape.Elements);

    /// <summary>Where a slot of that name is among them; −1 where it is not kept.</summary>
    public int SlotOf(string? name)
    {
        for (var i = 0; i < SlotNames.Count; i++)
            if (SlotNames[i] == name) return i;
        return -1;
    }

    /// <summary>The sum of the penalties on the weights.</summary>
    public double Penalty()
    {
        var sum = 0.0;
        foreach (var v in _penalized) sum += v.Penalty!.Value(Store[v], v.Shape);
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
            if (swap) Kernels.Copies.Swap(Store[v], Slot(slot, v));
            else Slot(slot, v).CopyTo(Store[v]);
        }
        Store.Version++;
    }

    Arena NewSlots()
    {
        var slots = _slots = new(Floats * SlotNames.Count);
        for (var place = 0; place < Optimizer.SlotNames.Count; place++)
            if (Optimizer.InitialSlot(place) is var first and not 0 && SlotOf(Optimizer.SlotNames[place]) is var slot and >= 0)
                foreach (var v in Variables) Slot(slot, v).Fill(first);
        return slots;
    }
}
