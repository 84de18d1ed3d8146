using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hornbill.Images;

/// <summary>The inverse cosine transform of blocks of 8 × 8 in fixed point, by Loeffler, Ligtenberg and Moschytz (1989) with 13 bits behind
/// the point: the roundings are those of libjpeg's "islow", so the samples are its samples. Eight columns at a time, then eight
/// rows.</summary>
static class JpegTransform
{
    const int Bits = 13, More = 2; // more: kept between the two passes

    /// <summary>All blocks of a component whose coefficients are known.</summary>
    public static void All(JpegComponent c)
    {
        var block = new int[64];
        var steps = new int[64];
        for (var k = 0; k < 64; k++) steps[JpegScan.Natural[k]] = c.Quantization![k];
        for (var y = 0; y < c.AllRows; y += 8)
            for (var x = 0; x < c.Stride; x += 8)
            {
                var coefficients = c.Coefficients.AsSpan(((y / 8 * (c.Stride / 8)) + (x / 8)) * 64, 64);
                for (var i = 0; i < 64; i++) block[i] = coefficients[i] * steps[i];
                Block(block, 64, c.Samples.AsSpan((y * c.Stride) + x), c.Stride);
            }
    }

    /// <summary>One block of coefficients times their steps, in natural order.</summary>
    /// <param name="block">The coefficients.</param>
    /// <param name="filled">From here on, in zigzag order, they are zero.</param>
    /// <param name="samples">Where the first sample goes.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Block(ReadOnlySpan<int> block, int filled, Span<byte> samples, int stride)
    {
        _ = samples[(7 * stride) + 7];
        ref var to = ref MemoryMarshal.GetReference(samples);
        if (filled == 1)
        {
            var all = 0x0101010101010101ul * (ulong)Math.Clamp(((block[0] + 4) >> 3) + 128, 0, 255);
            for (var row = 0; row < 8; row++) Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, row * stride), all);
            return;
        }
        Rows r;
        ref var from = ref MemoryMarshal.GetReference(block);
        (r.A, r.B, r.C, r.D) = (Row(ref from, 0), Row(ref from, 1), Row(ref from, 2), Row(ref from, 3));
        (r.E, r.F, r.G, r.H) = (Row(ref from, 4), Row(ref from, 5), Row(ref from, 6), Row(ref from, 7));
        Pass(ref r, Bits - More);
        Transpose(ref r);
        Pass(ref r, Bits + More + 3);
        Transpose(ref r);
        Store(r.A, r.B, ref to, stride);
        Store(r.C, r.D, ref Unsafe.Add(ref to, 2 * stride), stride);
        Store(r.E, r.F, ref Unsafe.Add(ref to, 4 * stride), stride);
        Store(r.G, r.H, ref Unsafe.Add(ref to, 6 * stride), stride);
    }

    struct Rows
    {
        public Vector256<int> A, B, C, D, E, F, G, H;
    }

    static Vector256<int> Row(ref int block, int row) => Vector256.LoadUnsafe(ref block, (nuint)(row * 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Pass(ref Rows r, int shift)
    {
        var half = Vector256.Create(1 << (shift - 1));
        // Even: 0, 2, 4, 6.
        var z = (r.C + r.G) * 4433;
        var (t2, t3) = (z - (r.G * 15137), z + (r.C * 6270));
        var (t0, t1) = (((r.A + r.E) << Bits) + half, ((r.A - r.E) << Bits) + half);
        var (e0, e3, e1, e2) = (t0 + t3, t0 - t3, t1 + t2, t1 - t2);
        // Odd: 1, 3, 5, 7.
        var (z1, z2, z3, z4) = ((r.H + r.B) * -7373, (r.F + r.D) * -20995, r.H + r.D, r.F + r.B);
        var z5 = (z3 + z4) * 9633;
        (z3, z4) = ((z3 * -16069) + z5, (z4 * -3196) + z5);
        var (o0, o1, o2, o3) = ((r.H * 2446) + z1 + z3, (r.F * 16819) + z2 + z4, (r.D * 25172) + z2 + z3, (r.B * 12299) + z1 + z4);
        (r.A, r.H) = ((e0 + o3) >> shift, (e0 - o3) >> shift);
        (r.B, r.G) = ((e1 + o2) >> shift, (e1 - o2) >> shift);
        (r.C, r.F) = ((e2 + o1) >> shift, (e2 - o1) >> shift);
        (r.D, r.E) = ((e3 + o0) >> shift, (e3 - o0) >> shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Transpose(ref Rows r)
    {
        if (!Avx2.IsSupported)
        {
            TransposeAnywhere(ref r);
            return;
        }
        var (a, b, c, d) = (Avx2.UnpackLow(r.A, r.B), Avx2.UnpackHigh(r.A, r.B), Avx2.UnpackLow(r.C, r.D), Avx2.UnpackHigh(r.C, r.D));
        var (e, f, g, h) = (Avx2.UnpackLow(r.E, r.F), Avx2.UnpackHigh(r.E, r.F), Avx2.UnpackLow(r.G, r.H), Avx2.UnpackHigh(r.G, r.H));
        var (ac0, ac1, bd0, bd1) = (Low(a, c), High(a, c), Low(b, d), High(b, d));
        var (eg0, eg1, fh0, fh1) = (Low(e, g), High(e, g), Low(f, h), High(f, h));
        (r.A, r.B, r.C, r.D) = (Halves(ac0, eg0, 0x20), Halves(ac1, eg1, 0x20), Halves(bd0, fh0, 0x20), Halves(bd1, fh1, 0x20));
        (r.E, r.F, r.G, r.H) = (Halves(ac0, eg0, 0x31), Halves(ac1, eg1, 0x31), Halves(bd0, fh0, 0x31), Halves(bd1, fh1, 0x31));

        static Vector256<int> Low(Vector256<int> x, Vector256<int> y) => Avx2.UnpackLow(x.AsInt64(), y.AsInt64()).AsInt32();
        static Vector256<int> High(Vector256<int> x, Vector256<int> y) => Avx2.UnpackHigh(x.AsInt64(), y.AsInt64()).AsInt32();
        static Vector256<int> Halves(Vector256<int> x, Vector256<int> y, [ConstantExpected] byte which) => Avx2.Permute2x128(x, y, which);
    }

    static void TransposeAnywhere(ref Rows r)
    {
        ref var first = ref Unsafe.As<Rows, int>(ref r);
        for (var i = 0; i < 8; i++)
            for (var j = 0; j < i; j++)
                (Unsafe.Add(ref first, (i * 8) + j), Unsafe.Add(ref first, (j * 8) + i)) =
                    (Unsafe.Add(ref first, (j * 8) + i), Unsafe.Add(ref first, (i * 8) + j));
    }

    // Two rows, with the middle at 128, held within a byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(Vector256<int> row, Vector256<int> next, ref byte to, int stride)
    {
        var (x, y) = (Clamp(row), Clamp(next));
        var bytes = Vector128.Narrow(Vector128.Narrow(x.GetLower(), x.GetUpper()).AsUInt16(),
            Vector128.Narrow(y.GetLower(), y.GetUpper()).AsUInt16()).AsUInt64();
        Unsafe.WriteUnaligned(ref to, bytes[0]);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, stride), bytes[1]);
    }

    static Vector256<int> Clamp(Vector256<int> x) =>
        Vector256.Min(Vector256.Max(x + Vector256.Create(128), Vector256<int>.Zero), Vector256.Create(255));
}
