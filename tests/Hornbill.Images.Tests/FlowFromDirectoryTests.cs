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
        Assert.Equal((5, 3), (generator.FlowFromDirectory(path, 2, subset: "training").Count,
            generator.FlowFromDirectory(path, 2, subset: "validation").Count));
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

    [Fact]
    public void Changed_images_are_kept_to_be_looked_at()
    {
        var path = Photographs.Make(_folder, ("a", 2), ("b", 1));
        using var kept = new TempFolder();
        var to = kept.File("seen");
        var generator = new ImageDataGenerator(rescale: 1 / 255.0);
        var (x, _) = Photographs.Read(generator.FlowFromDirectory(path, 2, classMode: "sparse", saveToDir: to, savePrefix: "aug"), 3);
        Assert.Equal(Photographs.Read(generator.FlowFromDirectory(path, 2, classMode: "sparse"), 3).X, x);
        Assert.Superset(new HashSet<string>(["aug_0_0.png", "aug_1_0.png", "aug_2_0.png"]),
            Directory.GetFiles(to).Select(f => Path.GetFileName(f)!).ToHashSet());
        // The least value is black and the greatest white.
        using var whole = new TempFolder();
        Photographs.Read(generator.Flow(new ArrayData(new Hornbill.Tensors.Tensor([1, 1, 3, 1], [-1, 0, 1]),
            new Hornbill.Tensors.Tensor([1]))).SaveImages(whole.Path), 1);
        Assert.Equal([0, 127, 255], ImageReader.Default.Read(Assert.Single(Directory.GetFiles(whole.Path))).Pixels);
        File.WriteAllText(kept.File("file"), "");
        ThreeParts.Throws<IOException>(() => generator.FlowFromDirectory(path, 2, saveToDir: kept.File("file")), "file");
        ThreeParts.Throws<ArgumentException>(() => generator.FlowFromDirectory(path, 2, saveToDir: to, saveFormat: "jpeg"), "jpeg");
        ThreeParts.Throws<ArgumentException>(() => new ArrayData(new Hornbill.Tensors.Tensor([2, 5])).SaveImages(to), "(5,)");
    }

    [Fact]
    public void Proportions_are_kept_where_asked()
    {
        Directory.CreateDirectory(_folder.File("a"));
        PngWriter.Write(_folder.File("a/wide.png"), new(6, 4, 1, [.. Enumerable.Range(0, 24).Select(i => (byte)(i % 6))]));
        float[] Read(bool keep) => Photographs.Read(
            new ImageDataGenerator().FlowFromDirectory(_folder.Path, 2, "grayscale", classMode: "sparse", keepAspectRatio: keep), 1).X;
        Assert.Equal([1, 4, 1, 4], Read(keep: false));
        Assert.Equal([2, 4, 2, 4], Read(keep: true)); // of the four columns in the middle
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
        ThreeParts.Throws<ArgumentException>(() =>
            new ImageDataGenerator().FlowFromDirectory(path, 2, subset: "training"), "validation split");
        ThreeParts.Throws<ArgumentException>(() =>
            new ImageDataGenerator(validationSplit: 0.5).FlowFromDirectory(path, 2, subset: "test"), "test");
    }
}
