using System.Text.Json;
using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Keras.Tests;

/// <summary>Files in the layouts of Keras, as eng/golden/keras.py writes them by h5py; value i of weight w is i + 100 w.</summary>
public sealed class LoadTests : IDisposable
{
    static readonly JsonElement Golden = GoldenData.Read("keras.json");

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Small => [.. Golden.GetProperty("small").EnumerateObject().Select(s => s.Name)];

    public static TheoryData<string> Refused => [.. Golden.GetProperty("refused").EnumerateObject().Select(s => s.Name)];

    [Fact]
    public void A_sequence_of_Keras_3_is_read_to_the_bit()
    {
        var model = Load(Golden.GetProperty("plain"));
        Assert.Equal("plain", model.Name);
        Assert.Equal(["input_layer", "edges", "norm", "pool", "dropout", "flatten", "head"], model.Layers.Select(l => l.Name));
        Assert.Equal("edges/kernel edges/bias norm/gamma norm/beta norm/moving_mean norm/moving_variance head/kernel head/bias",
            string.Join(' ', model.GetWeights().Select(w => w.Name)));
        AssertCounted(model);
        Assert.Equal([3], model.OutputShape);
        Assert.Equal(3, model.Predict(new Tensor([1, 8, 8, 1])).Data.Length);
    }

    [Fact]
    public void A_graph_of_Keras_3_keeps_its_calls()
    {
        var model = Load(Golden.GetProperty("graph"));
        Assert.Equal([[2], [4]], model.Outputs.Select(o => o.Shape));
        // a(b(a(x))), by hand: a is applied twice, and the trunk is frozen.
        var trunk = Assert.IsAssignableFrom<Model>(model.GetLayer("trunk"));
        Assert.False(trunk.Trainable);
        Assert.False(trunk.GetLayer("inner").Trainable);
        Assert.True(model.GetLayer("a").Trainable);
        AssertCounted([.. new[] { "a", "b", "trunk", "out" }.SelectMany(n => model.GetLayer(n).GetWeights())]);
        var x = new Tensor([1, 4], [1, 0, 0, 0]);
        float[] Dense(float[] from, int weight, int units) => [.. Enumerable.Range(0, units).Select(u =>
            from.Select((v, i) => v * ((i * units) + u + (100 * weight))).Sum() + u + (100 * (weight + 1)))];
        var b = Dense(Dense(x.Data, 0, 4), 2, 4);
        var a = Dense(b, 0, 4);
        float[] calm = [.. Dense(a, 4, 4).Select((v, i) => ((v - (800 + i)) / MathF.Sqrt(900 + i + 0.001f) * (600 + i)) + 700 + i)];
        var outputs = model.PredictAll(new ArrayData(x));
        AssertNear(calm, outputs[1].Data);
        AssertNear(Dense([.. calm.Zip(b, (p, q) => p + q)], 10, 2), outputs[0].Data);
    }

    [Fact]
    public void A_layer_within_a_layer_has_its_weights()
    {
        var model = Load(Golden.GetProperty("steps"));
        Assert.Equal([6], model.OutputShape);
        AssertCounted(model);
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void Every_form_of_the_same_file_is_read(string form)
    {
        var model = Load(Golden.GetProperty("small").GetProperty(form));
        Assert.Equal("a/kernel a/bias b/kernel b/bias", string.Join(' ', model.GetWeights().Select(w => w.Name)));
        // Eight bits of mantissa hold no 301.
        if (form == "bfloat16") Assert.All(model.GetWeights().Index(), w => Assert.All(w.Item.Value.Data.Index(), v =>
            Assert.InRange(v.Item, (v.Index + (100 * w.Index)) * 0.992f, v.Index + (100 * w.Index))));
        else AssertCounted(model);
        Assert.Equal("relu", model.GetLayer("a").GetConfig().String("activation"));
    }

    [Theory]
    [InlineData("fixed")]
    [InlineData("variable")]
    [InlineData("pieces")]
    public void Files_of_Keras_before_are_read(string strings)
    {
        var model = Load(Golden.GetProperty("legacy").GetProperty(strings));
        Assert.Equal(["edges", "norm", "pool", "dropout", "flatten", "head"], model.Layers.Skip(1).Select(l => l.Name));
        AssertCounted(model);
    }

    [Fact]
    public void A_graph_of_Keras_before_keeps_its_calls()
    {
        var model = Load(Golden.GetProperty("legacy_graph"));
        Assert.Equal([8], model.OutputShape);
        AssertCounted([.. new[] { "a", "trunk" }.SelectMany(n => model.GetLayer(n).GetWeights())]);
    }

    [Fact]
    public void Weights_alone_go_into_a_model_of_ones_own()
    {
        var model = Plain(3);
        Assert.True(KerasModel.LoadWeights(model, Write(Golden.GetProperty("weights"))).IsComplete);
        AssertCounted(model);
        model = Plain(3);
        Assert.True(KerasModel.LoadWeights(model, Write(Golden.GetProperty("legacy_weights"))).IsComplete);
        AssertCounted(model);
        var other = Plain(5);
        var before = other.GetWeights()[0].Value.Data;
        ThreeParts.Throws<ArgumentException>(() => KerasModel.LoadWeights(other, Write(Golden.GetProperty("weights"))), "shapes differ");
        Assert.Equal(before, other.GetWeights()[0].Value.Data);
        Assert.Equal(6, KerasModel.LoadWeights(other, Write(Golden.GetProperty("weights")), skipMismatch: true).Loaded.Count);
    }

    [Theory]
    [InlineData("images", 6, 6, 1)]
    [InlineData("coloured", 6, 6, 3)]
    [InlineData("sequences", 9, 4)]
    [InlineData("vectors", 5)]
    public void The_configuration_of_each_layer_is_understood(string kind, params int[] shape)
    {
        foreach (var layer in Golden.GetProperty(kind).EnumerateArray().Select(e => e.GetString()!))
        {
            var json = $$$"""
                {"class_name": "Sequential", "config": {"name": "one", "layers": [{"class_name": "InputLayer", "config":
                {"name": "in", "batch_shape": [null, {{{string.Join(", ", layer.Contains("[64, 1]", StringComparison.Ordinal) ? [8, 8, 1] : shape)}}}]}}, {{{layer}}}]}}
                """;
            var model = Model.FromConfig(Reading.KerasArchitecture.Translate(Serialization.BoundedJson.Object(json), new()), seed: 1);
            var name = JsonDocument.Parse(layer).RootElement.GetProperty("config").GetProperty("name").GetString();
            Assert.Equal(name, model.Layers[1].Name);
            // And written again it is the same layer.
            model.SaveKeras(_folder.File("again.keras"));
            Assert.Equal(model.ToConfig(), KerasModel.Load(_folder.File("again.keras")).ToConfig());
        }
    }

    [Fact]
    public void Every_layer_that_Keras_has_is_among_those_understood()
    {
        var seen = ((string[])["images", "coloured", "sequences", "vectors"]).SelectMany(k => Golden.GetProperty(k).EnumerateArray())
            .Select(e => JsonDocument.Parse(e.GetString()!).RootElement.GetProperty("class_name").GetString())
            .Concat(Golden.GetProperty("joined").EnumerateArray().Select(e => JsonDocument.Parse(e.GetString()!).RootElement
                .GetProperty("config").GetProperty("layers")[2].GetProperty("class_name").GetString())).ToHashSet();
        // Those that Keras has not, or only for data, and what is tried elsewhere here.
        string[] others = ["Arithmetic", "ConstantPadding", "CutMix", "Divide", "Input", "Lambda", "LocalResponseNormalization", "MixUp",
            "PaddedPooling2D", "Power", "RandomElasticTransform", "Slice"];
        Assert.Equal(others, Layers.Names.All.Names.Where(n => !seen.Contains(n)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Layers_of_two_inputs_are_understood()
    {
        foreach (var json in Golden.GetProperty("joined").EnumerateArray().Select(e => e.GetString()!))
        {
            var model = Model.FromConfig(Reading.KerasArchitecture.Translate(Serialization.BoundedJson.Object(json), new()), seed: 1);
            Assert.Equal((2, 3), (model.Inputs.Count, model.Layers.Count));
            model.SaveKeras(_folder.File("again.keras"));
            Assert.Equal(model.Layers[^1].GetConfig().Json.ToJsonString(),
                KerasModel.Load(_folder.File("again.keras")).Layers[^1].GetConfig().Json.ToJsonString());
        }
    }

    // Keras tells its strength as a share, and that is 1 / √π pixels.
    [Fact]
    public void A_rubber_sheet_is_read_and_not_written()
    {
        var model = Model.FromConfig(Reading.KerasArchitecture.Translate(Serialization.BoundedJson.Object($$$"""
            {"class_name": "Sequential", "config": {"name": "one", "layers": [{"class_name": "InputLayer", "config":
            {"name": "in", "batch_shape": [null, 6, 6, 1]}}, {{{Golden.GetProperty("elastic").GetString()}}}]}}
            """), new()), seed: 1);
        Assert.Equal(0.5642, model.Layers[1].GetConfig().Double("scale"), 1e-4);
        ThreeParts.Throws<ArgumentException>(() => model.SaveKeras(_folder.File("a.keras")), "RandomElasticTransform");
    }

    [Fact]
    public void A_model_is_compiled_as_it_was()
    {
        Model Compiled(string kind) => Load(Golden.GetProperty("compiled").GetProperty(kind));
        var (x, y) = (new Tensor([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), new Tensor([2, 2], [1, 2, 3, 4]));
        var model = Compiled("names");
        Assert.Equal("SGD", model.Optimizer!.GetType().Name);
        Assert.Equal(["loss", "mae"], model.Evaluate(x, y).Values.Keys.Order());
        model = Compiled("objects");
        Assert.Equal(0.0003, model.Optimizer!.LearningRate, 1e-9);
        Assert.Equal(0.8, model.Optimizer.GetConfig().Double("beta_1"));
        Assert.Equal(["loss", "mean_squared_error"], model.Evaluate(x, y).Values.Keys.Order());
        Assert.Contains("exponential_decay", Compiled("schedule").Optimizer!.GetConfig().String("learning_rate"), StringComparison.Ordinal);
        Assert.Null(Compiled("unknown").Optimizer);
        Assert.Equal("Adam", Load(Golden.GetProperty("legacy").GetProperty("fixed")).Optimizer!.GetType().Name);
    }

    [Fact]
    public void Quantized_weights_are_refused()
    {
        var file = Reading.KerasArchitecture.Translate;
        ThreeParts.Throws<InvalidDataException>(() => file(Serialization.BoundedJson.Object("""
            {"class_name": "Sequential", "config": {"name": "one", "layers": [{"class_name": "InputLayer", "config":
            {"name": "in", "batch_shape": [null, 6]}}, {"class_name": "Dense", "config": {"name": "d", "units": 2, "dtype":
            {"module": "keras", "class_name": "QuantizedDTypePolicy", "config": {"mode": "int8", "source_name": "float32"}}}}]}}
            """), new()), "QuantizedDTypePolicy");
    }

    [Fact]
    public void Settings_mean_what_they_mean_in_Keras()
    {
        string Config(string layer) => Golden.GetProperty("images").EnumerateArray().Select(e => e.GetString()!)
            .Where(e => JsonDocument.Parse(e).RootElement.GetProperty("config").GetProperty("name").GetString() == layer)
            .Select(e => Reading.KerasArchitecture.Translate(Serialization.BoundedJson.Object($$$"""
                {"class_name": "Sequential", "config": {"name": "one", "layers": [{"class_name": "InputLayer", "config":
                {"name": "in", "batch_shape": [null, 6, 6, 1]}}, {{{e}}}]}}
                """), new())).Single();
        Assert.Contains("he_normal(seed=3)", Config("c"), StringComparison.Ordinal);
        Assert.Contains("""{"class_name":"UnitNorm","config":{"axis":[0,1,2]}}""", Config("c"), StringComparison.Ordinal);
        Assert.Contains("variance_scaling(scale=2, seed=7)", Config("separableconv2d"), StringComparison.Ordinal);
        Assert.Contains("\"padding\":[1,1,2,2]", Config("zp"), StringComparison.Ordinal);
        Assert.Contains("\"cropping\":[1,0,0,1]", Config("cr"), StringComparison.Ordinal);
        Assert.Contains("\"height_factor\":[-0.1,0.1]", Config("rt"), StringComparison.Ordinal);
        Assert.Contains("\"mean\":[0.5]", Config("nn"), StringComparison.Ordinal);
        Assert.Contains("\"kernel_size\":3", Config("rg"), StringComparison.Ordinal);
        Assert.Contains("\"brightness_factor\":[-0.2,0.2],\"contrast_factor\":[0.2,0.2]", Config("rj1"), StringComparison.Ordinal);
        Assert.Contains("\"x_factor\":[0,0.2]", Config("rs2"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_is_told(string reason) =>
        ThreeParts.Throws<InvalidDataException>(() => Load(Golden.GetProperty("refused").GetProperty(reason)),
            reason == "no signature" ? "signature" : reason, "model.any'");

    [Fact]
    public void Layers_of_ones_own_are_made_by_name()
    {
        var objects = new CustomObjects { ["MyLayer"] = _ => new Identity(), ["magic"] = _ => new Identity() };
        Write(Golden.GetProperty("refused").GetProperty("'mine' is of the kind 'MyLayer'"));
        Assert.Equal("mine", KerasModel.Load(Path, objects).Layers[1].Name);
        Write(Golden.GetProperty("refused").GetProperty("'magic' holds a Lambda"));
        Assert.Equal("magic", KerasModel.Load(Path, objects).Layers[1].Name);
    }

    [Fact]
    public void Other_files_are_told_for_what_they_are()
    {
        File.WriteAllText(Path, "{}");
        ThreeParts.Throws<InvalidDataException>(() => KerasModel.Load(Path), "JSON text");
        using (var zip = new System.IO.Compression.ZipArchive(File.Create(Path), System.IO.Compression.ZipArchiveMode.Create))
            zip.CreateEntry("x.npy");
        ThreeParts.Throws<InvalidDataException>(() => KerasModel.Load(Path), "without config.json");
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        using (var zip = new System.IO.Compression.ZipArchive(File.Create(Path), System.IO.Compression.ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("config.json").Open())
            for (var i = 0; i < 200; i++) entry.Write(new byte[1 << 20]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ThreeParts.Throws<InvalidDataException>(() => KerasModel.Load(Path), "unpacks to 209,715,200 bytes");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    // The first kernel's size is (3, 3, 1, 2), as four numbers of eight bytes.
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 62)]
    [InlineData(1L << 31)]
    [InlineData(-1)]
    public void Sizes_beyond_all_bounds_are_refused(long size)
    {
        var file = Golden.GetProperty("weights").GetBytesFromBase64();
        byte[] dims = [.. new long[] { 3, 3, 1, 2 }.SelectMany(BitConverter.GetBytes)];
        var at = file.AsSpan().IndexOf(dims);
        Assert.True(at > 0);
        BitConverter.GetBytes(size).CopyTo(file, at);
        File.WriteAllBytes(Path, file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ThreeParts.Throws<InvalidDataException>(() => KerasModel.LoadWeights(Plain(3), Path), "model.any'");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    // Groups that hold themselves, and links that lead to other files.
    [Theory]
    [InlineData("circle")]
    [InlineData("elsewhere")]
    public void Links_lead_nowhere_else(string kind)
    {
        var path = Write(Golden.GetProperty("links").GetProperty(kind));
        try
        {
            Assert.InRange(KerasModel.ListWeights(path).Count, 0, 1000);
            KerasModel.LoadWeights(Plain(3), path);
        }
        catch (InvalidDataException e)
        {
            ThreeParts.Assert(e.Message);
        }
    }

    internal static void AssertCounted(Model model) => AssertCounted([.. model.GetWeights()]);

    static void AssertCounted(NamedWeights[] weights) => Assert.All(weights.Index(), w =>
        Assert.Equal(Enumerable.Range(0, w.Item.Value.Data.Length).Select(i => i + (100f * w.Index)), w.Item.Value.Data));

    static void AssertNear(float[] expected, float[] came) =>
        Assert.All(expected.Zip(came), p => Assert.InRange(p.Second / p.First, 1 - 1e-5, 1 + 1e-5));

    static Sequential Plain(int classes) => new([new Input(8, 8, 1), new Conv2D(2, 3, activation: "relu"), new BatchNormalization(),
        new MaxPooling2D(2), new Dropout(0.25), new Flatten(), new Dense(classes, activation: "softmax")], seed: 1);

    string Path => _folder.File("model.any");

    string Write(JsonElement file)
    {
        File.WriteAllBytes(Path, file.GetBytesFromBase64());
        return Path;
    }

    Model Load(JsonElement file) => KerasModel.Load(Write(file));
}
