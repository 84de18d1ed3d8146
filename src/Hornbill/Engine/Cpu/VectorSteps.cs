using Hornbill.Graph;

namespace Hornbill.Engine.Cpu;

/// <summary>y of x, vectors of a length.</summary>
unsafe delegate void OfVector(float* x, float* y, int length);

/// <summary>dx of x, y and dy; added or written.</summary>
unsafe delegate void OfVectorGradient(float* x, float* y, float* dy, float* dx, int length, bool accumulate);

/// <summary>A function of each vector along the last dimension. Its gradient reads x only where <paramref name="needsInput"/> says so; else y stands for it.</summary>
sealed unsafe class VectorSteps<O>(Func<O, OfVector> apply, Func<O, OfVectorGradient> gradient, bool needsInput = false) : CpuOp<O> where O : Op
{
    protected override void Forward(Lowering to, Node node, O op)
    {
        var step = new Step($"{node.Name}: {op.Kind}");
        var (x, y, length, all, run) = (step.Read(to[node.Inputs[0]]), step.Write(to.Output(node)), node.Shape[^1], node.Shape.Elements, apply(op));
        step.Work = f =>
        {
            for (var n = 0; n < f.Count; n++)
                for (var c = 0; c < all; c += length) run(f.At(x, n) + c, f.At(y, n) + c, length);
        };
        to.Add(step);
    }

    protected override void Backward(Lowering to, Node node, O op)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var step = new Step($"d {node.Name}: {op.Kind}");
        var x = step.ReadIf(needsInput ? to[node.Inputs[0]] : null);
        var (y, dy, dx) = (step.Read(to[node]), step.Read(to.Gradient(node)), step.Add(to.Into(node.Inputs[0])));
        var (from, length, all, run) = (x ?? y, node.Shape[^1], node.Shape.Elements, gradient(op));
        step.Work = f =>
        {
            var adds = !f.Fresh(dx);
            for (var n = 0; n < f.Count; n++)
                for (var c = 0; c < all; c += length) run(f.At(from, n) + c, f.At(y, n) + c, f.At(dy, n) + c, f.At(dx, n) + c, length, adds);
        };
        to.Add(step);
    }
}
