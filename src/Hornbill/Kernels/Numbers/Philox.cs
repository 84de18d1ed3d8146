using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hornbill.Kernels;

/// <summary>What a random number is for: each purpose has its own numbers.</summary>
enum Purpose
{
    Initialize = 1,
    Shuffle = 2,
    Dropout = 3,
    Glyphs = 4,
    Augment = 5,
    Generator = 6,
    Partner = 7,
}

/// <summary>Philox 4×32-10 (Salmon et al., SC'11): four random words as a pure function of a 64-bit key and a 128-bit counter, so that a
/// number depends on what it is for and never on what was drawn before.</summary>
readonly struct Philox
{
    readonly uint _key0, _key1, _stream0, _stream1;

    /// <summary>The stream of numbers of one purpose, in one place: a step, an epoch, a layer, a sample.</summary>
    public Philox(ulong seed, Purpose purpose, uint place = 0, uint sample = 0)
    {
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32) ^ ((uint)purpose * 0x9E3779B9);
        (_stream0, _stream1) = (place, sample);
    }

    /// <summary>The four words at <paramref name="index"/> of the stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Next(ulong index, out uint a, out uint b, out uint c, out uint d)
    {
        var (k0, k1) = (_key0, _key1);
        (a, b, c, d) = ((uint)index, (uint)(index >> 32), _stream0, _stream1);
        for (var round = 0; round < 10; round++)
        {
            var p = a * 0xD2511F53ul;
            var q = c * 0xCD9E8D57ul;
            (a, b, c, d) = ((uint)(q >> 32) ^ b ^ k0, (uint)q, (uint)(p >> 32) ^ d ^ k1, (uint)p);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
    }

    /// <summary>Words in a block of <see cref="Fill"/>.</summary>
    public const int Block = 32;

    /// <summary>32 words: the first ones of the eight indices from 8 × <paramref name="block"/> on, then their second, third and fourth
    /// ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Fill(uint block, uint* words)
    {
        if (Avx2.IsSupported) Eight(block * 8, words);
        else
            for (var i = 0u; i < 8; i++) Next((block * 8) + i, out words[i], out words[i + 8], out words[i + 16], out words[i + 24]);
    }

    // The same for eight indices side by side.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    unsafe void Eight(uint index, uint* words)
    {
        var a = Vector256.Create(index) + Vector256<uint>.Indices;
        Vector256<uint> b = default, c = Vector256.Create(_stream0), d = Vector256.Create(_stream1);
        var (k0, k1) = (_key0, _key1);
        var (m0, m1) = (Vector256.Create(0xD2511F53u), Vector256.Create(0xCD9E8D57u));
        for (var round = 0; round < 10; round++)
        {
            var (ph, pl) = Wide(a, m0);
            var (qh, ql) = Wide(c, m1);
            (a, b, c, d) = (qh ^ b ^ Vector256.Create(k0), ql, ph ^ d ^ Vector256.Create(k1), pl);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        a.Store(words);
        b.Store(words + 8);
        c.Store(words + 16);
        d.Store(words + 24);
    }

    // The upper and lower halves of eight products.
    static (Vector256<uint> High, Vector256<uint> Low) Wide(Vector256<uint> x, Vector256<uint> y)
    {
        var even = Avx2.Multiply(x, y);
        var odd = Avx2.Multiply((x.AsUInt64() >> 32).AsUInt32(), y);
        var high = Avx2.Blend((even >> 32).AsUInt32(), odd.AsUInt32(), 0b10101010);
        return (high, x * y);
    }

    /// <summary>A whole number below <paramref name="bound"/>, without the bias of a remainder worth mentioning (bound / 2⁶⁴).</summary>
    public int Below(ulong index, int bound)
    {
        Next(index, out var a, out var b, out _, out _);
        return (int)Math.BigMul(((ulong)a << 32) | b, (ulong)bound, out _);
    }

    /// <summary>Four numbers in [0, 1), of 32 bits each.</summary>
    public (double A, double B, double C, double D) Units(ulong index)
    {
        Next(index, out var a, out var b, out var c, out var d);
        const double Scale = 1 / 4294967296.0;
        return (a * Scale, b * Scale, c * Scale, d * Scale);
    }

    /// <summary>A number from a standard normal distribution: √(−2 ln u) cos 2πv of two numbers (Box and Muller, 1958).</summary>
    public double Normal(ulong index)
    {
        Next(index, out var a, out var b, out _, out _);
        var radius = Math.Sqrt(-2 * Exponential.Log((float)((a + 0.5) / 4294967296.0)));
        return radius * Trigonometry.OfTurns(b / 4294967296.0).Cos;
    }

    /// <summary>A float in [0, 1): 24 bits of a word.</summary>
    public static float Unit(uint word) => (word >> 8) * (1f / (1 << 24));
}
