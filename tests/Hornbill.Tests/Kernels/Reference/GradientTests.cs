using Hornbill.Kernels.Reference;
using Hornbill.Tests.Golden;
using Xunit;
using static Hornbill.Tests.Kernels.Reference.Differences;

namespace Hornbill.Tests.Kernels.Reference;

/// <summary>The References' gradients against differences of their forward functions, taken of Σ y·dy for a given dy.</summary>
public class GradientTests
{
    const double Tolerance = 1e-9;

    static double[] Random(int stream, int count) => GoldenData.Signed(stream, count, 1);

    // Values a step of differences apart at least, in no order, so that no maximum and no sign changes on the way.
    static double[] Apart(int stream, int count)
    {
        var x = new double[count];
        var order = Enumerable.Range(0, count).OrderBy(i => GoldenData.Word(stream, i)).ToArray();
        for (var i = 0; i < count; i++) x[order[i]] = (i - (count / 2) + 0.5) * 0.1;
        return x;
    }

    // n, h, w, c, o, kh, kw, stride h, w, dilation h, w, pads top, left, bottom, right
    [Theory]
    [InlineData(2, 5, 4, 3, 2, 3, 2, 1, 1, 1, 1, 0, 0, 0, 0)]
    [InlineData(1, 6, 7, 2, 3, 3, 3, 2, 2, 1, 1, 0, 1, 1, 0)]
    [InlineData(2, 7, 6, 1, 2, 3, 2, 1, 1, 2, 3, 2, 0, 1, 3)]
    [InlineData(1, 5, 5, 1, 4, 5, 5, 1, 1, 1, 1, 2, 2, 2, 2)]
    [InlineData(1, 7, 5, 2, 2, 2, 3, 3, 2, 1, 1, 1, 0, 0, 2)]
    [InlineData(1, 2, 2, 2, 1, 3, 3, 1, 1, 1, 1, 3, 3, 3, 3)]
    public void Of_convolution(params int[] d)
    {
        var s = new ConvolutionShape(d[0], new(d[1], d[2]), d[3], d[4], new(d[5], d[6]), new(d[7], d[8]), new(d[9], d[10]),
                                     new(d[11], d[12], d[13], d[14]));
        var (x, w, b, dy) = (Random(1, s.InElements), Random(2, s.WeightElements), Random(3, s.OutChannels), Random(4, s.OutElements));
        double F(double[] x, double[] w, double[] b) => Dot(Convolution.Forward(s, x, w, b), dy);
        Close.Assert(Convolution.InputGradient(s, dy, w), Gradient(x, x => F(x, w, b)), Tolerance, "dx");
        Close.Assert(Convolution.WeightGradient(s, x, dy), Gradient(w, w => F(x, w, b)), Tolerance, "dw");
        Close.Assert(Convolution.BiasGradient(s, dy), Gradient(b, b => F(x, w, b)), Tolerance, "db");
    }

    [Theory]
    [InlineData(2, 6, 4, 3, 2, 2, 2, 2, 0, 0, 0, 0)]
    [InlineData(1, 7, 5, 2, 2, 2, 2, 2, 0, 0, 1, 1)]
    [InlineData(1, 6, 7, 2, 3, 2, 2, 1, 1, 0, 1, 1)]
    [InlineData(1, 5, 5, 1, 3, 3, 1, 1, 2, 1, 0, 2)]
    public void Of_max_pooling(int n, int h, int w, int c, int ph, int pw, int sh, int sw, int top, int left, int bottom, int right)
    {
        var s = new PoolingShape(n, new(h, w), c, new(ph, pw), new(sh, sw), new(top, left, bottom, right));
        var (x, dy) = (Apart(5, s.InElements), Random(6, s.OutElements));
        var index = MaxPooling.Forward(s, x).Index;
        Close.Assert(MaxPooling.InputGradient(s, dy, index), Gradient(x, x => Dot(MaxPooling.Forward(s, x).Y, dy)), Tolerance, "dx");
    }

    [Fact]
    public void Of_equal_values_the_first_wins_and_padding_never()
    {
        var s = new PoolingShape(1, new(3, 3), 1, new(2, 2), new(2, 2), new(1, 0, 0, 1));
        var (y, index) = MaxPooling.Forward(s, [-5, -5, -7, -1, -1, -2, -1, -1, -2]);
        Assert.Equal([-5, -7, -1, -2], y);
        Assert.Equal([2, 2, 0, 0], index);
    }

    [Fact]
    public void Of_dense()
    {
        const int N = 4, I = 5, O = 3;
        var (x, w, b, dy) = (Random(7, N * I), Random(8, I * O), Random(9, O), Random(10, N * O));
        double F(double[] x, double[] w, double[] b) => Dot(Dense.Forward(N, I, O, x, w, b), dy);
        Close.Assert(Dense.InputGradient(N, I, O, dy, w), Gradient(x, x => F(x, w, b)), Tolerance, "dx");
        Close.Assert(Dense.WeightGradient(N, I, O, x, dy), Gradient(w, w => F(x, w, b)), Tolerance, "dw");
        Close.Assert(Dense.BiasGradient(N, O, dy), Gradient(b, b => F(x, w, b)), Tolerance, "db");
    }

    [Fact]
    public void A_dense_layer_is_a_convolution_of_one_pixel()
    {
        var (x, w, b) = (Random(11, 6 * 5), Random(12, 5 * 4), Random(13, 4));
        var pixel = new ConvolutionShape(6, Pair.One, 5, 4, Pair.One, Pair.One, Pair.One, default);
        Close.Assert(Dense.Forward(6, 5, 4, x, w, b), Convolution.Forward(pixel, x, w, b), 0);
    }

    [Fact]
    public void Of_relu_with_none_at_zero()
    {
        var (x, dy) = (Apart(14, 40), Random(15, 40));
        Close.Assert(Relu.Gradient(x, dy), Gradient(x, x => Dot(Relu.Forward(x), dy)), Tolerance, "dx");
        Assert.Equal([0, 0, 3], Relu.Gradient([-1, 0, 1e-300], [3, 3, 3]));
    }

    [Fact]
    public void Of_softmax_and_cross_entropy()
    {
        const int N = 4, C = 6;
        var (x, dp, w) = (GoldenData.Signed(16, N * C, 4), Random(17, N * C), Random(18, N));
        var y = Softmax.Forward(N, C, Random(19, N * C));
        Close.Assert(Softmax.Gradient(N, C, Softmax.Forward(N, C, x), dp), Gradient(x, x => Dot(Softmax.Forward(N, C, x), dp)), Tolerance,
            "softmax");
        Close.Assert(CrossEntropy.Gradient(N, C, x, y, w), Gradient(x, x => CrossEntropy.Mean(CrossEntropy.Forward(N, C, x, y), w)),
            Tolerance, "mean");
        var parts = Softmax.Forward(N, C, x).Zip(y, (p, y) => -y * Math.Log(p)).Chunk(C).Select(row => row.Sum()).ToArray();
        Close.Assert(CrossEntropy.Forward(N, C, x, y), parts, 1e-14, "losses");
    }

    [Fact]
    public void Large_logits_do_not_overflow()
    {
        Assert.Equal([1, 0], Softmax.Forward(1, 2, [1e4, -1e4]));
        Assert.Equal([2e4], CrossEntropy.Forward(1, 2, [1e4, -1e4], [0, 1]));
    }

    [Fact]
    public void Dropout_keeps_the_mean() => Assert.Equal([0, 4, 0, 8], Dropout.Forward([1, 2, 3, 4], 0.5, i => i % 2 == 1));
}
