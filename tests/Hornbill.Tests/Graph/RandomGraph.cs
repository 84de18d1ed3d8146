using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Layers;

namespace Hornbill.Tests.Graph;

/// <summary>A graph drawn by a seed, with leaves, a loss and what is asked for: small ones of everything, ones with weights too large for a
/// tile, and images too large for one.</summary>
sealed class RandomGraph
{
    readonly Philox _random;
    readonly List<Node> _nodes = [];
    readonly Dictionary<string, Node> _kernels = [];
    readonly Family _family;
    ulong _drawn;

    RandomGraph(int seed, int attempt)
    {
        _random = new((ulong)(seed + (1000 * attempt)), Purpose.Augment);
        _family = FamilyOf(seed);
        G = new(_family is Family.Images ? 1 + Below(2) : _family is Family.Small && Below(3) == 0 ? 13 + Below(14) : 1 + Below(9), 10
            + seed + (10_000 * attempt));
        var ends = _family switch
        {
            Family.Small => Small(),
            Family.Dense => WideDense(),
            Family.Convolutions => WideConvolutions(),
            _ => LargeImages(),
        };
        var softmax = G.Softmax("softmax", Together(ends));
        Loss = G.Loss(softmax, sparse: Below(2) == 0, fromLogits: false);
        Outputs = [softmax, .. _nodes.Where(n => n.Inputs.Count > 0).Where(_ => Below(8) == 0)];
        By = [.. G.Leaves.Keys.Except(G.Frozen).Where(n => n.Op is Hornbill.Graph.Ops.Weight || n.Name == "x")];
        Reference = G.Engine(Request);
    }

    enum Family
    {
        Small,
        Dense,
        Convolutions,
        Images,
    }

    public TwinGraph G { get; }

    public Node Loss { get; }

    public Node[] Outputs { get; }

    public Node[] By { get; }

    /// <summary>What the second engine makes of it.</summary>
    public ReferenceEngine Reference { get; }

    public Request Request => new(Outputs, Loss, By, Training: true, Frozen: G.Kept);

    /// <summary>Draws one.</summary>
    public static RandomGraph Draw(int seed, int attempt = 0) => new(seed, attempt);

    /// <summary>Draws one, a small one anew until no relu, maximum or pooling stands where rounding would decide: of many
    /// elements one always does, and counts for little.</summary>
    public static RandomGraph Of(int seed)
    {
        for (var attempt = 0; ; attempt++)
        {
            var drawn = Draw(seed, attempt);
            if (attempt == 30 || drawn._family != Family.Small || drawn.Reference.IsSharp(drawn.Loss)) return drawn;
        }
    }

    /// <summary>Whether a seed draws images too large for a tile, which take the second engine seconds.</summary>
    public static bool HasImages(int seed) => FamilyOf(seed) == Family.Images;

    static Family FamilyOf(int seed) => (Family)Math.Max(0, (seed % 20) - 16);

    int Below(int n) => _random.Below(_drawn++, n);

    // Nine ops, each of one of those just before it; what nobody reads are the ends.
    Node[] Small()
    {
        _nodes.Add(G.Input("x", [5 + Below(4), 5 + Below(4), 1 + Below(3)]));
        for (var i = 0; i < 9; i++) _nodes.Add(Next(_nodes[Math.Max(0, _nodes.Count - 1 - Below(4))], $"n{i}"));
        return Unread();
    }

    // Matrices of more than 64 K weights.
    Node[] WideDense()
    {
        var x = Add(G.Input("x", [100 + Below(200)]));
        for (var i = 0; i < 2; i++)
        {
            x = Add(Dense(x, $"wide{i}", (65536 / x.Shape[0]) + 1 + Below(30)));
            if (Below(2) == 0) x = Add(Normalized(x, $"norm{i}"));
            x = Add(Below(3) > 0 ? G.Relu($"relu{i}", x) : G.Dropout($"dropout{i}", x, 0.4f));
        }
        _nodes.Add(Dense(x, "after", 8));
        return Unread();
    }

    // Kernels of more than 128 K weights behind small ones, and such as are cut by their gradient alone, of more than 64 K.
    Node[] WideConvolutions()
    {
        var x = Add(G.Input("x", [3 + Below(2), 3, 2]));
        x = Add(G.Relu("narrow", G.Convolution("first", x, G.Weight("w first", 3, 3, 2, 80), G.Weight("b first", 80), pads: Same(3))));
        for (var i = 0; i < 2; i++)
        {
            var filters = Below(2) == 0 ? (131072 / 9 / x.Shape[2]) + 1 : (65536 / 9 / x.Shape[2]) + 3;
            x = Add(G.Convolution($"wide{i}", x, G.Weight($"w wide{i}", 3, 3, x.Shape[2], filters), Below(2) == 0
                ? G.Weight($"b wide{i}", filters) : null, pads: Same(3)));
            if (Below(2) == 0) x = Add(G.Relu($"before{i}", x));
            if (Below(2) == 0) x = Add(Normalized(x, $"norm{i}"));
            if (Below(2) == 0) x = Add(G.Relu($"relu{i}", x));
        }
        _nodes.Add(G.AveragePool("pool", x, new(x.Shape[0], x.Shape[1])));
        return Unread();
    }

    // Values of more than half a million floats a sample: what reads and writes them is cut by rows.
    Node[] LargeImages()
    {
        var x = Add(G.Input("x", [150 + Below(5), 150, 3]));
        x = Add(G.Convolution("first", x, G.Weight("w first", 1 + (2 * Below(2)), 1, 3, 24), G.Weight("b first", 24)));
        if (Below(2) == 0) x = Add(Normalized(x, "norm"));
        x = Add(G.Relu("relu", x));
        var y = Below(3) switch
        {
            0 => G.Depthwise("channels", x, G.Weight("w channels", 3, 3, 24), Same(3)),
            1 => G.Pool("shifted", x, new(2, 2), Pair.One, new(1, 0, 0, 1)),
            _ => G.Dropout("dropout", x, 0.2f),
        };
        x = Add(Below(2) == 0 ? G.Sum("sum", x, y, taken: true) : y);
        if (Below(2) == 0) x = Add(G.PRelu(x, G.Weight("alpha", 1, 1, 24)));
        _nodes.Add(G.AveragePool("pool", x, new(x.Shape[0], x.Shape[1])));
        return Unread();
    }

    Node Next(Node x, string name) => x.Shape.Rank == 1 ? OfVector(x, name) : OfImage(x, name);

    Node OfVector(Node x, string name) => Below(8) switch
    {
        0 => G.Relu(name, x),
        1 => G.Dropout(name, x, 0.3f),
        2 when x.Shape[0] % 4 == 0 => G.View(name, x, [2, 2, x.Shape[0] / 4]),
        3 => Normalized(x, name),
        4 => G.GroupNormalize(name, x, null, G.Weight($"g{name}", x.Shape[0]), G.Weight($"b{name}", x.Shape[0])),
        5 => Merged(x),
        _ => Dense(x, name, 4 * (1 + Below(9))),
    };

    Node OfImage(Node x, string name)
    {
        var (h, w, c) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        return Below(26) switch
        {
            < 3 => Convolution(x, name),
            3 => G.Relu(name, x),
            4 when h > 1 && w > 1 => G.Pool(name, x, new(2, 2), pads: Below(2) == 0 ? default : new(0, 0, h % 2, w % 2)),
            5 when h > 2 && w > 2 => G.Pool(name, x, new(3, 2), Pair.One, new(1, 0, 1, 1)),
            6 => G.View(name, x, [h * w * c]),
            7 => G.Permute(x, 2, 1, 3),
            8 => G.Padded(x, ((Below(2), 1), (1, Below(3)))),
            9 when h > 2 && w > 1 => G.Cropped(x, ((1, Below(2)), (Below(2), 0))),
            10 when h < 5 => G.Nearest(x, (2, 1)),
            11 when w < 5 => G.Bilinear(x, (1, 2)),
            12 when h > 1 && w > 1 => G.AveragePool(name, x, new(2, 2), new(1 + Below(2), 1)),
            13 => G.PRelu(x, G.Weight($"a{name}", 1, Below(2) == 0 ? 1 : w, c)),
            14 => Normalized(x, name),
            15 => G.Relu(name, Normalized(Convolution(x, $"{name}c"), $"{name}n")),
            16 => TwoNormalized(x, name),
            17 => G.GroupNormalize(name, x, c % 2 == 0 ? 2 : null, G.Weight($"g{name}", c), Below(2) == 0 ? G.Weight($"b{name}", c) : null),
            18 or 19 => Merged(x),
            20 => G.Depthwise(name, x, G.Weight($"w{name}", 1 + (2 * Below(2)), 3, c), new(1, 1, 1, 1)),
            21 => G.Apply(new Conv2DTranspose(1 + Below(5), 3, strides: 1 + Below(h * w < 40 ? 2 : 1), padding: "same"), x),
            22 or 23 => Twice(x, name),
            24 => G.ChannelDropout(name, x, 0.3f),
            _ => G.Relu(name, Convolution(x, $"{name}c")),
        };
    }

    // One convolution whose result two normalisations read.
    Node TwoNormalized(Node x, string name)
    {
        var conv = Convolution(x, $"{name}c");
        return G.Sum(name, Normalized(conv, $"{name}l"), G.Relu($"{name}rr", Normalized(conv, $"{name}r")), taken: Below(2) == 0);
    }

    // With something before it that has its shape, or with itself.
    Node Merged(Node x)
    {
        var others = _nodes.Where(n => n.Shape == x.Shape).ToArray();
        var other = others[Below(others.Length)];
        return Below(6) switch
        {
            0 => new Add().Apply(x, other),
            1 => new Subtract().Apply(x, other),
            2 => new Multiply().Apply(x, other),
            3 when other != x => new Maximum().Apply(x, other),
            4 => new Average().Apply(x, other),
            _ => G.Concatenated(x.Shape.Rank - 1, x, other),
        };
    }

    // Weights that another place of the graph has, or the same place once more.
    Node Twice(Node x, string name)
    {
        var (c, key) = (x.Shape[2], $"shared {x.Shape[2]}");
        if (!_kernels.TryGetValue(key, out var kernel)) kernel = _kernels[key] = G.Weight(key, 3, 3, c, c);
        var once = G.Convolution(name, x, kernel, G.Weight($"b{name}", c), pads: Same(3));
        return Below(2) == 0 ? once : G.Relu($"{name}r", G.Convolution($"{name}t", once, kernel, pads: Same(3)));
    }

    Node Normalized(Node x, string name)
    {
        var (gamma, beta) = (Below(4) > 0 ? G.Weight($"g{name}", x.Shape[^1]) : null, Below(4) > 0 ? G.Weight($"be{name}", x.Shape[^1])
            : null);
        return G.Normalize(name, x, gamma, beta, frozen: Below(5) == 0, epsilon: 0.01f);
    }

    Node Dense(Node x, string name, int outputs) =>
        G.Dense(name, x, G.Weight($"w{name}", x.Shape[0], outputs), outputs % 8 == 0 ? null : G.Weight($"b{name}", outputs));

    Node Convolution(Node x, string name)
    {
        var (kh, kw, filters) = (1 + Below(3), 1 + Below(3), 1 + Below(9));
        var same = Below(2) == 0 || x.Shape[0] < kh || x.Shape[1] < kw;
        var pads = same ? new Padding(kh / 2, kw / 2, (kh - 1) / 2, (kw - 1) / 2) : default;
        return G.Convolution(name, x, G.Weight($"w{name}", kh, kw, x.Shape[2], filters), Below(2) == 0 ? G.Weight($"b{name}", filters)
            : null, pads: pads);
    }

    Node Add(Node n)
    {
        _nodes.Add(n);
        return n;
    }

    Node[] Unread()
    {
        var read = Node.Sorted(_nodes).SelectMany(n => n.Inputs).ToHashSet();
        return [.. _nodes.Where(n => !read.Contains(n))];
    }

    Node Together(Node[] ends)
    {
        Node? sum = null;
        foreach (var (i, end) in ends.Index())
        {
            var flat = G.Flat(end);
            var y = G.Dense($"end{i}", flat, G.Weight($"we{i}", flat.Shape[0], 5), G.Weight($"be{i}", 5));
            sum = sum is null ? y : G.Sum($"sum{i}", sum, y);
        }
        return sum!;
    }

    static Padding Same(int kernel) => new(kernel / 2, kernel / 2, kernel / 2, kernel / 2);
}
