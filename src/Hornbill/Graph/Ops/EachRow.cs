using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>An operation on each element, between values of one shape in any layout.</summary>
sealed unsafe class EachRow<O>(string name, Shape shape, Value from, Value to, Value? mask, bool accumulate, int width)
    : Step(name, mask is null ? [from] : [from, mask], [to])
    where O : struct, Rows.IOperation
{
    public override void Run(Frame f)
    {
        var image = shape.Rank == 3;
        var a = new Rows.Arguments
        {
            Size = image ? new(f.Count, shape[0], shape[1] * shape[2]) : new(f.Count, 1, shape.Elements),
            From = f.At(from) + from.Layout.Origin(shape),
            FromSample = from.Stride,
            FromRow = from.Layout.Row(shape),
            To = f.At(to) + to.Layout.Origin(shape),
            ToSample = to.Stride,
            ToRow = to.Layout.Row(shape),
            Accumulate = accumulate,
        };
        if (mask is not null)
        {
            a.Mask = f.At(mask) + mask.Layout.Origin(shape);
            a.MaskSample = mask.Stride;
            a.MaskRow = mask.Layout.Row(shape);
        }
        Rim.Clear(f, to, shape, accumulate);
        SimdWidth.Run<Rows.Each<O>, Rows.Arguments>(width, &a);
    }
}

/// <summary>Zeros around an image that is about to be written.</summary>
static unsafe class Rim
{
    public static void Clear(Frame f, Value v, Shape shape, bool accumulate = false)
    {
        if (!v.Layout.HasRim || accumulate) return;
        var sample = f.At(v);
        for (var n = 0; n < f.Count; n++)
            Rows.ClearRim(sample + ((long)n * v.Stride), (int)v.Floats, v.Layout.Origin(shape), shape[0], shape[1] * shape[2], v.Layout.Row(shape));
    }
}
