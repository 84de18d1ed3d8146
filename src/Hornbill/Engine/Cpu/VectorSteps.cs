using Hornbill.Graph;

namespace Hornbill.Engine.Cpu;

/// <summary>y of x, of a vector of x of a length, in vectors of so many floats.</summary>
unsafe delegate void OfVector(float* x, float* y, int length, int width);

/// <summary>dx of x, y and dy; added or written.</summary>
unsafe delegate void OfVectorGradient(float* x, float* y, float* dy, float* dx, int length, bool accumulate, int width);

/// <summary>A function of each vector along the last dimension. Its gradient reads x only where <paramref name="needsInput"/> says so; else
/// y stands for it.</summary>
sealed unsafe class VectorSteps<O>(Func<O, OfVector> apply, Func<O, OfVectorGradient> gradient, bool needsInput = false) : CpuOp<O> where O
    : Op
{
    protected override void Forward(Lowering to, Node node, O op)
    {
        var step = new Step($"{node.Name}: {op.Kind}");
        var (x, y, run, (length, made, vectors)) = (step.Read(to[node.Inputs[0]]), step.Write(to.Output(node)), apply(op), Lengths(node));
        step.Work = f =>
        {
            for (var n = 0; n < f.Count; n++)
                for (var v = 0; v < vectors; v++) run(f.At(x, n) + (v * length), f.At(y, n) + (v * made), length, f.Width);
        };
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, O op)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var step = new Step($"d {node.Name}: {op.Kind}");
        var x = step.ReadIf(needsInput ? to[node.Inputs[0]] : null);
        var (y, dy, dx) = (step.Read(to[node]), step.Read(to.Gradient(node)), step.Add(to.Into(node.Inputs[0])));
        var (from, run, (length, made, vectors)) = (x ?? y, gradient(op), Lengths(node));
        var each = x is null ? made : length;
        step.Work = f =>
        {
            var adds = !f.Fresh(dx);
            for (var n = 0; n < f.Count; n++)
                for (var v = 0; v < vectors; v++)
                    run(f.At(from, n) + (v * each), f.At(y, n) + (v * made), f.At(dy, n) + (v * made), f.At(dx, n) + (v * length), length,
                        adds, f.Width);
        };
        to.Add(step);
    }

    // Floats of a vector, those that come out of it, and how many vectors a sample has.
    static (int Length, int Made, int Vectors) Lengths(Node node) =>
        (node.Inputs[0].Shape[^1], node.Shape[^1], node.Inputs[0].Shape.Elements / node.Inputs[0].Shape[^1]);
}
