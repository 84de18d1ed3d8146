using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;
using Twin = Hornbill.Kernels.Reference.Boxes;

namespace Hornbill.Tests.Kernels;

public unsafe class BoxesTests
{
    // a b + c, so that each operand shows.
    readonly struct Mix : Rows.IOperation
    {
        public static V Apply<V, S>(V a, V b, V c, in Rows.Arguments s) where V : struct where S : struct, ISimd<V> =>
            S.MultiplyAdd(a, b, c);
    }

    /// <summary>Where nothing is 1, dimensions of each operand lie in the order given, outermost first; a letter that is missing is
    /// shared.</summary>
    [Theory]
    [InlineData("abcd", "abcd", "abcd", "abcd", "one stretch")]
    [InlineData("abcd", "d", "abcd", "abcd", "an operand of the last dimension")]
    [InlineData("abcd", "abc", "", "abcd", "operands without the last dimension")]
    [InlineData("abcd", "dcba", "abcd", "bdac", "every order")]
    [InlineData("abcd", "abcd", "d", "d", "a sum for each of the last dimension")]
    [InlineData("abcd", "abcd", "c", "ab", "a sum over the last dimensions")]
    [InlineData("abcd", "bd", "abcd", "", "one sum")]
    [InlineData("abcd", "ac", "abcd", "ca", "sums in another order")]
    public void Kernels_are_the_references(string a, string b, string c, string to, string what)
    {
        foreach (var counts in new[] { [1, 1, 1, 1], [2, 3, 4, 5], [3, 1, 2, 33], new[] { 2, 5, 1, 16 } })
            foreach (var width in SimdWidth.All)
                foreach (var (accumulate, parts, shared) in new[] { (false, 1, false), (true, 1, true), (false, 3, true),
                    (true, 2, false) })
                    Check(counts, [a, b, c, to], width, accumulate, parts, shared, $"{what}, {string.Join('×', counts)}, width {width}");
    }

    static void Check(int[] counts, string[] orders, int width, bool accumulate, int parts, bool shared, string what)
    {
        const int Samples = 3, First = 2;
        using var room = new GuardedRoom();
        var operands = orders.Select((o, i) =>
        {
            var floats = o.Aggregate(1, (n, d) => n * counts[d - 'a']);
            var one = i == 1 || (i == 3 && shared); // b for all samples, and the result where asked for
            var steps = counts.Select((_, d) => o.Contains((char)('a' + d))
                ? o[(o.IndexOf((char)('a' + d)) + 1)..].Aggregate(1, (n, e) => n * counts[e - 'a']) : 0);
            return (Floats: First + (one ? floats : Samples * floats), Sample: one ? 0 : floats, Steps: steps.ToArray());
        }).ToArray();
        var memory = new float*[4];
        for (var i = 0; i < 4; i++) Fill(memory[i] = room.Room(operands[i].Floats), operands[i].Floats, 20 + i);
        var twins = new Hornbill.Kernels.Reference.BoxOperand[4];
        for (var i = 0; i < 4; i++) twins[i] = new(Doubles(memory[i], operands[i].Floats), First, operands[i].Steps, operands[i].Sample);
        if (!accumulate) Array.Clear(twins[3].Values, First, twins[3].Values.Length - First);
        Twin.Each(Samples, counts, twins[..3], twins[3], v => (v[0] * v[1]) + v[2]);

        var box = Box.Of(counts, operands[0].Steps, operands[3].Steps, operands[1].Steps, operands[2].Steps);
        box = box.From(First, First);
        for (var p = 0; p < parts; p++)
        {
            var (from, to) = (p * box.Parts / parts, (p + 1) * box.Parts / parts);
            if (from == to) continue;
            var s = new Boxes.Arguments { Box = box.Part(from, to), Samples = Samples, Accumulate = accumulate };
            (s.ASample, s.BSample, s.CSample, s.ToSample) =
                (operands[0].Sample, operands[1].Sample, operands[2].Sample, operands[3].Sample);
            s.A = memory[0];
            s.B = memory[1];
            s.C = memory[2];
            s.To = memory[3];
            SimdWidth.Call<Boxes.Each<Mix>, Boxes.Arguments>(width, &s);
        }
        Close.Assert(Copy(memory[3], operands[3].Floats), twins[3].Values, KernelCases.Tolerance(200), what);
    }

    [Fact]
    public void Dimensions_that_all_go_through_alike_are_one()
    {
        Assert.Equal(1, Box.Of([4, 3, 2], [6, 2, 1], [6, 2, 1]).Rank);
        Assert.Equal(2, Box.Of([4, 3, 2], [6, 2, 1], [6, 2, 1], [0, 0, 1]).Rank);
        Assert.Equal(1, Box.Of([4, 1, 2], [2, 9, 1], [2, 8, 1]).Rank);
        Assert.Equal(3, Box.Of([4, 3, 2], [6, 2, 1], [1, 4, 12]).Rank);
    }
}
