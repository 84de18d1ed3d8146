using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>One tile of a block: where the window of each row begins, and the runs of the window.</summary>
unsafe struct TilePlace
{
    public fixed long Rows[Tile.MaxRows];
    public Run* Runs;
    public int RowCount, RunCount, Done;
}

/// <summary>Tiles that share panels: each stretch of a panel passes all of them while it is in the cache, then the next.</summary>
static unsafe class TileBlock
{
    /// <summary>Rows of a panel that stay in the first-level cache: 20 KB of them at 16 columns.</summary>
    const int Stretch = 320;

    /// <summary>Places of a block at most.</summary>
    public const int MaxPlaces = 64;

    // The elements of a pooling window, at least.
    const int FewPlaces = Convolution.LargestPool;

    /// <summary>Floats that the sums of the largest block take.</summary>
    public const int Sums = MaxPlaces * Tile.MaxSums;

    // Runs that the places of a block have together: 12 MB of them.
    const int MostRuns = 1024 * 1024;

    /// <summary>Places that share panels: more where the weights do not stay in a cache from one block to the next, fewer where windows
    /// have a great many runs, and <paramref name="least"/> at least.</summary>
    public static int PlacesFor(long weights, int runs, int least) =>
        Math.Max(least, Math.Min(weights > Convolution.TiledFloats ? MaxPlaces : FewPlaces, MostRuns / runs));

    /// <summary>Floats of workspace: the sums, then each place's runs, or the offsets of a window.</summary>
    public static int Workspace(int runs, int reduction, int least)
    {
        var all = Math.Min((long)MaxPlaces * runs, Math.Max(MostRuns, (long)least * runs));
        return checked((int)(Sums + Math.Max(all * sizeof(Run) / sizeof(float), Math.Min(reduction, 16L * runs))));
    }

    /// <summary>Sums of <paramref name="count"/> places, <see cref="Tile.MaxSums"/> floats each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum<V, S>(TilePlace* places, int count, float* panel, int vectors, float* sums) where V : struct where S : struct,
        ISimd<V>
    {
        for (var i = 0; i < count; i++) places[i].Done = 0;
        for (int until = Stretch, left = count; left > 0; until += Stretch)
        {
            left = 0;
            for (var i = 0; i < count; i++)
            {
                var place = places + i;
                var to = sums + (i * Tile.MaxSums);
                int done = place->Done, next = done;
                while (next < place->RunCount && (next == done || place->Runs[next].K + place->Runs[next].Length <= until)) next++;
                if (next > done) Tile.Multiply<V, S>((float**)place->Rows, place->RowCount, vectors, place->Runs + done, next - done, panel,
                    to, fresh: done == 0);
                else if (place->RunCount == 0) new Span<float>(to, Tile.MaxSums).Clear();
                place->Done = next;
                if (next < place->RunCount) left++;
            }
        }
    }

    /// <summary>The same where all windows hold the same few floats: x[offsets[k]] meets weight row k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumListed<V, S>(TilePlace* places, int count, int* offsets, int reduction, float* panel, int vectors, float* sums)
        where V : struct where S : struct, ISimd<V>
    {
        for (var i = 0; i < count; i++, places++, sums += Tile.MaxSums)
            Tile.RunListed<V, S>((float**)places->Rows, places->RowCount, vectors, offsets, reduction, panel, sums);
    }
}
