using System.Text.Json;
using Hornbill.Tests;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Images.Tests;

public class ResizeTests
{
    static readonly JsonElement[] Cases =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root(), "tests", "Hornbill.Images.Tests", "Golden",
            "resizes.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    [Theory]
    [InlineData("tensorflow", 1e-3)] // of 255
    [InlineData("pillow", 0)]
    public void Values_are_those_of(string like, double tolerance)
    {
        foreach (var c in Cases.Where(c => c.GetProperty("like").GetString() == like))
        {
            var (shape, size, expected) = (c.Ints("shape"), c.Ints("size"), c.Doubles("values"));
            var pixels = new byte[shape[0] * shape[1] * shape[2]];
            for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(GoldenData.Unit(7700, i) * 256);
            var scaling = new ImageScaling
            {
                Like = like, Interpolation = c.GetProperty("interpolation").GetString()!,
                Antialias = c.GetProperty("antialias").GetBoolean()
            };
            var found = scaling.Apply(new(shape[1], shape[0], shape[2], pixels), (size[0], size[1]));
            Assert.Equal([size[0], size[1], shape[2]], found.Shape);
            for (var i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - found.Data[i]) <= tolerance,
                    $"{like} {scaling.Interpolation} {scaling.Antialias} of {string.Join('x', shape)} at {i}: {found.Data[i]} for " +
                    $"{expected[i]}");
        }
    }

    [Theory]
    [InlineData("stretch", 1, 2, new[] { 4 / 3f, 13 / 3f })]
    [InlineData("crop", 1, 2, new float[] { 2, 3 })] // the middle two columns
    [InlineData("pad", 6, 1, new[] { 7, 7, (35 + (17 / 6f)) / 6, 7, 7, 7 })] // 36 rows, of which the 18th is the image
    public void Another_shape_is_stretched_cut_or_padded(string fit, int height, int width, float[] expected)
    {
        var scaling = new ImageScaling { Fit = fit, Interpolation = "area", PadValue = 7 };
        var found = scaling.Apply(new(6, 1, 1, [1, 1, 2, 3, 5, 5]), (height, width));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found.Data[i], 1e-5);
    }

    [Fact]
    public void Bad_words_and_sizes_are_told()
    {
        ThreeParts.Throws<ArgumentException>(() => new ImageScaling { Interpolation = "bilinaer" }, "Did you mean 'bilinear'?");
        ThreeParts.Throws<ArgumentException>(() => new ImageScaling { Fit = "squash" }, "Known: crop, pad, stretch");
        ThreeParts.Throws<ArgumentException>(() => new ImageScaling { Like = "opencv" }, "Known: pillow, tensorflow");
        ThreeParts.Throws<ArgumentException>(() => new ImageScaling().Apply(new(1, 1, 1, [1]), 0), "0 × 0");
        ThreeParts.Throws<ArgumentException>(() =>
            new ImageScaling { Like = "pillow", Interpolation = "lanczos5" }.Apply(new(2, 2, 1, new byte[4]), 1), "lanczos5");
    }
}
