using System.Text.Json.Nodes;
using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Keras.Tests;

/// <summary>What is written for Keras, read again and held against Keras's own layout.</summary>
public sealed class SaveTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> AllNets => [.. Nets.All.Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(AllNets))]
    public void Every_net_comes_back_to_the_bit(string net)
    {
        var model = Nets.Find(net).Build(seed: 5);
        model.SaveKeras(Path);
        var again = KerasModel.Load(Path);
        AssertSame(model, again);
        Assert.Equal(Settings(model), Settings(again));
    }

    [Fact]
    public void A_graph_comes_back_and_predicts_the_same()
    {
        var model = Graph();
        model.Metadata["class_names"] = """["ants","bees"]""";
        model.SaveKeras(Path);
        var again = KerasModel.Load(Path);
        AssertSame(model, again);
        Assert.Equal(model.Metadata, again.Metadata);
        Assert.False(((Model)again.GetLayer("trunk")).GetLayer("inner").Trainable);
        var x = new Tensor([2, 6, 6, 2], [.. Enumerable.Range(0, 144).Select(i => MathF.Sin(i))]);
        Assert.Equal(model.PredictAll(new ArrayData(x)).SelectMany(o => o.Data), again.PredictAll(new ArrayData(x))
            .SelectMany(o => o.Data));
        model.SaveKeras(_folder.File("w.weights.h5"));
        Assert.True(KerasModel.LoadWeights(again, _folder.File("w.weights.h5")).IsComplete);
        Assert.True(KerasModel.LoadWeights(again, Path).IsComplete);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        var model = Graph();
        model.SaveKeras(Path);
        model.SaveKeras(_folder.File("b.keras"));
        Assert.Equal(File.ReadAllBytes(Path), File.ReadAllBytes(_folder.File("b.keras")));
    }

    // Keras walks back from the outputs: of two branches that are as far from them, the one that the last layer reads first.
    [Fact]
    public void Layers_stand_in_the_order_of_Keras()
    {
        var input = new Input(4) { Name = "x" };
        var (a, b, c) = (new Dense(4) { Name = "a" }, new Dense(4) { Name = "b" }, new Dense(4) { Name = "c" });
        var left = a.Apply(input);
        var right = c.Apply(b.Apply(input));
        var model = new Model(input, new Add { Name = "sum" }.Apply(right, left), seed: 1);
        Assert.Equal(["x", "b", "c", "a", "sum"], KerasOrder.Of(model).Select(l => l.Name));
        Assert.Equal("layers/dense layers/dense_1 layers/dense_2",
            string.Join(' ', KerasPaths.Of(model).Where(p => p.Layer is Dense).Select(p => p.Path)));
    }

    [Fact]
    public void The_configuration_is_that_of_Keras_3()
    {
        var model = new Sequential([new Input(4, 4, 1) { Name = "in" }, new ZeroPadding2D(1) { Name = "pad" },
            new Conv2D(2, 3, kernelInitializer: "truncated_normal(stddev=0.1, seed=7)", kernelRegularizer: "l2") { Name = "conv" }], "net",
                seed: 1);
        var json = Writing.KerasConfig.Of(model);
        Assert.Equal("""{"module":"keras","class_name":"Sequential","registered_name":null}""", Without(json, "config", "build_config"));
        var layers = json["config"]!["layers"]!.AsArray();
        Assert.Equal("""{"name":"in","batch_shape":[null,4,4,1],"dtype":"float32","sparse":false}""", layers[0]!["config"]!.ToJsonString());
        Assert.Equal("InputLayer", layers[0]!["class_name"]!.GetValue<string>());
        Assert.Equal("[[1,1],[1,1]]", layers[1]!["config"]!["padding"]!.ToJsonString());
        Assert.Equal("channels_last", layers[2]!["config"]!["data_format"]!.GetValue<string>());
        Assert.Equal("""
            {"module":"keras.initializers","class_name":"TruncatedNormal","config":{"stddev":0.1,"seed":7},"registered_name":null}
            """.Trim(), layers[2]!["config"]!["kernel_initializer"]!.ToJsonString());
        Assert.Equal("keras.regularizers", layers[2]!["config"]!["kernel_regularizer"]!["module"]!.GetValue<string>());
    }

    // Of layers whose range lies in [0, 1] in Keras; a contrast is drawn from 1 − lower to 1 + upper.
    [Fact]
    public void A_factor_of_one_number_is_what_Keras_takes()
    {
        JsonNode Config(Layer layer) => Writing.KerasConfig.Of(new Sequential([new Input(6, 6, 3), layer], seed: 1))
            ["config"]!["layers"]![1]!["config"]!;
        Assert.Equal("[0.2,0.2]", Config(new RandomContrast(0.2))["factor"]!.ToJsonString());
        Assert.Equal("[0,0.3]", Config(new RandomShear(xFactor: 0.3))["x_factor"]!.ToJsonString());
        var jitter = Config(new RandomColorJitter(brightnessFactor: 0.1, contrastFactor: 0.2, saturationFactor: 0.3, hueFactor: 0.4));
        Assert.Equal("[-0.1,0.1] [0.2,0.2] [0,0.3] [0,0.4]", string.Join(' ', ((string[])["brightness", "contrast", "saturation", "hue"])
            .Select(n => jitter[$"{n}_factor"]!.ToJsonString())));
        Assert.Null(Config(new RandomPerspective())["fill_mode"]);
        Assert.Null(Config(new RandomGrayscale())["seed"]);
    }

    [Fact]
    public void What_Keras_lacks_is_told_and_nothing_is_written()
    {
        var input = new Input(4);
        var model = new Model(input, new Divide { Name = "share" }.Apply(new Dense(4).Apply(input), new Dense(4).Apply(input)), seed: 1);
        ThreeParts.Throws<ArgumentException>(() => model.SaveKeras(Path), "share' is a Divide");
        Assert.False(File.Exists(Path));
        ThreeParts.Throws<ArgumentException>(() =>
            Graph().SaveKeras(_folder.File("net.h5")), "only files that end with .keras or .weights.h5");
    }

    [Fact]
    public void Groups_of_many_members_are_written()
    {
        Layer[] layers = [new Input(2), .. Enumerable.Range(0, 700).Select(i => new PReLU { Name = $"p{i}" })];
        var model = new Sequential(layers, seed: 1);
        model.SaveKeras(_folder.File("many.weights.h5"));
        Assert.True(KerasModel.LoadWeights(model, _folder.File("many.weights.h5")).IsComplete);
    }

    static Model Graph()
    {
        var x = new Input(6, 6, 2) { Name = "x" };
        var inner = new Input(6, 6, 4) { Name = "i" };
        var trunk = new Model(inner, new BatchNormalization { Name = "calm" }.Apply(new Conv2D(4, 1) { Name = "inner" }.Apply(inner)),
            "trunk");
        var (first, shared) = (new Conv2D(4, 3, padding: "same", activation: "relu") { Name = "first" },
            new Conv2D(4, 1) { Name = "shared" });
        var y = first.Apply(x);
        y = new Add { Name = "sum" }.Apply(trunk.Apply([shared.Apply(y)], training: false), shared.Apply(shared.Apply(y)));
        var pooled = new GlobalAveragePooling2D { Name = "pooled" }.Apply(y);
        var model = new Model([x.Output], [new Dense(3, activation: "softmax") { Name = "head" }.Apply(pooled), pooled], "graph", seed: 3);
        trunk.Trainable = false;
        return model;
    }

    static void AssertSame(Model model, Model again) =>
        Assert.All(model.GetWeights().OrderBy(w => w.Name, StringComparer.Ordinal)
            .Zip(again.GetWeights().OrderBy(w => w.Name, StringComparer.Ordinal)), w =>
        {
            Assert.Equal(w.First.Name, w.Second.Name);
            Assert.Equal(w.First.Value.Data, w.Second.Value.Data);
        });

    // Layers by name: a graph's stand in Keras's order afterwards.
    static string[] Settings(Model model) => [.. model.Layers.Select(l => $"{l.Name} {l.Kind} {l.GetConfig().Json.ToJsonString()}")
        .Order(StringComparer.Ordinal)];

    static string Without(JsonObject json, params string[] names) =>
        new JsonObject(json.Where(j => !names.Contains(j.Key)).Select(j => KeyValuePair.Create(j.Key, j.Value?.DeepClone())))
            .ToJsonString();

    string Path => _folder.File("net.keras");
}
