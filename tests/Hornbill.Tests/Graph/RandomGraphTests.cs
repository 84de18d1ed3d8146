using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;
using Hornbill.Tests.Engine;
using Xunit;

namespace Hornbill.Tests.Graph;

/// <summary>Random graphs with branches: the plan's memory, and its results fused and unfused.</summary>
public class RandomGraphTests
{
    const double Tolerance = 1e-4;

    static readonly Workers Two = new(2);

    [Theory]
    [InlineData(0, 50)]
    [InlineData(50, 100)]
    [InlineData(100, 150)]
    [InlineData(150, 200)]
    public void Plans_share_no_live_memory_and_give_what_unfused_ones_give(int from, int to)
    {
        for (var seed = from; seed < to; seed++)
        {
            var (g, loss, last) = Draw((ulong)seed);
            var by = g.Weights.Concat(g.Leaves.Keys.Where(n => n.Name == "x")).ToArray();
            var fused = new PlanRun(g, new([last], loss, by, Training: true), workers: seed % 2 == 0 ? Two : null);
            Node[] all = [.. Node.Sorted([loss]).Where(n => n.Inputs.Count > 0)];
            var unfused = new PlanRun(g, new(all, loss, by, Training: true));
            Overlaps.AssertNone(fused.Plan, $"seed {seed}");
            Overlaps.AssertNone(unfused.Plan, $"seed {seed}, unfused");
            Assert.True(fused.Steps.Count() <= unfused.Steps.Count());
            Close.Assert(fused[last], g.Value(last), Tolerance, $"seed {seed}: output");
            Close.Assert(fused.Losses, g.Value(loss), Tolerance, $"seed {seed}: losses");
            foreach (var n in all) Close.Assert(unfused[n], g.Value(n), Tolerance, $"seed {seed}: {n.Name}");
            foreach (var n in by)
                Close.Assert(fused.Gradient(n), [.. unfused.Gradient(n).Select(v => (double)v)], Tolerance, $"seed {seed}: d {n.Name}");
        }
    }

    static (TwinGraph G, Node Loss, Node Last) Draw(ulong seed)
    {
        var random = new Philox(seed, Purpose.Augment);
        ulong drawn = 0;
        int Below(int n) => random.Below(drawn++, n);
        var g = new TwinGraph(1 + Below(9), 10 + (long)seed);
        List<Node> nodes = [g.Input("x", [5 + Below(4), 5 + Below(4), 1 + Below(3)])];
        for (var i = 0; i < 9; i++) nodes.Add(Next(g, nodes[Math.Max(0, nodes.Count - 1 - Below(4))], $"n{i}", Below));
        // Everything that nobody reads comes together.
        var read = nodes.SelectMany(n => n.Inputs).ToHashSet();
        Node? sum = null;
        foreach (var (i, end) in nodes.Where(n => !read.Contains(n)).Index())
        {
            var flat = g.Flat(end);
            var y = g.Dense($"end{i}", flat, g.Weight($"we{i}", flat.Shape[0], 5), g.Weight($"be{i}", 5));
            sum = sum is null ? y : g.Sum($"sum{i}", sum, y);
        }
        var softmax = g.Softmax("softmax", sum!);
        return (g, g.Loss(softmax, sparse: Below(2) == 0, fromLogits: false), softmax);
    }

    static Node Next(TwinGraph g, Node x, string name, Func<int, int> below)
    {
        if (x.Shape.Rank == 1)
            return below(4) switch
            {
                0 => g.Relu(name, x),
                1 => g.Dropout(name, x, 0.3f),
                2 when x.Shape[0] % 4 == 0 => g.View(name, x, [2, 2, x.Shape[0] / 4]),
                _ => Dense(g, x, name, 4 * (1 + below(9))),
            };
        var (h, w, c) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        var kind = below(14);
        if (kind < 3) return Convolution(g, x, name, below);
        return kind switch
        {
            7 => g.Permute(x, 2, 1, 3),
            8 => g.Padded(x, ((below(2), 1), (1, below(3)))),
            9 when h > 2 && w > 1 => g.Cropped(x, ((1, below(2)), (below(2), 0))),
            10 when h < 5 => g.Nearest(x, (2, 1)),
            11 when w < 5 => g.Bilinear(x, (1, 2)),
            12 when h > 1 && w > 1 => g.AveragePool(name, x, new(2, 2), new(1 + below(2), 1)),
            13 => g.PRelu(x, g.Weight($"a{name}", 1, below(2) == 0 ? 1 : w, c)),
            3 => g.Relu(name, x),
            4 when h > 1 && w > 1 => g.Pool(name, x, new(2, 2), pads: below(2) == 0 ? default : new(0, 0, h % 2, w % 2)),
            5 when h > 2 && w > 2 => g.Pool(name, x, new(3, 2), Pair.One, new(1, 0, 1, 1)),
            6 => g.View(name, x, [h * w * c]),
            _ => g.Relu(name, Convolution(g, x, $"{name}c", below)),
        };
    }

    static Node Dense(TwinGraph g, Node x, string name, int outputs) =>
        g.Dense(name, x, g.Weight($"w{name}", x.Shape[0], outputs), outputs % 8 == 0 ? null : g.Weight($"b{name}", outputs));

    static Node Convolution(TwinGraph g, Node x, string name, Func<int, int> below)
    {
        var (kh, kw, filters) = (1 + below(3), 1 + below(3), 1 + below(9));
        var same = below(2) == 0 || x.Shape[0] < kh || x.Shape[1] < kw;
        var pads = same ? new Padding(kh / 2, kw / 2, (kh - 1) / 2, (kw - 1) / 2) : default;
        return g.Convolution(name, x, g.Weight($"w{name}", kh, kw, x.Shape[2], filters), below(2) == 0 ? g.Weight($"b{name}", filters) : null, pads: pads);
    }
}
