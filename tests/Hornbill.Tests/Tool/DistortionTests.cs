using Hornbill.Data;
using Hornbill.Tensors;
using Hornbill.Tool.Bench;
using Hornbill.Tool.Runs;
using Xunit;

namespace Hornbill.Tests.Tool;

public class DistortionTests
{
    static readonly Distortion.Surroundings Unit = new(PixelRange.Unit, "nearest");

    static Tensor Change(string name, Tensor x, double level, int sample = 0) =>
        Distortion.All.Single(d => d.Name == name).Apply(x, level, new(1, 0, sample), Unit);

    static Tensor Image(params float[] values) => new([(int)Math.Sqrt(values.Length), (int)Math.Sqrt(values.Length), 1], values);

    [Theory]
    [InlineData("0,15,...,180", 13, 180)]
    [InlineData("0, 15, …, 180", 13, 180)]
    [InlineData("1,0.75,...,0.25", 4, 0.25)]
    [InlineData("0,2,...,7", 4, 6)]
    [InlineData("0.1", 1, 0.1)]
    [InlineData("0,1,...,3,10", 5, 10)]
    public void Levels_go_on_in_their_steps(string text, int count, double last)
    {
        var levels = Distortion.Levels("rotate", text);
        Assert.Equal((count, last), (levels.Length, levels[^1]));
    }

    [Theory]
    [InlineData("rotate", "", "''")]
    [InlineData("rotate", "0,...,180", "0,...,180")]
    [InlineData("rotate", "0,15,...", "0,15,...")]
    [InlineData("rotate", "0,0,...,5", "0,0,...,5")]
    [InlineData("rotate", "0,-1,...,5", "0,-1,...,5")]
    [InlineData("rotate", "0,0.001,...,3600", "3600")]
    [InlineData("rotate", "NaN", "NaN")]
    [InlineData("scale", "0", "'0'")]
    [InlineData("binarize", "1.5", "1.5")]
    [InlineData("noise", "-1", "-1")]
    public void Other_levels_are_told(string name, string text, string mention) =>
        ThreeParts.Throws<ArgumentException>(() => Distortion.Levels(name, text), $"--{name}", mention);

    [Fact]
    public void Nothing_changes_nothing()
    {
        var x = Image(0, 0.25f, 0.5f, 1);
        foreach (var (name, level) in (ReadOnlySpan<(string, double)>)[("rotate", 0), ("rotate", 360), ("scale", 1), ("shift", 0),
            ("noise", 0), ("blur", 0)])
            Assert.Equal(x.Data, Change(name, x, level).Data);
    }

    [Fact]
    public void Each_does_what_it_says()
    {
        var x = Image(1, 0, 0, 0, 0, 0, 0, 0, 0);
        Assert.Equal(ImageOps.Rot90(x).Data, Change("rotate", x, 90).Data); // counter-clockwise
        Assert.Equal([0, 0, 1], Change("shift", Image(0, 0, 0, 0, 1, 0, 0, 0, 0), 1, sample: 0).Data[3..6]); // one to the right
        Assert.Equal([0, 0, 1, 1], Change("binarize", Image(0.1f, 0.49f, 0.51f, 0.9f), 0.5).Data);
        Assert.Equal(9, Change("blur", new([5, 5, 1], [.. Enumerable.Range(0, 25).Select(i => i == 12 ? 1f : 0)]), 0.5).Data.Count(v =>
            v > 0.01));
        var noisy = Change("noise", new([20, 20, 1], [.. Enumerable.Repeat(0.5f, 400)]), 0.1).Data;
        Assert.InRange(Math.Sqrt(noisy.Average(v => (v - 0.5) * (v - 0.5))), 0.09, 0.11);
        Assert.NotEqual(noisy, Change("noise", new([20, 20, 1], [.. Enumerable.Repeat(0.5f, 400)]), 0.1, sample: 1).Data);
        // At half its size a white square of 8 among black is one of 4.
        var square = new Tensor([16, 16, 1], [.. Enumerable.Range(0, 256).Select(i =>
            i / 16 is >= 4 and < 12 && i % 16 is >= 4 and < 12 ? 1f : 0)]);
        Assert.Equal(16, Change("scale", square, 0.5).Data.Sum(), 1e-3f);
    }

    [Fact]
    public void A_shift_goes_to_each_side_in_turn()
    {
        var x = new Tensor([5, 5, 1], [.. Enumerable.Range(0, 25).Select(i => i == 12 ? 1f : 0)]);
        Assert.Equal([7, 11, 13, 17], Enumerable.Range(0, 4).Select(sample =>
            Array.IndexOf(Change("shift", x, 1, sample).Data, 1f)).Order());
    }

    [Fact]
    public void The_machine_is_told()
    {
        var machine = Devices.Look();
        Assert.InRange(machine.Threads, 1, 4096);
        Assert.InRange(machine.Cores ?? 1, 1, 4096);
        Assert.InRange(machine.MemoryBytes, 1 << 20, long.MaxValue);
        Assert.Contains(machine.VectorFloats, Hornbill.Simd.SimdWidth.All);
        Assert.Equal(machine.VectorFloats, System.Text.Json.JsonDocument.Parse(machine.ToJson()).RootElement.GetProperty(
            "vector_floats").GetInt32());
    }

    [Fact]
    public void Convolutions_and_augmentation_are_measured()
    {
        Assert.InRange(ConvolutionBench.Measure(1, 1).Seconds, 1e-9, 600);
        var speed = AugmentBench.Measure(AugmentText.Parse("rotation=7"), [6, 5, 3], threads: 2, seconds: 0.01);
        Assert.True(speed.PerSecond > 0);
        Assert.Matches("""^\{"engine":"hornbill [^"]+","augment":"rotation=7","image":"6x5x3","threads":2,"images_per_second":\d+,"processor":"[^"]+"\}$""", speed.ToJson());
    }
}
