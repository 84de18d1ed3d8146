using System.Text.Json;
using Hornbill.Data;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Data;

/// <summary>Plain image operations against SciPy's and NumPy's: eng/golden/image_ops.py.</summary>
public class ImageOpsTests
{
    static readonly JsonElement Golden = GoldenData.Read("image_ops.json");

    static Tensor Unit(long stream, Shape shape) =>
        new(shape, [.. Enumerable.Range(0, shape.Elements).Select(i => (float)GoldenData.Unit(stream, i))]);

    static Tensor Signed(long stream, Shape shape) =>
        new(shape, [.. Enumerable.Range(0, shape.Elements).Select(i => (float)GoldenData.Signed(stream, i))]);

    static Tensor Run(JsonElement c, Tensor x)
    {
        double Number(string name) => c.GetProperty(name).GetDouble();
        int Int(string name) => c.GetProperty(name).GetInt32();
        string Text(string name) => c.GetProperty(name).GetString()!;
        return Text("op") switch
        {
            "convolve" => ImageOps.Convolve2D(x, Signed(9500, Shape.Create(c.Ints("kernel"))), Text("mode"), Text("boundary"), 0.3),
            "blur" => ImageOps.GaussianBlur(x, Number("sigma")),
            "sobel" => ImageOps.Sobel(x, Int("axis")),
            "median" => ImageOps.Median(x, Int("size")),
            "rotate" => ImageOps.Rotate(x, Number("angle"), c.GetProperty("reshape").GetBoolean(), Text("mode"), 0.2, Int("order")),
            "shift" => ImageOps.Shift(x, 1.37, -2.61, Text("mode"), 0.2, Int("order")),
            "rot90" => ImageOps.Rot90(x, Int("k")),
            "equalize" => ImageOps.EqualizeHistogram(x),
            var other => throw new ArgumentException(other),
        };
    }

    [Fact]
    public void Operations_are_those_of_scipy()
    {
        foreach (var c in Golden.GetProperty("cases").EnumerateArray())
        {
            var x = Unit(9400, Shape.Create(c.Ints("shape")));
            var before = x.Data.ToArray();
            var y = Run(c, x);
            Assert.Equal(Shape.Create(c.Ints("y_shape")), y.Shape);
            var expected = c.Doubles("y");
            for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - y.Data[i]) <= 1e-5,
                $"{c.ToString()[..120]}: {y.Data[i]} at {i} but {expected[i]}");
            Assert.Equal(before, x.Data);
        }
    }

    [Fact]
    public void Of_a_batch_each_image_is_done_by_itself()
    {
        foreach (var c in Golden.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("shape").GetArrayLength() == 3))
        {
            var shape = Shape.Create(c.Ints("shape"));
            var (a, b) = (Unit(9400, shape), Unit(9401, shape));
            var both = Run(c, new(shape.Prepend(2), [.. a.Data, .. b.Data]));
            Assert.Equal([.. Run(c, a).Data, .. Run(c, b).Data], both.Data);
        }
    }

    [Fact]
    public void Gaussian_kernels_are_matlabs()
    {
        foreach (var c in Golden.GetProperty("gaussians").EnumerateArray())
        {
            var size = c.Ints("shape");
            var kernel = ImageOps.GaussianKernel(size[0], size[1], c.GetProperty("sigma").GetDouble());
            Assert.Equal(Shape.Create(size), kernel.Shape);
            Close.Assert(kernel.Data, c.Doubles("y"), 1e-7, $"{c}");
        }
        Assert.Equal(ImageOps.GaussianKernel().Data, ImageOps.GaussianKernel(3, 3, 0.5).Data);
    }

    [Fact]
    public void Sizes_are_those_of_the_lab()
    {
        var image = Unit(1, [64, 64]);
        var (gauss, sobel) = (ImageOps.GaussianKernel(15, 15, 3), ImageOps.SobelX);
        Assert.Equal([78, 78], ImageOps.Convolve2D(image, gauss).Shape);
        Assert.Equal([66, 66], ImageOps.Convolve2D(image, sobel, "full").Shape);
        Assert.Equal([64, 64], ImageOps.Convolve2D(image, gauss, "same").Shape);
        Assert.Equal([50, 50], ImageOps.Convolve2D(image, gauss, "valid").Shape);
        Assert.Equal([62, 62], ImageOps.Convolve2D(image, sobel, "valid").Shape);
    }

    [Fact]
    public void Flips_thresholds_and_sizes()
    {
        var x = new Tensor([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal([3, 4, 1, 2, 7, 8, 5, 6], ImageOps.FlipHorizontal(x).Data);
        Assert.Equal([5, 6, 7, 8, 1, 2, 3, 4], ImageOps.FlipVertical(x).Data);
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], ImageOps.Threshold(x, 4).Data);
        Assert.Equal([9, 9, 9, -1, -1, -1, -1, -1], ImageOps.Threshold(x, 3, 9, -1).Data);
        Assert.Equal([1, 2, 1, 2, 3, 4, 3, 4], ImageOps.Resize(x, 1, 4, "nearest").Data is var y && y.Length == 8
            ? ImageOps.Resize(new Tensor([1, 2, 2], [1, 2, 3, 4]), 1, 4, "nearest").Data : []);
        Assert.Equal([4], ImageOps.Resize(new Tensor([2, 2], [1, 3, 5, 7]), 1, 1).Data);
        Assert.Equal(new float[16], ImageOps.EqualizeHistogram(new([4, 4])).Data);
        Assert.All(ImageOps.Edges(new([5, 5], [.. Enumerable.Repeat(3f, 25)])).Data, e => Assert.Equal(0, e));
    }

    [Fact]
    public void Wrong_arguments_are_told()
    {
        var x = Unit(1, [4, 4]);
        ThreeParts.Throws<ArgumentException>(() => ImageOps.FlipVertical(new([3])), "(3,)");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.Convolve2D(x, new([3, 3, 1])), "(3, 3, 1)");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.Convolve2D(x, new([5, 5]), "valid"), "(5, 5)");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.Convolve2D(x, new([3, 3]), "half"), "half");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.Convolve2D(x, new([3, 3]), boundary: "mirror"), "mirror");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.GaussianKernel(sigma: 0), "0");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.GaussianBlur(x, -1), "-1");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.Median(x, 0), "size of 0");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.Sobel(x, 2), "axis 2");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.Rotate(x, double.NaN), "NaN");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.Rotate(x, 1, order: 3), "order 3");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.Shift(x, 1, 1, "mirror"), "mirror");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.Resize(x, 0, 3), "(0, 3)");
        ThreeParts.Throws<ArgumentException>(() => ImageOps.EqualizeHistogram(x, 1, 1), "(1, 1)");
    }
}
