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
        var times = Mutations.Times(5_000);
        for (var i = 0; i < times; i++)
        {
            var (before, allocated) = (Samples.Bits(model), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                var file = new MemoryStream(Mutations.Of(good, random));
                if (npz) model.LoadWeights(NpzFile.Stored(file, "test"), "test", "name", skipMismatch: false);
                else model.LoadWeights(Model.WeightsOf(SafeTensorsFile.Read(file, "test")), "test");
                set++;
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentException)
            {
                Mutations.AssertTold(e, "'test'");
                Assert.Equal(before, Samples.Bits(model));
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1_000_000);
        }
        // Bits of the values themselves, where no checksum is.
        Assert.InRange(set, npz ? 0 : times / 50, times / 2);
    }

    // 200 MB of zeros in 200 KB, under the name of a weight and under another.
    [Fact]
    public void What_nobody_asked_for_is_not_unpacked()
    {
        var path = _folder.File("bomb.npz");
        NpzFile.Write(path, [("out/kernel", new NpyArray([200_000_000], new byte[200_000_000])), ("other", new NpyArray([3], new byte[3]))],
            compress: true);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ThreeParts.Throws<ArgumentException>(() => Net().LoadWeights(path), "(200000000,)");
        ThreeParts.Throws<InvalidDataException>(() => NpzFile.Read(path), "maxBytes", "200,000");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
        Assert.Equal(200_000_003, NpzFile.Read(path, maxBytes: 1L << 30).Arrays.Sum(a => (long)a.Value.ToBytes().Length));
    }

    [Theory]
    [InlineData("""{"class_name":"Sequential","name":"s","layers":[0""", ",0", "]}")]
    [InlineData("""{"class_name":"Model","name":"s","layers":[],"calls":[],"inputs":[],"outputs":[["a",0]""", ",[\"a\",0]", "]}")]
    public void An_architecture_of_a_million_values_is_refused_before_it_is_made(string begin, string each, string end)
    {
        var text = begin + string.Concat(Enumerable.Repeat(each, 1_000_000)) + end;
        var before = GC.GetAllocatedBytesForCurrentThread();
        ThreeParts.Throws<InvalidDataException>(() => Model.FromConfig(text), "");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8L * text.Length);
    }
}
