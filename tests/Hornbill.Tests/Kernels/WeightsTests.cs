using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;

namespace Hornbill.Tests.Kernels;

public unsafe class WeightsTests
{
    // outputs, reduction
    static readonly (int Outputs, int Reduction)[] Sizes =
        [(1, 1), (7, 9), (8, 5), (10, 27), (16, 3), (24, 8), (33, 18), (64, 4), (100, 2)];

    [Fact]
    public void Panels_hold_every_weight_and_zeros_in_columns_that_are_not_there()
    {
        foreach (var (outputs, reduction) in Sizes)
            foreach (var width in SimdWidth.All)
            {
                using var room = new GuardedRoom();
                var panels = new Panels(outputs, reduction, width);
                float* w = room.Room(outputs * reduction), to = room.Room((int)panels.Floats);
                Fill(w, outputs * reduction, 1);
                new Span<float>(to, (int)panels.Floats).Fill(float.NaN);
                for (var p = 0; p < panels.Count; p++) Weights.ToPanels(w, outputs, reduction, width, to, p, p + 1);
                long floats = 0;
                for (var p = 0; p < panels.Count; p++)
                {
                    var columns = panels.Vectors(p) * width;
                    floats += columns * reduction;
                    for (var k = 0; k < reduction; k++)
                        for (var c = 0; c < columns; c++)
                        {
                            var o = panels.First(p) + c;
                            Assert.Equal(o < outputs ? w[(k * outputs) + o] : 0, panels.At(to, p)[(k * columns) + c]);
                        }
                }
                Assert.Equal(panels.Floats, floats);
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Rows_are_the_weights_transposed_and_back(int runs)
    {
        foreach (var (outputs, length) in Sizes)
        {
            using var room = new GuardedRoom();
            var rows = new WeightRows(outputs, runs, length);
            var count = outputs * rows.Reduction;
            float* w = room.Room(count), packed = room.Room(rows.Floats), back = room.Room(count);
            Fill(w, count, 2);
            for (var o = 0; o < outputs; o += 5) Weights.ToRows(w, rows, packed, o, Math.Min(outputs, o + 5));
            for (var o = 0; o < outputs; o++)
                for (var run = 0; run < runs; run++)
                    for (var j = 0; j < length; j++)
                        Assert.Equal(w[(((run * length) + j) * outputs) + o], packed[(o * rows.Stride) + (run * rows.Padded) + j]);
            var a = new Weights.SumArguments { Rows = rows, Shards = packed, Count = 1, To = outputs, Gradient = back };
            SimdWidth.Call<Weights.SumShards, Weights.SumArguments>(4, &a);
            AssertBits(Copy(w, count), Copy(back, count), "there and back");
        }
    }

    [Fact]
    public void Shards_are_summed_as_a_tree_by_index()
    {
        var rows = new WeightRows(9, 2, 11);
        for (var shards = 1; shards <= 16; shards++)
            foreach (var width in SimdWidth.All)
                foreach (var accumulate in new[] { false, true })
                {
                    using var room = new GuardedRoom();
                    var apart = rows.Floats + 32; // other sums lie between
                    var all = room.Room(((shards - 1) * apart) + rows.Floats);
                    float* dw = room.Room(rows.Outputs * rows.Reduction), db = room.Room(rows.Outputs);
                    for (var s = 0; s < shards; s++) Fill(all + (s * apart), rows.Floats, 10 + s);
                    new Span<float>(dw, rows.Outputs * rows.Reduction).Fill(accumulate ? 2 : float.NaN);
                    new Span<float>(db, rows.Outputs).Fill(accumulate ? float.NaN : 3);
                    var expected = Tree(all, apart, rows.Floats, shards);
                    var a = new Weights.SumArguments
                    {
                        Rows = rows,
                        Shards = all,
                        ShardFloats = apart,
                        Count = shards,
                        Gradient = dw,
                        BiasGradient = db,
                        Accumulate = accumulate,
                        AccumulateBias = !accumulate,
                    };
                    for ((a.From, a.To) = (0, 4); a.From < rows.Outputs; (a.From, a.To) = (a.To, Math.Min(rows.Outputs, a.To + 4)))
                    {
                        var part = a;
                        SimdWidth.Call<Weights.SumShards, Weights.SumArguments>(width, &part);
                    }
                    for (var o = 0; o < rows.Outputs; o++)
                    {
                        Assert.Equal(expected[(o * rows.Stride) + rows.Bias] + (accumulate ? 0 : 3), db[o]);
                        for (var k = 0; k < rows.Reduction; k++)
                            Assert.Equal(expected[(o * rows.Stride) + (k / rows.Length * rows.Padded) + (k % rows.Length)]
                                + (accumulate ? 2 : 0), dw[(k * rows.Outputs) + o]);
                    }
                }
    }

    // (0 + 1) + (2 + 3) …, whoever has no neighbour waits.
    static float[] Tree(float* shards, int apart, int floats, int count)
    {
        var level = Enumerable.Range(0, count).Select(s => Copy(shards + (s * apart), floats)).ToList();
        for (; level.Count > 1; level = [.. level.Chunk(2).Select(p => p.Length == 1 ? p[0] : [.. p[0].Zip(p[1], (x, y) => x + y)])])
        {
        }
        return level[0];
    }
}
