using System.Text.Json;
using Hornbill.Kernels.Reference;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Kernels.Reference;

/// <summary>The References against PyTorch in double precision.</summary>
public class GoldenTests
{
    const double Tolerance = 1e-14;
    static readonly JsonElement Golden = GoldenData.Read("reference.json");

    [Fact]
    public void Convolution_agrees()
    {
        foreach (var g in Golden.GetProperty("convolutions").EnumerateArray())
        {
            if (g.Ints("shape") is not [var n, var h, var w, var c, var o, var kh, var kw, var sh, var sw, var dh, var dw,
                .. var pads]) throw new InvalidDataException();
            var s = new ConvolutionShape(n, new(h, w), c, o, new(kh, kw), new(sh, sw), new(dh, dw),
                                         new(pads[0], pads[1], pads[2], pads[3]));
            var (x, k, dy, name) = (g.Doubles("x"), g.Doubles("w"), g.Doubles("dy"), g.GetProperty("name").GetString());
            Close.Assert(Convolution.Forward(s, x, k, g.Doubles("b")), g.Doubles("y"), Tolerance, $"{name}: y");
            Close.Assert(Convolution.InputGradient(s, dy, k), g.Doubles("dx"), Tolerance, $"{name}: dx");
            Close.Assert(Convolution.WeightGradient(s, x, dy), g.Doubles("dw"), Tolerance, $"{name}: dw");
            Close.Assert(Convolution.BiasGradient(s, dy), g.Doubles("db"), Tolerance, $"{name}: db");
        }
    }

    [Fact]
    public void Max_pooling_agrees()
    {
        foreach (var g in Golden.GetProperty("poolings").EnumerateArray())
        {
            if (g.Ints("shape") is not [var n, var h, var w, var c, var ph, var pw, var sh, var sw,
                .. var pads]) throw new InvalidDataException();
            var s = new PoolingShape(n, new(h, w), c, new(ph, pw), new(sh, sw), new(pads[0], pads[1], pads[2], pads[3]));
            var (y, index) = MaxPooling.Forward(s, g.Doubles("x"));
            var name = g.GetProperty("name").GetString();
            Close.Assert(y, g.Doubles("y"), 0, $"{name}: y");
            Close.Assert(MaxPooling.InputGradient(s, g.Doubles("dy"), index), g.Doubles("dx"), Tolerance, $"{name}: dx");
        }
    }

    [Fact]
    public void Dense_agrees()
    {
        var g = Golden.GetProperty("dense");
        var (n, i, o) = (g.Ints("shape")[0], g.Ints("shape")[1], g.Ints("shape")[2]);
        var (x, w, dy) = (g.Doubles("x"), g.Doubles("w"), g.Doubles("dy"));
        Close.Assert(Dense.Forward(n, i, o, x, w, g.Doubles("b")), g.Doubles("y"), Tolerance, "y");
        Close.Assert(Dense.InputGradient(n, i, o, dy, w), g.Doubles("dx"), Tolerance, "dx");
        Close.Assert(Dense.WeightGradient(n, i, o, x, dy), g.Doubles("dw"), Tolerance, "dw");
        Close.Assert(Dense.BiasGradient(n, o, dy), g.Doubles("db"), Tolerance, "db");
    }

    [Fact]
    public void Softmax_with_cross_entropy_agrees()
    {
        var g = Golden.GetProperty("cross_entropy");
        var (n, c) = (g.Ints("shape")[0], g.Ints("shape")[1]);
        var (x, y, w) = (g.Doubles("x"), g.Doubles("y"), g.Doubles("w"));
        var losses = CrossEntropy.Forward(n, c, x, y);
        Close.Assert(Softmax.Forward(n, c, x), g.Doubles("p"), Tolerance, "p");
        Close.Assert(losses, g.Doubles("losses"), Tolerance, "losses");
        Close.Assert([CrossEntropy.Mean(losses, w)], g.Doubles("mean"), Tolerance, "mean");
        Close.Assert(CrossEntropy.Gradient(n, c, x, y, w), g.Doubles("dx"), Tolerance, "dx");
    }
}
