using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>Channels of places that are taken, repeated and added up again: places lie side by side, each with so many channels.</summary>
static unsafe class Channels
{
    /// <summary>Between the places of two rows; <c>at</c> is a first channel.</summary>
    public interface IMove
    {
        static abstract void Run(float* from, int fromChannels, float* to, int toChannels, int places, int at, bool accumulate);
    }

    /// <summary>to = channels [at, at + n) of from.</summary>
    public readonly struct Take : IMove
    {
        public static void Run(float* from, int fromChannels, float* to, int toChannels, int places, int at, bool accumulate) =>
            Merging.CopyPlaces(from + at, fromChannels, to, toChannels, toChannels, places, accumulate);
    }

    /// <summary>Channels [at, at + n) of to = from.</summary>
    public readonly struct Give : IMove
    {
        public static void Run(float* from, int fromChannels, float* to, int toChannels, int places, int at, bool accumulate) =>
            Merging.CopyPlaces(from, fromChannels, to + at, toChannels, fromChannels, places, accumulate);
    }

    /// <summary>to[p, i·m + j] = from[p, i] for j below m, the ratio of the channels.</summary>
    public readonly struct Repeat : IMove
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run(float* from, int fromChannels, float* to, int toChannels, int places, int at, bool accumulate)
        {
            var m = toChannels / fromChannels;
            for (var i = 0; i < places * fromChannels; i++)
                for (var j = 0; j < m; j++) *to++ = from[i];
        }
    }

    /// <summary>to[p, i] = Σ_j from[p, i·m + j].</summary>
    public readonly struct SumRepeats : IMove
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run(float* from, int fromChannels, float* to, int toChannels, int places, int at, bool accumulate)
        {
            var m = fromChannels / toChannels;
            for (var i = 0; i < places * toChannels; i++)
            {
                var sum = accumulate ? to[i] : 0;
                for (var j = 0; j < m; j++) sum += *from++;
                to[i] = sum;
            }
        }
    }

    /// <summary>Each of <paramref name="rows"/> rows of channels, <paramref name="times"/> times one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(float* from, int rows, int channels, float* to, int times)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var i = 0; i < times * channels; i += channels)
                for (var c = 0; c < channels; c++) to[i + c] = from[c];
            from += channels;
            to += (nint)times * channels;
        }
    }

    /// <summary>The other way round: adds the sum of <paramref name="times"/> places to the channels of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold(float* from, int rows, int channels, float* to, int times)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var i = 0; i < times * channels; i += channels)
                for (var c = 0; c < channels; c++) to[c] += from[i + c];
            from += (nint)times * channels;
            to += channels;
        }
    }
}
