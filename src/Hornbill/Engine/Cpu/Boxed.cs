using Hornbill.Kernels;
using Hornbill.Simd;

namespace Hornbill.Engine.Cpu;

/// <summary>An operation on each element of a box, between up to three values or weights, each with its own steps (see
/// <see cref="Boxes"/>). Into a sum it adds up all samples of a shard.</summary>
static unsafe class Boxed
{
    /// <summary>The step of operation O.</summary>
    /// <param name="name">The step's.</param>
    /// <param name="box">Where the elements lie.</param>
    /// <param name="from">What it reads: one to three.</param>
    /// <param name="into">What it writes.</param>
    /// <param name="access">How it writes.</param>
    public static Step Of<O>(string name, Box box, Value[] from, Value into, Access access = Access.Add) where O : struct, Rows.IOperation
    {
        var step = new Step(name) { Parts = box.Parts };
        var reads = from.Select(step.Read).ToArray();
        var (x, y, z) = (reads[0], reads[reads.Length > 1 ? 1 : 0], reads[reads.Length > 2 ? 2 : 0]);
        var to = step.Declare(into, access);
        step.Work = f =>
        {
            var a = new Boxes.Arguments
            {
                Box = box.Part(f.From, f.To),
                Samples = f.Count,
                A = f.At(x),
                B = f.At(y),
                C = f.At(z),
                To = f.At(to),
                ASample = x.Stride,
                BSample = y.Stride,
                CSample = z.Stride,
                ToSample = to.Stride,
                Accumulate = !f.Fresh(to),
            };
            if (f.From == 0) f.ClearRim(to, to.Value.Shape);
            SimdWidth.Call<Boxes.Each<O>, Boxes.Arguments>(f.Width, &a);
        };
        return step;
    }

    /// <summary>Zeros, where what follows does not write every element.</summary>
    public static Step Zeros(string name, Value into)
    {
        var step = new Step(name);
        var to = step.Write(into);
        step.Work = f =>
        {
            for (var n = 0; n < f.Count; n++) Rows.Clear(f.At(to, n), (int)to.Value.Floats);
        };
        return step;
    }
}
