using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>What happens to the sums of a tile on their way to memory.</summary>
static unsafe class Epilogue
{
    /// <summary>The biases of a panel's columns, zeros past the last and where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LoadBias(float* bias, int first, int outputs, float* to, int columns)
    {
        for (var c = 0; c < columns; c++) to[c] = bias != null && first + c < outputs ? bias[first + c] : 0;
    }

    /// <summary>y = sums + bias, or relu of it, for the columns there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store<V, S>(float* sums, float* bias, bool relu, int vectors, int columns, float* y)
        where V : struct where S : struct, ISimd<V>
    {
        for (var v = 0; v < vectors; v++)
        {
            var i = v * S.Width;
            var x = S.Add(S.Load(sums + i), S.Load(bias + i));
            if (relu) x = S.Max(S.Zero, x); // in this order NaN stays NaN
            if (i + S.Width <= columns)
            {
                S.Store(y + i, x);
                continue;
            }
            S.Store(sums + i, x);
            for (; i < columns; i++) y[i] = sums[i];
        }
    }

    /// <summary>sums ← relu(sums + bias) × scale + shift, or without relu; what <see cref="Store"/> then adds is nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale<V, S>(float* sums, float* bias, bool relu, float* scale, float* shift, int vectors) where V : struct where S
        : struct, ISimd<V>
    {
        for (var i = 0; i < vectors * S.Width; i += S.Width)
        {
            var x = S.Add(S.Load(sums + i), S.Load(bias + i));
            if (relu) x = S.Max(S.Zero, x);
            S.Store(sums + i, S.MultiplyAdd(x, S.Load(scale + i), S.Load(shift + i)));
        }
    }

    /// <summary>Whole numbers held as floats, as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StoreIndex<V, S>(float* index, int vectors, int columns, byte* to) where V : struct where S : struct, ISimd<V>
    {
        for (var v = 0; v < vectors; v++)
        {
            var i = v * S.Width;
            if (i + S.Width <= columns) S.StoreBytes(to + i, S.Load(index + i));
            else
                for (; i < columns; i++) to[i] = (byte)index[i];
        }
    }
}
