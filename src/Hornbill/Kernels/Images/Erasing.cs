using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>
/// A patch of an image replaced, by a value or by noise: clip(deviation × z) with z from a standard normal distribution, for each element
/// its own. The gradient passes outside the patch. Rows are copied as they are, so that there is no vector to choose.
/// </summary>
static unsafe class Erasing
{
    /// <summary>The random numbers before this index are the caller's.</summary>
    public const int FirstOfNoise = 8;

    public struct Arguments
    {
        public int Height, Width, Channels;
        public int Top, Left, Bottom, Right; // rows [Top, Bottom) of columns [Left, Right)
        public float* From, To;              // values forward, gradients backward
        public float Value;
        public bool Noise;
        public Philox Random;
        public float Deviation, Low, High;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(Arguments* a)
    {
        new ReadOnlySpan<float>(a->From, a->Height * a->Width * a->Channels).CopyTo(new(a->To, a->Height * a->Width * a->Channels));
        for (var r = a->Top; r < a->Bottom; r++)
            for (var i = ((r * a->Width) + a->Left) * a->Channels; i < ((r * a->Width) + a->Right) * a->Channels; i++)
                a->To[i] = a->Noise ? Math.Clamp(a->Deviation * (float)a->Random.Normal((ulong)i + FirstOfNoise), a->Low, a->High)
                    : a->Value;
    }

    /// <summary>Writes the gradient, or adds it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InputGradient(Arguments* a, bool accumulate)
    {
        var row = a->Width * a->Channels;
        float* from = a->From, to = a->To;
        for (var r = 0; r < a->Height; r++, from += row, to += row)
        {
            var inside = r >= a->Top && r < a->Bottom;
            int left = inside ? a->Left * a->Channels : row, right = inside ? a->Right * a->Channels : row;
            Merging.CopyPlaces(from, 0, to, 0, left, 1, accumulate);
            if (!accumulate) new Span<float>(to + left, right - left).Clear();
            Merging.CopyPlaces(from + right, 0, to + right, 0, row - right, 1, accumulate);
        }
    }
}
