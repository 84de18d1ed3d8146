using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Kernels;

/// <summary>A convolution, with the pooling that may follow in the same step.</summary>
sealed record ConvolutionCase(string Name, int Samples, int Height, int Width, int In, int Out, Pair Kernel, Pair Stride, Pair Dilation,
    Padding Pads, Pair Pool, Padding PoolPads, bool Relu, bool Bias)
{
    public ConvolutionShape Shape { get; } = new(Samples, new(Height, Width), In, Out, Kernel, Stride, Dilation, Pads);

    public PoolingShape Pooling => new(Samples, Shape.Out, Out, Pool, Pool, PoolPads);

    public ConvolutionSize Size => new()
    {
        In = new(Height, Width),
        InChannels = In,
        Out = Shape.Out,
        OutChannels = Out,
        Kernel = Kernel,
        Stride = Stride,
        Dilation = Dilation,
        Pad = Pads,
        Pool = Pool,
        PoolPad = PoolPads,
        Cells = Pooling.Out,
    };

    /// <summary>Whether the sizes leave an output, and every pooling window holds a cell.</summary>
    public bool Valid => Shape.Out.Height > 0 && Shape.Out.Width > 0 && Pooling.Out.Height > 0 && Pooling.Out.Width > 0;

    /// <summary>Terms in a sum of the forward pass and of the gradients by the input and by the weights.</summary>
    public (int Forward, int Input, int Weights) Terms =>
        (Size.Reduction + 1, Kernel.Area * Out, Samples * Shape.Out.Height * Shape.Out.Width);

    public override string ToString() => Name;
}

/// <summary>A dense layer.</summary>
sealed record DenseCase(int Samples, int Inputs, int Outputs, bool Relu, bool Bias)
{
    public string Name => $"{Samples}x{Inputs}x{Outputs}{(Relu ? " relu" : "")}{(Bias ? " bias" : "")}";

    public override string ToString() => Name;
}

/// <summary>A pooling that no convolution took in.</summary>
sealed record PoolingCase(int Samples, int Height, int Width, int Channels, Pair Pool, Pair Stride, Padding Pads)
{
    public PoolingShape Shape => new(Samples, new(Height, Width), Channels, Pool, Stride, Pads);

    public PoolingSize Size => new(new(Height, Width), Channels, Pool, Stride, Pads, Shape.Out);

    public string Name => $"{Samples}x{Height}x{Width}x{Channels} {Pool.Height}x{Pool.Width}/{Stride.Height},{Stride.Width}";

    public override string ToString() => Name;
}

/// <summary>The sizes on which kernels are tested, differentiated and timed: declared once.</summary>
static class KernelCases
{
    static readonly Padding None = new(0, 0, 0, 0);

    /// <summary>What float sums of so many terms may be off by, as a share of the largest magnitude.</summary>
    public static double Tolerance(int terms) => 2.5e-7 * Math.Sqrt(terms + 4);

    /// <summary>The layers of the labs.</summary>
    public static readonly ConvolutionCase[] LabConvolutions =
    [
        Square("3x3 1-32 pooled", 6, 28, 1, 32, 3, 0, 2),
        Square("3x3 32-64 pooled", 6, 13, 32, 64, 3, 0, 2, ragged: true),
        Square("3x3 32-32", 6, 13, 32, 32, 3, 0, 1),
        Square("5x5 1-32 pooled", 6, 28, 1, 32, 5, 2, 2),
        Square("5x5 32-64 pooled", 6, 14, 32, 64, 5, 2, 2),
    ];

    public static readonly DenseCase[] LabDenses =
        [new(128, 2304, 64, true, true), new(128, 64, 10, false, true), new(500, 2592, 1000, true, true)];

    public static readonly ConvolutionCase[] Convolutions = [.. Named(), .. Drawn(140)];

    public static readonly DenseCase[] Denses = [.. DrawnDenses()];

    public static readonly PoolingCase[] Poolings =
    [
        new(2, 6, 4, 3, new(2, 2), new(2, 2), None),
        new(3, 7, 5, 17, new(2, 2), new(2, 2), new(0, 0, 1, 1)),
        new(1, 9, 8, 16, new(3, 3), new(2, 2), None),
        new(2, 6, 7, 33, new(3, 2), new(2, 1), new(1, 0, 1, 1)),
        new(1, 5, 5, 8, new(3, 3), new(1, 1), new(2, 1, 0, 2)),
        new(2, 16, 15, 5, new(15, 15), new(1, 1), None),
        new(2, 17, 19, 3, new(17, 19), new(17, 19), None),
        new(1, 8, 8, 2, new(2, 3), new(3, 4), None),
        new(1, 1, 1, 1, new(1, 1), new(1, 1), None),
    ];

    static ConvolutionCase Square(string name, int samples, int size, int channels, int filters, int kernel, int pad, int pool,
        bool ragged = false) =>
        new(name, samples, size, size, channels, filters, new(kernel, kernel), Pair.One, Pair.One, new(pad, pad, pad, pad), new(pool, pool),
            ragged ? new(0, 0, 1, 1) : None, Relu: true, Bias: true);

    static ConvolutionCase[] Named() =>
    [
        new("one pixel", 1, 1, 1, 1, 1, Pair.One, Pair.One, Pair.One, None, Pair.One, None, false, false),
        new("windows wholly in the padding", 2, 2, 2, 2, 3, new(3, 3), Pair.One, Pair.One, new(3, 3, 3, 3), Pair.One, None, false, true),
        new("one sample, padded, ragged windows", 1, 7, 13, 5, 17, new(3, 3), Pair.One, Pair.One, new(1, 1, 1, 1), new(2, 2),
            new(0, 0, 1, 1), true, true),
        new("pooling with a pad before", 4, 6, 7, 3, 8, new(3, 3), Pair.One, Pair.One, new(1, 1, 1, 1), new(3, 2), new(1, 0, 2, 1), true,
            true),
        new("pooling that leaves a rest", 6, 7, 9, 2, 16, new(2, 2), Pair.One, Pair.One, None, new(2, 3), None, false, true),
        new("pooling without relu, one sample", 1, 9, 16, 8, 33, new(3, 3), Pair.One, Pair.One, new(1, 1, 1, 1), new(2, 2), None, false,
            true),
        new("dilated, padded, strided", 7, 9, 9, 5, 10, new(3, 3), new(2, 2), new(2, 2), new(2, 2, 2, 2), Pair.One, None, true, true),
    ];

    // The sums are kept short enough for the double loops.
    static IEnumerable<ConvolutionCase> Drawn(int count)
    {
        var random = new Philox(41, Purpose.Initialize);
        ulong drawn = 0;
        T Of<T>(params T[] list) => list[random.Below(drawn++, list.Length)];
        for (var made = 0; made < count;)
        {
            int samples = Of(1, 2, 3, 4, 6, 7, 13), i = Of(1, 2, 3, 5, 8, 16, 17, 32, 33), o = Of(1, 7, 8, 10, 16, 24, 33, 64);
            var kernel = Of<Pair>(new(1, 1), new(3, 3), new(3, 3), new(5, 5), new(2, 3), new(7, 7));
            var stride = Of<Pair>(new(1, 1), new(1, 1), new(2, 2), new(2, 1));
            var dilation = Of<Pair>(new(1, 1), new(1, 1), new(1, 1), new(2, 2), new(1, 2));
            var pads = Of<Padding>(None, None, new(1, 1, 1, 1), new(1, 0, 2, 1), new(0, 2, 1, 0), new(2, 2, 2, 2));
            var pool = Of<Pair>(new(1, 1), new(1, 1), new(2, 2), new(3, 2));
            var poolPads = pool == Pair.One ? None : Of<Padding>(None, new(0, 0, 1, 1), new(1, 1, 0, 0));
            var (h, w) = (Of(4, 5, 7, 8), Of(5, 6, 8, 9));
            var c = new ConvolutionCase($"{made}: {samples}x{h}x{w}x{i} to {o}, {kernel}/{stride}, {dilation}, {pads}, {pool} {poolPads}",
                samples, h, w, i, o,
                                        kernel, stride, dilation, pads, pool, poolPads, Of(true, false), Of(true, true, false));
            if (!c.Valid || (long)c.Shape.OutElements * c.Size.Reduction > 1_000_000) continue;
            made++;
            yield return c;
        }
    }

    static IEnumerable<DenseCase> DrawnDenses()
    {
        int[] inputs = [1, 3, 96, 97, 257, 600], outputs = [1, 7, 10, 16, 33, 100], samples = [1, 2, 5, 6, 7, 50, 97, 100];
        for (var i = 0; i < 48; i++) yield return new(samples[i % 8], inputs[i / 8], outputs[(i + (i / 8)) % 6], i % 3 > 0, i % 4 > 0);
    }
}
