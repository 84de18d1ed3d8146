using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Layers.Preprocessing;

public class ResizingTests
{
    [Fact]
    public void Resized_images_are_the_golden_ones()
    {
        var at = 0;
        foreach (var g in GoldenData.Read("images.json").GetProperty("resizes").EnumerateArray())
        {
            var size = g.Ints("size");
            bool crop = g.GetProperty("crop").GetBoolean(), pad = g.GetProperty("pad").GetBoolean();
            var layer = new Resizing(size[0], size[1], g.GetProperty("interpolation").GetString()!, crop, pad, fillValue: 0.75);
            Close.Assert(Of(layer, g.Ints("shape"), 7510 + at++), g.Doubles("y"), 2e-6, layer.GetConfig().Json.ToJsonString());
        }
    }

    [Fact]
    public void Cropped_images_are_the_golden_ones()
    {
        var at = 0;
        foreach (var g in GoldenData.Read("images.json").GetProperty("crops").EnumerateArray())
        {
            var (shape, size) = (g.Ints("shape"), g.Ints("size"));
            var fits = size[0] <= shape[0] && size[1] <= shape[1];
            Close.Assert(Of(new CenterCrop(size[0], size[1]), shape, 7550 + at++), g.Doubles("y"), fits ? 1e-11 : 2e-6, $"{at}");
        }
    }

    [Fact]
    public void An_image_of_the_same_size_stays_as_it_is()
    {
        int[] shape = [6, 5, 3];
        float[] x = [.. GoldenData.Signed(1, 90, 1).Select(v => (float)v)];
        foreach (var interpolation in new[] { "area", "bicubic", "bilinear", "lanczos3", "lanczos5", "nearest" })
            Close.Assert(Of(new Resizing(6, 5, interpolation), shape, 1), [.. x.Select(v => (double)v)], interpolation.StartsWith('l')
                ? 1e-6 : 0, interpolation);
    }

    [Fact]
    public void Rescaling_scales_and_adds()
    {
        float[] x = [0, 51, 127.5f, 255];
        var model = new Sequential([new Input(4), new Rescaling(1 / 127.5, -1)]);
        Close.Assert(model.Predict(new Tensor([1, 4], x)).Data, [-1, -0.6, 0, 1], 1e-6);
    }

    [Fact]
    public void Bad_settings_are_refused_in_three_parts()
    {
        ThreeParts.Throws<ArgumentException>(() => new Resizing(0, 5), "Resizing", "(0, 5)");
        ThreeParts.Throws<ArgumentException>(() => new Resizing(5, int.MaxValue), "Resizing", "16384");
        ThreeParts.Throws<ArgumentException>(() => new Resizing(5, 5, "cubic"), "cubic", "bicubic");
        ThreeParts.Throws<ArgumentException>(() => new Resizing(5, 5, cropToAspectRatio: true, padToAspectRatio: true), "crop", "pad");
        ThreeParts.Throws<ArgumentException>(() => new Resizing(5, 5, fillMode: "reflect"), "reflect", "constant");
        ThreeParts.Throws<ArgumentException>(() => new Resizing(5, 5, fillValue: double.NaN), "NaN");
        ThreeParts.Throws<ArgumentException>(() => new CenterCrop(-1, 5), "CenterCrop", "(-1, 5)");
        ThreeParts.Throws<ArgumentException>(() => new Rescaling(double.PositiveInfinity), "scale");
        ThreeParts.Throws<ArgumentException>(() =>
            new Sequential([new Input(5, 5), new Resizing(3, 3)]), "Resizing", "(5, 5)", "Reshape(5, 5, 1)");
    }

    static float[] Of(Layer layer, int[] shape, long stream)
    {
        float[] x = [.. GoldenData.Signed(stream, shape[0] * shape[1] * shape[2], 1).Select(v => (float)v)];
        return new Sequential([new Input(shape), layer]).Predict(new Tensor([1, .. shape], x)).Data;
    }
}
