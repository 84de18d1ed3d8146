using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Optimizers;
using Hornbill.Tensors;

namespace Hornbill.Engine;

/// <summary>An optimizer's step over the flat blocks, as Keras orders it: the penalties' gradients, the mean over accumulated batches,
/// clipping, decay and rule, the moving average, the constraints. Workers take variables or stretches of them, and sums over stretches are
/// added in order, so that bits do not depend on the threads.</summary>
sealed unsafe class Update : IJob
{
    const int Stretch = 16 * 1024;

    enum Phase { Penalty, Accumulate, Mean, Norm, Step, Average, Overwrite, Constrain }

    // Where a stretch of a weight begins in its block, and in gradients and slots.
    readonly record struct Piece(int Variable, long Weights, long From, int Count);

    readonly TrainingState _state;
    readonly WeightStore _store;
    readonly Optimizer _optimizer;
    readonly Workers _workers;
    readonly int _width, _average, _sum;
    readonly int[] _slots;
    readonly Piece[] _pieces;
    readonly Variable[] _penalized, _constrained;
    readonly double[] _squares, _scales;
    readonly Arena? _scratch;
    readonly long[] _scratchAt;
    readonly bool[] _whole;
    readonly (double Factor, double Decay)[] _kinds; // of learning rate and decay that weights have
    readonly int[] _kindOf;
    readonly Steps.Arguments[] _rules;               // of each kind
    Steps.Arguments _rule;
    Phase _phase;
    int _next, _units;

    public Update(TrainingState state, Workers workers, int width)
    {
        (_state, _store, _optimizer, _workers, _width) = (state, state.Store, state.Optimizer, workers, width);
        _slots = [.. Enumerable.Range(0, 3).Select(i => state.SlotOf(_optimizer.SlotNames.ElementAtOrDefault(i) ?? ""))];
        (_average, _sum) = (state.SlotOf(Optimizer.AverageSlot), state.SlotOf(Optimizer.GradientSlot));
        string[] names = [.. state.Variables.Select(_store.Name)];
        _whole = [.. state.Variables.Select((v, i) => _optimizer.IsWhole(names[i], v.Shape))];
        (double, double)[] kinds = [.. state.Variables.Select((v, i) =>
            (_optimizer.MultiplierOf(names[i]), _optimizer.Decays(names[i]) ? _optimizer.DecayOf(names[i], v.Shape) : 0))];
        _kinds = [.. kinds.Distinct()];
        (_kindOf, _rules) = ([.. kinds.Select(k => Array.IndexOf(_kinds, k))], new Steps.Arguments[_kinds.Length]);
        _pieces = [.. state.Variables.SelectMany(Cut)];
        _penalized = [.. state.Variables.Where(v => v.Penalty is not null)];
        _constrained = [.. state.Variables.Where(v => v.Projection is not null)];
        (_squares, _scales, _scratchAt) = (new double[_pieces.Length], new double[state.Variables.Count], new long[state.Variables.Count]);
        var scratch = 0L;
        foreach (var piece in _pieces.Where(p => _whole[p.Variable]))
            (_scratchAt[piece.Variable], scratch) = (scratch, scratch
                + Arena.Aligned(_optimizer.Scratch(state.Variables[piece.Variable].Shape)));
        _scratch = scratch == 0 ? null : new(scratch);
        if (state.SlotNames.Count > 0) _ = state.Slots; // before workers ask for them
    }

    public void Run()
    {
        var (batches, every) = (_state.Steps++, _sum < 0 ? 1 : _optimizer.GradientAccumulationSteps!.Value);
        var before = batches / every;
        _rule = Steps.Plain;
        Do(Phase.Penalty, _penalized.Length);
        if (_state.Steps % every == 0) Take(before + 1, batches, every);
        else Do(Phase.Accumulate, _pieces.Length);
        if (_average >= 0) Average(before);
        Do(Phase.Constrain, _constrained.Length);
        _optimizer.Seen(_state.Steps);
        _store.Version++;
        GC.KeepAlive(_state);
        GC.KeepAlive(_scratch);
    }

    /// <inheritdoc/>
    public void Run(int worker)
    {
        for (int unit; (unit = Interlocked.Increment(ref _next) - 1) < _units;) Unit(unit);
    }

    void Take(long step, long batches, int every)
    {
        _rule.A = 1f / every;
        if (every > 1) Do(Phase.Mean, _pieces.Length);
        if ((_optimizer.ClipNorm ?? _optimizer.GlobalClipNorm) is not null) Clip();
        for (var kind = 0; kind < _kinds.Length; kind++)
        {
            _rules[kind] = Steps.Plain;
            _optimizer.Begin(ref _rules[kind], step, batches, _kinds[kind].Factor, _kinds[kind].Decay);
        }
        Do(Phase.Step, _pieces.Length);
    }

    // The factors that bring the gradients' norms to their bounds.
    void Clip()
    {
        Do(Phase.Norm, _pieces.Length);
        Array.Clear(_scales);
        var all = 0.0;
        for (var p = 0; p < _pieces.Length; p++)
        {
            _scales[_pieces[p].Variable] += _squares[p];
            all += _squares[p];
        }
        for (var v = 0; v < _scales.Length; v++)
            _scales[v] = _optimizer.ClipNorm is { } most ? Factor(_scales[v], most) : Factor(all, _optimizer.GlobalClipNorm!.Value);
    }

    static double Factor(double squares, double most) => most / Math.Max(Math.Sqrt(squares), most);

    // As Keras: after every batch, of the weights alone the first time.
    void Average(long before)
    {
        var momentum = before == 0 ? 0 : _optimizer.EmaMomentum;
        _rule = Steps.Plain;
        (_rule.A, _rule.B) = ((float)momentum, (float)(1 - momentum));
        Do(Phase.Average, _pieces.Length);
        if (_optimizer.EmaOverwriteFrequency is { } often && (before + 1) % often == 0) Do(Phase.Overwrite, _pieces.Length);
    }

    void Do(Phase phase, int units)
    {
        if (units == 0) return;
        (_phase, _units, _next) = (phase, units, 0);
        if (_state.Floats <= Stretch) Run(0);
        else _workers.Run(this);
    }

    void Unit(int unit)
    {
        if (_phase == Phase.Penalty) AddPenalty(_penalized[unit]);
        else if (_phase == Phase.Constrain) _constrained[unit].Projection!.Apply(_store[_constrained[unit]], _constrained[unit].Shape);
        else OnPiece(unit);
    }

    void AddPenalty(Variable v) => v.Penalty!.AddGradient(_store[v], _state.Gradient(v), v.Shape);

    void OnPiece(int unit)
    {
        var piece = _pieces[unit];
        var a = _phase == Phase.Step ? _rules[_kindOf[piece.Variable]] : _rule;
        a.W = _state.Variables[piece.Variable].Home!.Weights.Pointer + piece.Weights;
        a.G = _state.Gradients.Pointer + piece.From;
        a.Count = piece.Count;
        switch (_phase)
        {
            case Phase.Norm: _squares[unit] = Penalties.SumOfSquares(a.G, a.Count); break;
            case Phase.Step: Step(&a, piece); break;
            case Phase.Average: Run<Steps.Average>(&a, a.W, At(_average, piece.From)); break;
            case Phase.Overwrite: Buffer.MemoryCopy(At(_average, piece.From), a.W, a.Count * sizeof(float), a.Count * sizeof(float)); break;
            case Phase.Mean: Run<Steps.Mean>(&a, a.G, At(_sum, piece.From)); break;
            default: Run<Steps.Accumulate>(&a, a.G, At(_sum, piece.From)); break;
        }
    }

    void Run<R>(Steps.Arguments* a, float* over, float* slot) where R : struct, Steps.IRule
    {
        a->W = a->G = over;
        a->Slot0 = slot;
        Steps.Run<R>(a, _width);
    }

    void Step(Steps.Arguments* a, Piece piece)
    {
        if (_optimizer.ClipNorm is not null || _optimizer.GlobalClipNorm is not null) a->Scale = (float)_scales[piece.Variable];
        a->Slot0 = At(_slots[0], piece.From);
        a->Slot1 = At(_slots[1], piece.From);
        a->Slot2 = At(_slots[2], piece.From);
        var shape = _state.Variables[piece.Variable].Shape;
        if (_whole[piece.Variable]) _optimizer.ApplyWhole(a, shape, _scratch is null ? null : _scratch.Pointer + _scratchAt[piece.Variable],
            _width);
        else _optimizer.Apply(a, _width);
    }

    float* At(int slot, long from) => slot < 0 ? null : _state.Slots.Pointer + (slot * _state.Floats) + from;

    // Padding between variables belongs to no piece and stays 0.
    IEnumerable<Piece> Cut(Variable v, int index)
    {
        var length = v.Shape.Elements;
        var stretch = _whole[index] ? length : Stretch;
        for (var from = 0; from < length; from += stretch) yield return new(index, v.Offset + from, _state.Place(v) + from,
            Math.Min(stretch, length - from));
    }
}
