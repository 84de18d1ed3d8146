using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;
using Hornbill.Tests.Engine;
using Xunit;

namespace Hornbill.Tests.Graph;

/// <summary>The layers that prepare and change images, in training, against the References and differences through them.</summary>
public class ImageGradientTests
{
    // With their names, of which the random numbers are a function.
    static readonly Dictionary<string, Func<Layer>> Layers = new()
    {
        ["rescaling"] = () => new Rescaling(-1.5, 0.3),
        ["resizing"] = () => new Resizing(4, 6),
        ["bicubic resizing"] = () => new Resizing(7, 3, "bicubic", cropToAspectRatio: true),
        ["padded resizing"] = () => new Resizing(3, 6, "nearest", padToAspectRatio: true, fillValue: 0.5),
        ["crop"] = () => new CenterCrop(3, 2) { Name = "crop" },
        ["crop of a smaller image"] = () => new CenterCrop(7, 4),
        ["flip"] = () => new RandomFlip { Name = "flip" },
        ["rotation"] = () => new RandomRotation(0.1) { Name = "rotation" },
        ["rotation with a seed"] = () => new RandomRotation((0.1, 0.3), "wrap", seed: 12) { Name = "rotation" },
        ["zoom"] = () => new RandomZoom(0.5, 0.2, "constant", fillValue: 0.4) { Name = "zoom" },
        ["translation"] = () => new RandomTranslation(0.5, 0.5, "nearest") { Name = "translation" },
        ["translation by whole pixels"] = () => new RandomTranslation(0.5, 0.5, interpolation: "nearest") { Name = "whole" },
        ["contrast"] = () => new RandomContrast(0.9, (-0.8, 0.7)) { Name = "contrast" },
        ["brightness"] = () => new RandomBrightness(0.6, (-0.9, 0.8)) { Name = "brightness" },
        ["erasing"] = () => new RandomErasing((0.8, 1), (0.1, 0.6), 0.25, (0, 1)) { Name = "erasing" },
    };

    public static TheoryData<string, int> Cases =>
        [.. Layers.Keys.SelectMany(name => new[] { 1, 5 }.Select(n => new TheoryDataRow<string, int>(name, n)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_the_references(string name, int samples)
    {
        var g = new TwinGraph(samples);
        OpGradientTests.Agree(g, Layers[name]().Apply(g.Input("x", [5, 4, 2])));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Their_gradients_join_those_of_others(string name, int samples)
    {
        var g = new TwinGraph(samples);
        var x = g.Convolution("conv", g.Input("x", [5, 4, 1]), g.Weight("w", 3, 3, 1, 2), g.Weight("b", 2), pads: new(1, 1, 1, 1));
        var y = g.Flat(Layers[name]().Apply(x));
        var z = g.Flat(g.Relu("relu", x));
        OpGradientTests.Agree(g, g.Sum("sum", g.Dense("left", y, g.Weight("l", y.Shape.Elements, 3)),
            g.Dense("right", z, g.Weight("r", z.Shape.Elements, 3))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Many_tiles_have_the_values_of_one(string name, int spare)
    {
        // 50 samples are three tiles and more, for which sample 24 is a first one.
        var g = new TwinGraph(50);
        Shape large = [9, 11, 3];
        var y = Layers[name]().Apply(g.Input("x", large));
        var request = new Request([y], Training: true);
        var one = new PlanRun(g, request, spare: spare)[y];
        Close.Assert(one, g.Value(y), 3e-6, name);
        foreach (var threads in new[] { 2, 3, 7 }) Assert.Equal(one, new PlanRun(g, request, workers: new Workers(threads))[y]);
    }
}
