using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>
/// A sample's values projected on a direction: z = Σ_i x_i · d_i, summed in the order of i whatever the vectors; backward dx_i = dz · d_i.
/// </summary>
static unsafe class Projection
{
    public struct Arguments
    {
        public float* X, Direction; // values forward, their gradient backward
        public float* Z; // one number: the sum, or the gradient by it
        public int Length;
        public bool Accumulate; // backward: whether it is added to what is there
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(Arguments* a)
    {
        var sum = 0.0;
        for (var i = 0; i < a->Length; i++) sum += (double)a->X[i] * a->Direction[i];
        *a->Z = (float)sum;
    }

    public readonly struct Backward : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var dz = S.Broadcast(*a->Z);
            var i = 0;
            for (; i + S.Width <= a->Length; i += S.Width)
            {
                var dx = S.Multiply(dz, S.Load(a->Direction + i));
                S.Store(a->X + i, a->Accumulate ? S.Add(S.Load(a->X + i), dx) : dx);
            }
            for (; i < a->Length; i++) a->X[i] = (*a->Z * a->Direction[i]) + (a->Accumulate ? a->X[i] : 0);
        }
    }
}
