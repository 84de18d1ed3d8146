using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>A cell of several samples, or neighbouring cells of one: rows of sums, once for each element of the pooling window.</summary>
unsafe struct Cell
{
    public int Sample, Row, Column, Rows, First, Count; // places [First, First + Count)
    public bool OfSamples;
    public fixed byte Elements[Convolution.LargestPool]; // of a pooling window, place by place
}

/// <summary>What becomes of the sums of a convolution: the greatest of a pooling window, bias, relu, scale and shift, then memory. The sums
/// of a place are <see cref="Tile.MaxSums"/> floats apart, its rows a panel's columns.</summary>
/// <param name="a">Where they go.</param>
/// <param name="workspace">Floats: <see cref="Workspace"/> of them.</param>
readonly unsafe ref struct CellStore(Convolution.ForwardArguments* a, float* workspace)
{
    const int Columns = 2 * 16; // of the widest panel

    public const int Workspace = (2 * Tile.MaxSums) + (4 * Columns);

    readonly float* _best = workspace, _bias = workspace + (2 * Tile.MaxSums);

    float* None => _bias + Columns;

    float* Scale => _bias + (2 * Columns);

    float* Shift => _bias + (3 * Columns);

    /// <summary>Brings what all cells of a panel share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin<V, S>(Panels panels, int p) where V : struct where S : struct, ISimd<V>
    {
        var (first, columns, outputs) = (panels.First(p), panels.Vectors(p) * S.Width, a->Size.OutChannels);
        Epilogue.LoadBias(a->Bias, first, outputs, _bias, columns);
        if (a->Scale == null) return;
        new Span<float>(None, Columns).Clear();
        Epilogue.LoadBias(a->Scale, first, outputs, Scale, columns);
        Epilogue.LoadBias(a->Shift, first, outputs, Shift, columns);
    }

    /// <summary>Stores a cell; its sums are overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Store<V, S>(in Cell cell, float* sums, Panels panels, int p) where V : struct where S : struct, ISimd<V>
    {
        if (!a->Size.Pooled) Finish<V, S>(cell, sums, null, panels, p);
        else
        {
            for (var i = 0; i < cell.Count && a->Scale != null; i++)
                Turn<V, S>(sums + (i * Tile.MaxSums), cell.Rows, panels.Vectors(p));
            Pool<V, S>(cell, sums, panels, p);
        }
    }

    // Where scale is negative the smallest sum gives the greatest output.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Turn<V, S>(float* sums, int rows, int vectors) where V : struct where S : struct, ISimd<V>
    {
        for (var v = 0; v < vectors; v++)
        {
            var sign = S.SelectGreater(S.Zero, S.Load(Scale + (v * S.Width)), S.Broadcast(-1), S.Broadcast(1));
            for (var r = 0; r < rows; r++)
            {
                var at = sums + (((r * vectors) + v) * S.Width);
                S.Store(at, S.Multiply(S.Load(at), sign));
            }
        }
    }

    // The first of the greatest.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Pool<V, S>(in Cell cell, float* sums, Panels panels, int p) where V : struct where S : struct, ISimd<V>
    {
        var floats = cell.Rows * panels.Vectors(p) * S.Width;
        float* best = _best, index = best + Tile.MaxSums;
        for (var f = 0; f < floats; f += S.Width)
        {
            V b = S.Load(sums + f), e = S.Broadcast(cell.Elements[0]);
            for (var i = 1; i < cell.Count; i++)
            {
                var s = S.Load(sums + (i * Tile.MaxSums) + f);
                e = S.SelectGreater(s, b, S.Broadcast(cell.Elements[i]), e);
                b = S.SelectGreater(s, b, s, b);
            }
            S.Store(best + f, b);
            S.Store(index + f, e);
        }
        Finish<V, S>(cell, best, index, panels, p);
    }

    // A normalisation behind relu.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void ScaleAndShift<V, S>(int rows, float* sums, int vectors) where V : struct where S : struct, ISimd<V>
    {
        var columns = vectors * S.Width;
        if (a->Size.Pooled) Turn<V, S>(sums, rows, vectors); // back, from the maximum
        for (var r = 0; r < rows; r++) Epilogue.Scale<V, S>(sums + (r * columns), _bias, a->Relu, Scale, Shift, vectors);
    }

    // Bias and relu come after the maximum: both keep its order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Finish<V, S>(in Cell cell, float* sums, float* index, Panels panels, int p) where V : struct where S : struct, ISimd<V>
    {
        ref readonly var z = ref a->Size;
        var (first, vectors, scaled) = (panels.First(p), panels.Vectors(p), a->Scale != null);
        if (scaled) ScaleAndShift<V, S>(cell.Rows, sums, vectors);
        for (var r = 0; r < cell.Rows; r++)
        {
            var (n, c) = cell.OfSamples ? (cell.Sample + r, cell.Column) : (cell.Sample, cell.Column + r);
            Epilogue.Store<V, S>(sums + (r * vectors * S.Width), scaled ? None : _bias, a->Relu && !scaled, vectors, z.OutChannels - first,
                                 a->Y + ((long)n * a->YSample) + (cell.Row * a->YRow) + (c * z.OutChannels) + first);
            if (index == null || a->Argmax == null) continue;
            Epilogue.StoreIndex<V, S>(index + (r * vectors * S.Width), vectors, z.OutChannels - first,
                a->Argmax + ((long)n * a->ArgmaxSample) + (((cell.Row * z.Cells.Width) + c) * z.OutChannels) + first);
        }
    }
}
