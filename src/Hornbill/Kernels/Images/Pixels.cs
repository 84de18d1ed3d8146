using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Bytes of an image to floats.</summary>
static class Pixels
{
    static readonly float[] Unit = [.. Enumerable.Range(0, 256).Select(b => b / 255f)];

    /// <summary>b / 255, in [0, 1].</summary>
    public static void ToUnit(ReadOnlySpan<byte> bytes, Span<float> floats) => ToFloats(bytes, Unit, floats);

    /// <summary>What a table of 256 says of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToFloats(ReadOnlySpan<byte> bytes, float[] table, Span<float> floats)
    {
        for (var i = 0; i < bytes.Length; i++) floats[i] = table[bytes[i]];
    }
}
