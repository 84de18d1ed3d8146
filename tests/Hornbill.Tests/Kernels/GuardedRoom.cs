using Xunit.Sdk;

namespace Hornbill.Tests.Kernels;

/// <summary>Buffers between guard pages. What may be read behind one is not a number, so that it must not reach a result, and must stay
/// so.</summary>
sealed unsafe class GuardedRoom : IDisposable
{
    readonly List<(Guarded Block, int Floats)> _blocks = [];

    public float* Room(int floats, int readable = 0)
    {
        var block = new Guarded(floats + readable);
        block.Span[floats..].Fill(float.NaN);
        _blocks.Add((block, floats));
        return block.Pointer;
    }

    public void Dispose()
    {
        var written = _blocks.FindIndex(b => b.Block.Span[b.Floats..].ContainsAnyExcept(float.NaN));
        foreach (var (block, _) in _blocks) block.Dispose();
        if (written >= 0) throw new XunitException($"Buffer {written} was written behind its end.");
    }
}

/// <summary>Numbers for kernels.</summary>
static unsafe class Numbers
{
    /// <summary>Fills with numbers in [-1, 1).</summary>
    public static void Fill(float* p, int count, long stream)
    {
        for (var i = 0; i < count; i++) p[i] = (float)Golden.GoldenData.Signed(stream, i);
    }

    /// <summary>Fills with numbers of which a third are zeros, as gradients are.</summary>
    public static void FillSparse(float* p, int count, long stream)
    {
        for (var i = 0; i < count; i++) p[i] = Golden.GoldenData.Word(stream + 1, i) % 3 == 0 ? 0
            : (float)Golden.GoldenData.Signed(stream, i);
    }

    /// <summary>Rows without what lies between them.</summary>
    public static float[] Rows(float* p, int samples, int sample, int rows, int row, int length)
    {
        var to = new float[samples * rows * length];
        for (var n = 0; n < samples; n++)
            for (var r = 0; r < rows; r++) new Span<float>(p + (n * sample) + (r * row), length)
                .CopyTo(to.AsSpan(((n * rows) + r) * length));
        return to;
    }

    public static double[] Doubles(ReadOnlySpan<float> x)
    {
        var to = new double[x.Length];
        for (var i = 0; i < to.Length; i++) to[i] = x[i];
        return to;
    }

    public static double[] Doubles(float* p, int count) => Doubles(new ReadOnlySpan<float>(p, count));

    public static float[] Copy(float* p, int count) => new ReadOnlySpan<float>(p, count).ToArray();

    /// <summary>Whether widths give the same bits: all round a × b + c once.</summary>
    public static bool SameBits => System.Runtime.Intrinsics.X86.Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported;

    /// <summary>The same bits, as integers: NaNs and zeros' signs count.</summary>
    public static void AssertBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        if (expected.Length != actual.Length) throw new XunitException($"{what}: {actual.Length} came, {expected.Length} were expected.");
        for (var i = 0; i < expected.Length; i++)
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                throw new XunitException(
                    $"{what}: element {i} of {expected.Length} is {actual[i]:g9}, expected {expected[i]:g9} to the bit.");
    }
}
