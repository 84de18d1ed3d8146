using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Where the outputs of a tile go.</summary>
static unsafe partial class Winograd
{
    /// <summary>What happens to the outputs of a tile.</summary>
    interface IOutput
    {
        /// <summary>What all tiles of a panel share.</summary>
        static abstract void Begin<V, S>(Arguments* a, Panels panels, int p, float* shared) where V : struct where S : struct, ISimd<V>;

        /// <summary>Where output (i, j) of a tile belongs in the sums.</summary>
        static abstract int At(int i, int j, int columns);

        static abstract void Store<V, S>(Arguments* a, Place tile, float* sums, Panels panels, int p, float* shared) where V : struct
            where S : struct, ISimd<V>;
    }

    /// <summary>Rows of a tile are cells of the epilogue, their places its rows.</summary>
    readonly struct Plain : IOutput
    {
        public static void Begin<V, S>(Arguments* a, Panels panels, int p, float* shared) where V : struct where S : struct, ISimd<V> =>
            new CellStore(a->Forward, shared).Begin<V, S>(panels, p);

        public static int At(int i, int j, int columns) => (i * Tile.MaxSums) + (j * columns);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Store<V, S>(Arguments* a, Place tile, float* sums, Panels panels, int p, float* shared) where V : struct
            where S : struct, ISimd<V>
        {
            var store = new CellStore(a->Forward, shared);
            var cell = new Cell { Sample = tile.Sample, Column = tile.Column, Rows = tile.Columns, Count = 1 };
            for (var i = 0; i < tile.Rows; i++)
            {
                cell.Row = tile.Row + i;
                store.Store<V, S>(cell, sums + (i * Tile.MaxSums), panels, p);
            }
        }
    }

    /// <summary>Two rows of a tile are a row of cells, each of 2 × 2 places; those that are not there are no numbers, so that they are
    /// never the greatest.</summary>
    readonly struct Pooled : IOutput
    {
        public static void Begin<V, S>(Arguments* a, Panels panels, int p, float* shared) where V : struct where S : struct, ISimd<V> =>
            new CellStore(a->Forward, shared).Begin<V, S>(panels, p);

        public static int At(int i, int j, int columns) =>
            (((i / 2 * 4) + (i % 2 * 2) + (j % 2)) * Tile.MaxSums) + (j / 2 * columns);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Store<V, S>(Arguments* a, Place tile, float* sums, Panels panels, int p, float* shared) where V : struct
            where S : struct, ISimd<V>
        {
            var store = new CellStore(a->Forward, shared);
            var cell = new Cell { Sample = tile.Sample, Column = tile.Column / 2, Rows = (tile.Columns + 1) / 2, Count = 4 };
            for (var e = 0; e < 4; e++) cell.Elements[e] = (byte)e;
            Spoil(tile, panels.Vectors(p) * S.Width, sums);
            for (var i = 0; i < (tile.Rows + 1) / 2; i++)
            {
                cell.Row = (tile.Row / 2) + i;
                store.Store<V, S>(cell, sums + (i * 4 * Tile.MaxSums), panels, p);
            }
        }
    }

    // The places of a window that lie outside.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Spoil(Place tile, int columns, float* sums)
    {
        for (var j = 0; j < tile.Columns && tile.Rows % 2 == 1; j++) One(tile.Rows, j);
        for (var i = 0; i <= tile.Rows && tile.Columns % 2 == 1; i++) One(i, tile.Columns);
        void One(int i, int j) => new Span<float>(sums + Pooled.At(i, j, columns), columns).Fill(float.NaN);
    }

    /// <summary>Written, or added to what is there.</summary>
    readonly struct Added : IOutput
    {
        public static void Begin<V, S>(Arguments* a, Panels panels, int p, float* shared) where V : struct where S : struct, ISimd<V> { }

        public static int At(int i, int j, int columns) => ((i * TileCut.Largest) + j) * columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Store<V, S>(Arguments* a, Place tile, float* sums, Panels panels, int p, float* shared) where V : struct
            where S : struct, ISimd<V>
        {
            ref readonly var z = ref a->Backward->Size;
            var to = a->Backward->X + ((nint)tile.Sample * a->Backward->XSample) + ((nint)(tile.Row + z.Pad.Top) * z.RimRow)
                + ((nint)(tile.Column + z.Pad.Left) * z.InChannels) + panels.First(p);
            int vectors = panels.Vectors(p), columns = z.InChannels - panels.First(p);
            for (var i = 0; i < tile.Rows; i++, to += z.RimRow)
                for (var j = 0; j < tile.Columns; j++)
                    Convolution.FullInputGradient.Store<V, S>(sums + At(i, j, vectors * S.Width), vectors, columns, to + (j * z.InChannels),
                        a->Backward->Fresh);
        }
    }
}
