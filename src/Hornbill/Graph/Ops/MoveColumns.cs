using Hornbill.Engine;
using Hornbill.Kernels;

namespace Hornbill.Graph.Ops;

/// <summary>Columns of a weight matrix out of it, or those of its gradient into it.</summary>
sealed unsafe class MoveColumns<M> : Step where M : struct, Channels.IMove
{
    readonly Value _from, _to;
    readonly int _fromColumns, _toColumns, _at;

    public MoveColumns(string name, Value from, int fromColumns, Value to, int toColumns, int at) : base(name, [from], [to])
    {
        (_from, _to, _fromColumns, _toColumns, _at) = (from, to, fromColumns, toColumns, at);
        Unit = Unit.Outputs;
    }

    public override void Run(Frame f) =>
        M.Run(f.At(_from), _fromColumns, f.At(_to), _toColumns, (int)Math.Min(_from.Floats / _fromColumns, _to.Floats / _toColumns), _at, false);
}
