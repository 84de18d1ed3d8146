using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;

namespace Hornbill.Graph.Ops;

/// <summary>An operation on each element of a box, between up to three values or weights, each with its own steps (see <see cref="Boxes"/>). Into a sum it adds
/// up all samples of a shard.</summary>
sealed unsafe class EachOfBox<O> : ListedStep where O : struct, Rows.IOperation
{
    readonly Box _box;
    readonly Value[] _from;
    readonly Value _to;
    readonly bool _accumulate;
    readonly int _width;

    public EachOfBox(string name, Box box, Value[] from, Value to, bool accumulate, int width) : base(name, accumulate ? [.. from, to] : from, [to])
    {
        (_box, _from, _to, _accumulate, _width) = (box, from, to, accumulate, width);
        Parts = box.Parts;
        Unit = to is { Place: Place.Sum, Sharded: false } ? Unit.Outputs : Unit.Tiles;
    }

    public override void Run(Frame f)
    {
        var (x, y, z) = (_from[0], _from[_from.Length > 1 ? 1 : 0], _from[_from.Length > 2 ? 2 : 0]);
        var a = new Boxes.Arguments
        {
            Box = _box.Part(f.From, f.To),
            Samples = f.Count,
            A = f.At(x),
            B = f.At(y),
            C = f.At(z),
            To = f.At(_to),
            ASample = Sample(x),
            BSample = Sample(y),
            CSample = Sample(z),
            ToSample = Sample(_to),
            Accumulate = _accumulate || (_to.Place == Place.Sum && !f.FreshShard),
        };
        if (f.From == 0) Rim.Clear(f, _to, _to.Shape, _accumulate);
        SimdWidth.Run<Boxes.Each<O>, Boxes.Arguments>(_width, &a);
    }

    static int Sample(Value v) => v.PerSample ? v.Stride : 0;
}

/// <summary>Zeros, where what follows does not write every element.</summary>
sealed unsafe class Clearing(string name, Value to) : ListedStep(name, [], [to])
{
    public override void Run(Frame f)
    {
        for (var n = 0; n < f.Count; n++) Rows.Clear(f.At(to) + ((long)n * to.Stride), (int)to.Floats);
    }
}
