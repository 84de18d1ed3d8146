using Hornbill.Data;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Images.Tests;

public sealed class FlowFromDirectoryTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_flows_as_the_generator_says()
    {
        var path = Photographs.Make(_folder, ("a", 5), ("b", 3));
        var generator = new ImageDataGenerator(rescale: 2, validationSplit: 0.4);
        var all = generator.FlowFromDirectory(path, 2, batchSize: 3);
        Assert.Equal((8, 3), (all.Count, all.BatchSize));
        Assert.Equal([2], all.Targets[0].Shape);
        var plain = Photographs.Read(ImageFolder.Load(path, 2, new() { Stream = true }), 8);
        Assert.Equal(plain.X.Select(v => 2 * v), Photographs.Read(generator.FlowFromDirectory(path, 2, classMode: "sparse"), 8).X);
        Assert.Equal(plain.Y, Photographs.Read(generator.FlowFromDirectory(path, 2, classMode: "binary"), 8).Y);
        Assert.Equal((5, 3), (generator.FlowFromDirectory(path, 2, subset: "training").Count, generator.FlowFromDirectory(path, 2, subset: "validation").Count));
        Assert.Equal([2, 2, 1], generator.FlowFromDirectory(path, 2, "grayscale").Inputs[0].Shape);
        Assert.Empty(generator.FlowFromDirectory(path, 2, classMode: "none").Targets);
        var itself = generator.FlowFromDirectory(path, 2, classMode: "input");
        Assert.Equal(itself.Inputs[0].Shape, itself.Targets[0].Shape);
    }

    [Fact]
    public void Targets_are_one_for_the_class()
    {
        var path = Photographs.Make(_folder, ("a", 2), ("b", 1));
        var flow = new ImageDataGenerator().FlowFromDirectory(path, 2, shuffle: false);
        var all = new Targets(flow);
        Assert.Equal(3, flow.Read(new(0, 0, 3, true, 0), all));
        Assert.Equal([1, 0, 1, 0, 0, 1], all.Values);
    }

    sealed class Targets(BatchSource source) : Batch
    {
        readonly float[] _input = new float[3 * source.Inputs[0].Shape.Elements];

        public float[] Values { get; } = new float[6];

        public override Span<float> Input(int index) => _input;

        public override Span<float> Target(int index) => Values;

        public override Span<float> SampleWeights => default;
    }

    [Fact]
    public void Wrong_words_are_told()
    {
        var path = Photographs.Make(_folder, ("a", 2), ("b", 2), ("c", 2));
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator().FlowFromDirectory(path, 2, classMode: "onehot"), "onehot");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator().FlowFromDirectory(path, 2, classMode: "binary"), "3 classes");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator().FlowFromDirectory(path, 2, subset: "training"), "validation split");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator(validationSplit: 0.5).FlowFromDirectory(path, 2, subset: "test"), "test");
    }
}
