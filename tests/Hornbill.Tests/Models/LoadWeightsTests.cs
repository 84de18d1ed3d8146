using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Tests.Models;

public sealed class LoadWeightsTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static Sequential Net(int classes = 3, string last = "out", ulong seed = 0) =>
        new([new Input(4), new Dense(5, "relu") { Name = "hidden" }, new Dense(classes, "softmax") { Name = last }], seed: seed);

    [Theory]
    [InlineData("a.npz")]
    [InlineData("a.safetensors")]
    [InlineData("A.NPZ")]
    public void What_was_saved_is_loaded(string name)
    {
        var (from, to) = (Net(seed: 1), Net(seed: 2));
        from.SaveWeights(_folder.File(name));
        var report = to.LoadWeights(_folder.File(name));
        Assert.True(report.IsComplete);
        Assert.Equal(["hidden/kernel", "hidden/bias", "out/kernel", "out/bias"], report.Loaded);
        Assert.Equal(Samples.Bits(from), Samples.Bits(to));
        Assert.Equal(Samples.Bits(from.Predict(Samples.Random([4], 3))), Samples.Bits(to.Predict(Samples.Random([4], 3))));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_whole_models_file_gives_its_weights()
    {
        var (from, to) = (Net(seed: 1), Net(seed: 2));
        from.Compile("adam", "sparse_categorical_crossentropy");
        from.Save(_folder.File("a.safetensors"));
        Assert.True(to.LoadWeights(_folder.File("a.safetensors")).IsComplete);
        Assert.Equal(Samples.Bits(from), Samples.Bits(to));
    }

    [Fact]
    public void By_order_names_do_not_matter()
    {
        var (from, to) = (Net(last: "head", seed: 1), Net(seed: 2));
        from.SaveWeights(_folder.File("a.npz"));
        Assert.True(to.LoadWeights(_folder.File("a.npz"), by: "order").IsComplete);
        Assert.Equal(Samples.Bits(from), Samples.Bits(to));
        var shorter = new Sequential([new Input(4), new Dense(5)]);
        var report = shorter.LoadWeights(_folder.File("a.npz"), by: "order", skipMismatch: true);
        Assert.Equal(["head/kernel", "head/bias"], report.Unexpected);
        shorter.SaveWeights(_folder.File("b.npz"));
        Assert.Equal(["out/kernel", "out/bias"], to.LoadWeights(_folder.File("b.npz"), "order", skipMismatch: true).Missing);
    }

    [Fact]
    public void In_part_what_fits_is_set_and_the_rest_is_told()
    {
        var (from, to) = (Net(classes: 7, seed: 1), Net(seed: 2));
        var other = Net(last: "head", seed: 3);
        var before = to.GetWeights();
        from.SaveWeights(_folder.File("a.safetensors"));
        other.SaveWeights(_folder.File("b.safetensors"));

        var report = to.LoadWeights(_folder.File("a.safetensors"), skipMismatch: true);
        Assert.False(report.IsComplete);
        Assert.Equal(["hidden/kernel", "hidden/bias"], report.Loaded);
        Assert.Equal([new WeightMismatch("out/kernel", [5, 7], [5, 3]), new("out/bias", [7], [3])], report.Mismatched);
        Assert.Equal((0, 0), (report.Missing.Count, report.Unexpected.Count));
        Assert.Equal("2 weights fit; shapes differ for out/kernel ((5, 7) for (5, 3)), out/bias ((7,) for (3,))", $"{report}");
        Assert.Equal(from.GetWeights()[0].Value.Data, to.GetWeights()[0].Value.Data);
        Assert.Equal(before[2].Value.Data, to.GetWeights()[2].Value.Data);

        report = to.LoadWeights(_folder.File("b.safetensors"), skipMismatch: true);
        Assert.Equal(["out/kernel", "out/bias"], report.Missing);
        Assert.Equal(["head/kernel", "head/bias"], report.Unexpected);
        Assert.Equal("2 weights fit; the file lacks out/kernel, out/bias; the model has no head/kernel, head/bias", $"{report}");
    }

    [Theory]
    [InlineData(7, "out", "(5, 7)")]
    [InlineData(3, "head", "head/kernel")]
    public void Strictly_nothing_is_set(int classes, string last, string part)
    {
        var to = Net(seed: 2);
        var before = Samples.Bits(to);
        Net(classes, last, seed: 1).SaveWeights(_folder.File("a.npz"));
        ThreeParts.Throws<ArgumentException>(() => to.LoadWeights(_folder.File("a.npz")), "a.npz", part);
        Assert.Equal(before, Samples.Bits(to));
    }

    [Fact]
    public void Words_and_endings_that_are_not_known()
    {
        ThreeParts.Throws<ArgumentException>(() => Net().SaveWeights("a.h5"), ".h5");
        ThreeParts.Throws<ArgumentException>(() => Net().LoadWeights("a"), "''");
        ThreeParts.Throws<ArgumentException>(() => Net().LoadWeights("a.npz", by: "nmae"), "Did you mean 'name'?");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Mutated_files_leave_the_model_as_it_was_or_set_all_of_it(bool npz)
    {
        var model = Net();
        using var whole = new MemoryStream();
        if (npz) NpzFile.Write(whole, [.. model.GetWeights().Select(w => (w.Name, new NpyArray(w.Value)))], compress: false);
        else SafeTensorsFile.Write(whole, [.. model.GetWeights().Select(w => (w.Name, w.Value))], null);
        var (good, random, set) = (whole.ToArray(), new Random(31), 0);
        for (var i = 0; i < 5_000; i++)
        {
            var before = Samples.Bits(model);
            try
            {
                var file = new MemoryStream(Mutations.Of(good, random));
                model.LoadWeights(npz ? [.. NpzFile.Each(file, "test").Select(a => (a.Name, a.Value.ToTensor()))] : Model.WeightsOf(SafeTensorsFile.Read(file, "test")), "test");
                set++;
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentException)
            {
                Assert.Contains("'test'", e.Message, StringComparison.Ordinal);
                Assert.Equal(before, Samples.Bits(model));
            }
        }
        // Bits of the values themselves, where no checksum is.
        Assert.InRange(set, npz ? 0 : 100, 2_500);
    }
}
