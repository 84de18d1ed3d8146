using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Engine.Cpu;

/// <summary>An operation on each element, between up to three values of one shape in any layout.</summary>
static unsafe class Each
{
    /// <summary>The step of operation O. Into what is there already it adds.</summary>
    /// <param name="name">The step's.</param>
    /// <param name="shape">Of all of them.</param>
    /// <param name="from">What it reads: one to three.</param>
    /// <param name="into">What it writes.</param>
    /// <param name="settings">The operation's.</param>
    /// <param name="access">How it writes.</param>
    public static Step Of<O>(string name, Shape shape, Value[] from, Value into, (float P, float Q, float R) settings = default,
        Access access = Access.Add)
        where O : struct, Rows.IOperation
    {
        var image = shape.Rank == 3;
        var (rows, row) = image ? (shape[0], shape[1] * shape[2]) : (1, shape.Elements);
        var parts = Parts.Of(rows, shape.Elements);
        var step = new Step(name) { Parts = parts };
        var reads = from.Select(step.Read).ToArray();
        var (a, b, c, to) = (reads[0], reads.ElementAtOrDefault(1), reads.ElementAtOrDefault(2), step.Declare(into, access));
        step.Work = f =>
        {
            var (first, end) = Parts.Rows(f, parts, rows);
            var arguments = new Rows.Arguments
            {
                Size = new(f.Count, end - first, row),
                A = f.Image(a, shape).From(first),
                B = f.Image(b, shape).From(first),
                C = f.Image(c, shape).From(first),
                To = f.Image(to, shape).From(first),
                P = settings.P,
                Q = settings.Q,
                R = settings.R,
                Accumulate = !f.Fresh(to),
            };
            if (first == 0) f.ClearRim(to, shape);
            SimdWidth.Call<Rows.Each<O>, Rows.Arguments>(f.Width, &arguments);
        };
        return step;
    }
}
