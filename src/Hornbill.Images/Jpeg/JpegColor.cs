using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hornbill.Images;

/// <summary>Pixels from the components of a frame. Which colours they are is told as libjpeg tells it: by JFIF, by Adobe's segment, by the
/// components' names.</summary>
static class JpegColor
{
    // In 16 bits behind the point: 1.402, 1.772, 0.34414, 0.71414.
    const int RedCr = 91881, BlueCb = 116130, GreenCb = 22554, GreenCr = 46802, Half = 1 << 15;

    public static Image Convert(JpegFrame frame, int? adobe, bool jfif)
    {
        var rows = frame.Components.Select(c => new JpegUpsampling(c, frame)).ToArray();
        var channels = rows.Length == 1 ? 1 : 3;
        var image = new Image(frame.Width, frame.Height, channels,
            GC.AllocateUninitializedArray<byte>(frame.Width * frame.Height * channels));
        var luminance = rows.Length == 4 ? adobe == 2 : rows.Length == 3 && HasLuminance(frame, adobe, jfif);
        for (var y = 0; y < frame.Height; y++)
        {
            var row = image.Pixels.AsSpan(y * frame.Width * channels, frame.Width * channels);
            if (rows.Length == 1) rows[0].Row(y)[..frame.Width].CopyTo(row);
            else if (luminance) FromLuminance(rows[0].Row(y), rows[1].Row(y), rows[2].Row(y), row);
            else Join(rows[0].Row(y), rows[1].Row(y), rows[2].Row(y), row);
            if (rows.Length == 4) Ink(rows[3].Row(y), row, adobe is not null, luminance);
        }
        return image;
    }

    static bool HasLuminance(JpegFrame frame, int? adobe, bool jfif) =>
        jfif || (adobe is { } transform ? transform != 0 : !frame.Components.Select(c => c.Id).SequenceEqual("RGB"u8.ToArray()));

    static void Join(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, Span<byte> to)
    {
        for (int x = 0, i = 0; i < to.Length; x++, i += 3) (to[i], to[i + 1], to[i + 2]) = (red[x], green[x], blue[x]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void FromLuminance(ReadOnlySpan<byte> luminance, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> to)
    {
        var width = to.Length / 3;
        var x = 0;
        // Sixteen pixels are written as three vectors; the rows of components are read within their padding.
        ref var first = ref MemoryMarshal.GetReference(to);
        for (; x + 16 <= width; x += 16)
        {
            var y = Vector128.Create(luminance.Slice(x, 16));
            var (b, r) = (Vector128.Create(cb.Slice(x, 16)), Vector128.Create(cr.Slice(x, 16)));
            Store(y, b, r, ref Unsafe.Add(ref first, x * 3));
        }
        for (var i = x * 3; x < width; x++, i += 3)
        {
            var (y, b, r) = (luminance[x], cb[x] - 128, cr[x] - 128);
            to[i] = Byte(y + (((RedCr * r) + Half) >> 16));
            to[i + 1] = Byte(y + (((-GreenCb * b) - (GreenCr * r) + Half) >> 16));
            to[i + 2] = Byte(y + (((BlueCb * b) + Half) >> 16));
        }
    }

    static byte Byte(int x) => (byte)Math.Clamp(x, 0, 255);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(Vector128<byte> y, Vector128<byte> cb, Vector128<byte> cr, ref byte to)
    {
        var ((yl, yh), (bl, bh), (rl, rh)) = (Wide(y, 0), Wide(cb, 128), Wide(cr, 128));
        var red = Bytes(yl + Shift(rl * RedCr), yh + Shift(rh * RedCr));
        var green = Bytes(yl + Shift((bl * -GreenCb) - (rl * GreenCr)), yh + Shift((bh * -GreenCb) - (rh * GreenCr)));
        var blue = Bytes(yl + Shift(bl * BlueCb), yh + Shift(bh * BlueCb));
        (Vector128.Shuffle(red, Vector128.Create(0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255, 5)) |
         Vector128.Shuffle(green, Vector128.Create(255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255)) |
         Vector128.Shuffle(blue, Vector128.Create(255, 255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255))).StoreUnsafe(
             ref to);
        (Vector128.Shuffle(red, Vector128.Create(255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10, 255)) |
         Vector128.Shuffle(green, Vector128.Create(5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10)) |
         Vector128.Shuffle(blue, Vector128.Create(255, 5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255))).StoreUnsafe(
             ref to, 16);
        (Vector128.Shuffle(red, Vector128.Create(255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255, 255)) |
         Vector128.Shuffle(green, Vector128.Create(255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255)) |
         Vector128.Shuffle(blue, Vector128.Create(10, 255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15))).StoreUnsafe(
             ref to, 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector256<int> Low, Vector256<int> High) Wide(Vector128<byte> samples, int zero)
    {
        var (low, high) = Vector128.Widen(samples);
        return (Ints(low) - Vector256.Create(zero), Ints(high) - Vector256.Create(zero));
    }

    static Vector256<int> Ints(Vector128<ushort> x)
    {
        var (low, high) = Vector128.Widen(x);
        return Vector256.Create(low, high).AsInt32();
    }

    static Vector256<int> Shift(Vector256<int> x) => (x + Vector256.Create(Half)) >> 16;

    static Vector128<byte> Bytes(Vector256<int> low, Vector256<int> high)
    {
        var (a, b) = (Clamp(low), Clamp(high));
        return Vector128.Narrow(Vector128.Narrow(a.GetLower(), a.GetUpper()).AsUInt16(),
            Vector128.Narrow(b.GetLower(), b.GetUpper()).AsUInt16());
    }

    static Vector256<int> Clamp(Vector256<int> x) => Vector256.Min(Vector256.Max(x, Vector256<int>.Zero), Vector256.Create(255));

    // Cyan, magenta and yellow under black. Adobe writes how much light each leaves, others how much ink there is; YCCK holds 255 less what
    // Adobe's CMYK would.
    static void Ink(ReadOnlySpan<byte> black, Span<byte> row, bool light, bool luminance)
    {
        for (int x = 0, i = 0; i < row.Length; x++)
        {
            var left = light ? black[x] : 255 - black[x];
            for (var end = i + 3; i < end; i++)
            {
                var paper = luminance || !light ? 255 - row[i] : row[i];
                row[i] = (byte)(left - Scaled(255 - paper, left));
            }
        }
    }

    // a × b / 255, rounded.
    static int Scaled(int a, int b)
    {
        var product = (a * b) + 128;
        return ((product >> 8) + product) >> 8;
    }
}
