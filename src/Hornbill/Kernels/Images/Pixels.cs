using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Bytes of an image to floats.</summary>
static class Pixels
{
    static readonly float[] Unit = [.. Enumerable.Range(0, 256).Select(b => b / 255f)];

    /// <summary>b / 255, in [0, 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToUnit(ReadOnlySpan<byte> bytes, Span<float> floats)
    {
        var unit = Unit;
        for (var i = 0; i < bytes.Length; i++) floats[i] = unit[bytes[i]];
    }
}
