using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Steps of optimizers that look at a whole weight. Gradients are scaled and bounded and weights decay as in <see cref="Steps"/>;
/// slots below the smallest normal number become 0.</summary>
static unsafe class WholeSteps
{
    const float Smallest = 1.17549435e-38f;

    /// <summary>m and v as Adam's; u = E m / (√(F v) + ε); w ← w − A |w| / |u| u. B, C: 1 − β₁, 1 − β₂; D: ε. <paramref name="u"/> holds as
    /// many floats as the weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Lamb(Steps.Arguments* a, float* u)
    {
        double weight = 0, direction = 0;
        for (var i = 0; i < a->Count; i++)
        {
            var g = Bounded(a, i);
            var m = a->Slot0[i] = Normal(a->Slot0[i] + ((g - a->Slot0[i]) * a->B));
            var v = a->Slot1[i] = Normal(a->Slot1[i] + (((g * g) - a->Slot1[i]) * a->C));
            u[i] = m * a->E / (MathF.Sqrt(v * a->F) + a->D);
            weight += (double)Decayed(a, i) * Decayed(a, i);
            direction += (double)u[i] * u[i];
        }
        var ratio = weight > 0 && direction > 0 ? Math.Sqrt(weight) / Math.Sqrt(direction) : 1;
        for (var i = 0; i < a->Count; i++) a->W[i] = Decayed(a, i) - ((float)(ratio * a->A) * u[i]);
    }

    /// <summary>r and c are means of g² + ε₁ over columns and rows, v their product over the mean of r (of a vector the mean itself); u = g
    /// / √v, made smaller where its root mean square is above B; w ← w − A max(ε₂, rms w) u. C, D: ε₁, ε₂; E: how much moments keep. Of a
    /// vector <paramref name="rows"/> is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Adafactor(Steps.Arguments* a, int rows, int columns, float* u)
    {
        double weight = 0, size = 0;
        for (var i = 0; i < a->Count; i++)
        {
            u[i] = Bounded(a, i);
            weight += (double)Decayed(a, i) * Decayed(a, i);
        }
        if (rows == 0) Vector(a, u);
        else
            for (var done = 0; done < a->Count; done += rows * columns) Matrix(a, u + done, done, rows, columns);
        for (var i = 0; i < a->Count; i++)
        {
            u[i] /= MathF.Sqrt(a->Slot2[i]);
            size += (double)u[i] * u[i];
        }
        var step = a->A * Math.Max(a->D, Math.Sqrt(weight / a->Count)) / Math.Max(1, Math.Sqrt(size / a->Count) / a->B);
        for (var i = 0; i < a->Count; i++) a->W[i] = Decayed(a, i) - (float)(step * u[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Vector(Steps.Arguments* a, float* g)
    {
        for (var i = 0; i < a->Count; i++) a->Slot2[i] = Kept(a, a->Slot2[i], ((double)g[i] * g[i]) + a->C);
    }

    // The means of one matrix lie at the beginning of its part of the slots.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Matrix(Steps.Arguments* a, float* g, int at, int rows, int columns)
    {
        float* r = a->Slot0 + at, c = a->Slot1 + at, v = a->Slot2 + at;
        var mean = 0.0;
        for (var i = 0; i < rows; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < columns; j++) sum += ((double)g[(i * columns) + j] * g[(i * columns) + j]) + a->C;
            r[i] = Kept(a, r[i], sum / columns);
            mean += (double)r[i] / rows;
        }
        for (var j = 0; j < columns; j++)
        {
            var sum = 0.0;
            for (var i = 0; i < rows; i++) sum += ((double)g[(i * columns) + j] * g[(i * columns) + j]) + a->C;
            c[j] = Kept(a, c[j], sum / rows);
        }
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++) v[(i * columns) + j] = (float)(r[i] / mean * c[j]);
    }

    static float Kept(Steps.Arguments* a, float moment, double now) => (float)((a->E * (double)moment) + ((1 - (double)a->E) * now));

    static float Bounded(Steps.Arguments* a, int i)
    {
        var g = a->G[i] * a->Scale;
        return g > a->Limit ? a->Limit : g < -a->Limit ? -a->Limit : g;
    }

    static float Decayed(Steps.Arguments* a, int i) => a->W[i] - (a->W[i] * a->Decay);

    static float Normal(float x) => Math.Abs(x) < Smallest ? 0 : x;
}
