using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>An operation on each element, between up to three values of one shape in any layout.</summary>
sealed unsafe class EachRow<O>(string name, Shape shape, Value[] from, Value to, bool accumulate, int width, float p = 0, float q = 0, float r = 0)
    : ListedStep(name, accumulate ? [.. from, to] : from, [to])
    where O : struct, Rows.IOperation
{
    public override void Run(Frame f)
    {
        var image = shape.Rank == 3;
        var a = new Rows.Arguments
        {
            Size = image ? new(f.Count, shape[0], shape[1] * shape[2]) : new(f.Count, 1, shape.Elements),
            A = Rim.Inside(f, from[0], shape),
            B = from.Length > 1 ? Rim.Inside(f, from[1], shape) : default,
            C = from.Length > 2 ? Rim.Inside(f, from[2], shape) : default,
            To = Rim.Inside(f, to, shape),
            P = p,
            Q = q,
            R = r,
            Accumulate = accumulate,
        };
        Rim.Clear(f, to, shape, accumulate);
        SimdWidth.Run<Rows.Each<O>, Rows.Arguments>(width, &a);
    }
}

/// <summary>Zeros around an image that is about to be written.</summary>
static unsafe class Rim
{
    /// <summary>The rows of an image without what surrounds it.</summary>
    public static Operand Inside(Frame f, Value v, Shape shape) => new(f.At(v) + v.Layout.Origin(shape), v.Stride, v.Layout.Row(shape));

    public static void Clear(Frame f, Value v, Shape shape, bool accumulate = false)
    {
        if (!v.Layout.HasRim || accumulate) return;
        var sample = f.At(v);
        for (var n = 0; n < f.Count; n++)
            Rows.ClearRim(sample + ((long)n * v.Stride), (int)v.Floats, v.Layout.Origin(shape), shape[0], shape[1] * shape[2], v.Layout.Row(shape));
    }
}
