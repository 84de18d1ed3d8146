using System.Buffers.Binary;
using System.Text;
using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Tests.Models;

public sealed class SaveTests : IDisposable
{
    readonly TempFolder _folder = new();

    string Path => _folder.File("model.safetensors");

    public void Dispose() => _folder.Dispose();

    Model Again(Model model)
    {
        model.Save(Path);
        return Model.Load(Path);
    }

    static Sequential Compiled(Optimizer optimizer)
    {
        var model = new Sequential([new Input(2), new Dense(6, "tanh", kernelRegularizer: "l2"), new Dropout(0.3), new Dense(4, "softmax")],
            "toy", seed: 3);
        model.Compile(optimizer, "sparse_categorical_crossentropy", ["acc", new SparseTopKCategoricalAccuracy(2) { LogName = "top" }]);
        return model;
    }

    // Every optimizer, every option, every schedule.
    static IEnumerable<Optimizer> Optimizers() =>
    [
        .. Optimizer.Names.Select(n => Optimizer.Named(n, 0.01)),
        new Adam(0.01, amsgrad: true) { UseEma = true, EmaMomentum = 0.9, ClipNorm = 0.1, WeightDecay = 0.01 },
        new SGD(0.1, 0.9, nesterov: true) { GradientAccumulationSteps = 3, ClipValue = 0.01 },
        new RMSprop(0.01, momentum: 0.5, centered: true) { GlobalClipNorm = 0.5, UseEma = true, EmaOverwriteFrequency = 4 },
        .. Schedules.Select(s => new SGD(Schedule.Named(s), 0.9)),
    ];

    static readonly string[] Schedules =
    [
        "cosine_decay(initial_learning_rate=0.1, decay_steps=30, alpha=0.1, warmup_target=0.2, warmup_steps=5)",
        "cosine_decay_restarts(initial_learning_rate=0.1, first_decay_steps=7, m_mul=0.9)",
        "exponential_decay(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.333, staircase=true)",
        "inverse_time_decay(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5)",
        "one_cycle(max_learning_rate=0.1, total_steps=40)",
        "piecewise_constant_decay(boundaries=3 11, values=0.1 0.05 0.01)",
        "polynomial_decay(initial_learning_rate=0.1, decay_steps=30, power=2, cycle=true)",
    ];

    [Fact]
    public void With_every_optimizer_and_schedule_the_next_steps_have_the_same_bits()
    {
        Assert.Equal(Schedule.Names.Order(), Schedules.Select(s => s[..s.IndexOf('(')]).Order());
        var data = Samples.Blobs(40);
        foreach (var optimizer in Optimizers())
        {
            var model = Compiled(optimizer);
            model.Fit(data, batchSize: 9, epochs: 2);
            var again = Again(model);
            Assert.Equal(model.Optimizer!.ToConfig(), again.Optimizer!.ToConfig());
            Assert.Equal(model.Optimizer.LearningRate, again.Optimizer.LearningRate);
            Assert.Equal(Samples.Bits(model.Fit(data, batchSize: 9, epochs: 2)), Samples.Bits(again.Fit(data, batchSize: 9, epochs: 2)));
            Assert.Equal(Samples.Bits(model), Samples.Bits(again));
        }
    }

    [Fact]
    public void Every_loss_and_metric_comes_back()
    {
        string[] losses = [.. Loss.Names, "huber(delta=0.5)", "binary_crossentropy(from_logits=true, label_smoothing=0.1)",
            "sparse_categorical_crossentropy(ignore_class=2)"];
        string[] metrics = [.. Metric.Names, "auc(num_thresholds=50, curve=PR)", "precision(class_id=1)"];
        var settings = new CompileSettings(new SGD(), [null, .. losses.Select(Loss.Named)], [1 / 3.0],
            [[.. metrics.Select(m => new NamedMetric("of " + m, Metric.Named(m)))]],
                                           ["a"], ["b"], long.MaxValue, [1, 2, 3, 4, 5]);
        var again = CompileSettings.FromJson(settings.ToJson());
        Assert.Equal(settings.ToJson(), again.ToJson());
        Assert.Equal(settings.Losses.Select(l => l?.GetType()), again.Losses.Select(l => l?.GetType()));
        Assert.Equal(settings.Metrics[0].Select(m => (m.Name, $"{m.Metric}", m.Metric.GetType())),
            again.Metrics[0].Select(m => (m.Name, $"{m.Metric}", m.Metric.GetType())));
    }

    [Fact]
    public void All_of_the_model_comes_back()
    {
        var model = Compiled(new SGD(0.1));
        model.Optimizer!.LearningRate = 0.025;
        model.Metadata["classes"] = "[\"ä\",\"b\"]";
        var again = Again(model);
        Assert.IsType<Sequential>(again);
        Assert.Equal((model.Name, model.Seed, model.ToConfig()), (again.Name, again.Seed, again.ToConfig()));
        Assert.Equal(model.Metadata, again.Metadata);
        Assert.Equal(0.025, again.Optimizer!.LearningRate);
        Assert.Equal(["loss", "acc", "top"], again.Fit(Samples.Blobs(8)).Values.Keys);
        again = Model.Load(Path);
        var bytes = File.ReadAllBytes(Path);
        again.Save(Path);
        Assert.Equal(bytes, File.ReadAllBytes(Path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Without_compiling_it_only_predicts()
    {
        var model = Samples.Small(seed: 8);
        var again = Again(model);
        Assert.Null(again.Optimizer);
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
        Assert.NotNull(Again(Samples.Tiny()).Optimizer);
        Assert.Null(Model.Load(Path, compile: false).Optimizer);
    }

    [Fact]
    public void Branches_several_outputs_and_their_weights_come_back()
    {
        var (a, b) = (new Input(3).Output, new Input(3).Output);
        var shared = new Dense(5, "relu") { Name = "shared" };
        var y = new Concatenate().Apply(shared.Apply(a), shared.Apply(b));
        var model = new Model([a, b], [new Dense(2, "softmax") { Name = "first" }.Apply(y), y,
            new Dense(3, "softmax") { Name = "last" }.Apply(y)]);
        model.Compile("adam", ["sparse_categorical_crossentropy", null, "categorical_crossentropy"], [0.3, 1, 2], [["accuracy"], null, []]);
        var data = ArrayData.Of([Samples.Random([3], 12), Samples.Random([3], 12, 5)],
            [Samples.Labels(12, 2), Samples.OneHot(Samples.Labels(12, 3), 3)]);
        model.Fit(data, batchSize: 5);
        var again = Again(model);
        Assert.Equal(Samples.Bits(model.Fit(data, batchSize: 5)), Samples.Bits(again.Fit(data, batchSize: 5)));
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Frozen_layers_stay_so_until_it_is_compiled_again(bool thawed)
    {
        var model = Samples.Tiny();
        model.GetLayer("dense").Trainable = false;
        model.Compile("adam", "sparse_categorical_crossentropy");
        model.Fit(Samples.Blobs(16));
        if (thawed) model.GetLayer("dense").Trainable = true; // noted at the next Compile
        var again = Again(model);
        Assert.Equal(thawed, again.GetLayer("dense").Trainable);
        Assert.Equal(4, again.GetOptimizerState().Slots.Count);
        Assert.Equal(Samples.Bits(model.Fit(Samples.Blobs(16))), Samples.Bits(again.Fit(Samples.Blobs(16))));
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
    }

    [Fact]
    public void Nested_models_come_back_with_what_is_frozen_in_them()
    {
        var x = new Input(6, 6, 1).Output;
        var inner = new Sequential([new Input(6, 6, 1), new Conv2D(3, 3), new BatchNormalization(), new Flatten()], "base", seed: 2);
        var model = new Model([x], [new Dense(3, "softmax").Apply(inner.Apply(x))], "whole", seed: 1);
        inner.GetLayer(1).Trainable = false;
        model.Compile("adam", "sparse_categorical_crossentropy");
        var data = Samples.Data([6, 6, 1], 12, 3);
        model.Fit(data, batchSize: 5);
        var again = Again(model);
        Assert.Equal(model.GetWeights().Select(w => w.Name), again.GetWeights().Select(w => w.Name));
        Assert.Contains("base/conv2d/kernel", again.GetWeights().Select(w => w.Name));
        Assert.False(((Model)again.GetLayer("base")).GetLayer(1).Trainable);
        Assert.True(((Model)again.GetLayer("base")).GetLayer(2).Trainable);
        Assert.Equal(Samples.Bits(model.Fit(data, batchSize: 5)), Samples.Bits(again.Fit(data, batchSize: 5)));
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
    }

    [Fact]
    public void Models_within_models_may_not_grow_without_bounds()
    {
        // Each applies the one within it twice: 2^15 calls in 15 levels.
        var (json, depth) = ("""{"class_name":"Flatten","name":"m","config":{}}""", 16);
        var entry = """{"class_name":"Input","name":"i","config":{"shape":[1]}}""";
        for (var d = 0; d < depth; d++)
            json = $$$"""{"class_name":"Model","name":"m","config":{"name":"m","layers":[{{{entry}}},{{{json}}}],"calls":[["m",[["i",0]]],["m",[["m",0]]]],"inputs":[["i",0]],"outputs":[["m",1]]}}""";
        var text = System.Text.Json.Nodes.JsonNode.Parse(json)!["config"]!.ToJsonString();
        ThreeParts.Throws<InvalidDataException>(() => Model.FromConfig(text), "applications of layers");
    }

    sealed class Twice : Layer
    {
        readonly Dense _dense = new(3, "relu");

        protected internal override Hornbill.Graph.Node Build(Hornbill.Graph.Node input) => _dense.Apply(_dense.Apply(input));

        public override Config GetConfig() => new();
    }

    [Fact]
    public void Layers_of_ones_own_come_back_where_they_are_told()
    {
        var model = new Sequential([new Input(3), new Twice(), new Dense(2, "softmax")]);
        model.Compile("adam", "sparse_categorical_crossentropy");
        model.Save(Path);
        Assert.Contains("customObjects", Assert.Throws<InvalidDataException>(() => Model.Load(Path)).Message, StringComparison.Ordinal);
        var again = Model.Load(Path, customObjects: new() { ["Twice"] = _ => new Twice() });
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
    }

    [Fact]
    public void A_part_of_a_model_is_saved_alone()
    {
        var x = new Input(4).Output;
        var features = new Dense(3, "relu").Apply(x);
        var whole = new Model([x], [new Dense(2, "softmax").Apply(features)]);
        var part = new Model([x], [features]);
        Assert.Equal(["dense/kernel", "dense/bias"], part.GetWeights().Select(w => w.Name));
        var samples = Samples.Random([4], 3);
        Assert.Equal(part.Predict(samples).Data, Again(part).Predict(samples).Data);
        Assert.Equal(whole.Predict(samples).Data, Again(whole).Predict(samples).Data);
    }

    [Fact]
    public void A_part_that_has_the_second_use_of_a_shared_layer_is_saved_alone()
    {
        var (a, b) = (new Input(4).Output, new Input(4).Output);
        var shared = new Dense(3, "tanh");
        var (first, second) = (shared.Apply(a), shared.Apply(b));
        _ = new Model([a, b], [new Add().Apply(first, second)]);
        var part = new Model([b], [new Flatten().Apply(second)]);
        var samples = Samples.Random([4], 3);
        Assert.Equal(part.Predict(samples).Data, Again(part).Predict(samples).Data);
    }

    [Fact]
    public void What_cannot_be_saved_or_loaded_is_told()
    {
        ThreeParts.Throws<ArgumentException>(() =>
            new Sequential([new Input(2), new Flatten { Name = "optimizer:x" }]).Save(Path), "optimizer:x");
        var model = Samples.Tiny();
        model.Metadata["hornbill.seed"] = "1";
        ThreeParts.Throws<ArgumentException>(() => model.Save(Path), "hornbill.seed");
        Assert.Empty(Directory.GetFiles(_folder.Path));
        model.Metadata.Clear();
        SafeTensorsFile.Write(Path, model.GetWeights().Select(w => (w.Name, w.Value)));
        Assert.Contains("'hornbill.model'", Assert.Throws<InvalidDataException>(() => Model.Load(Path)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Model.Load(_folder.File("none.safetensors")));
    }

    // The model's file with one string of its metadata exchanged.
    SafeTensorsFile With(string key, Func<string, string> change)
    {
        var file = SafeTensorsFile.Read(Path);
        var metadata = new Dictionary<string, string>(file.Metadata) { [key] = change(file.Metadata[key]) };
        SafeTensorsFile.Write(_folder.File("changed"), file.Tensors, metadata);
        return SafeTensorsFile.Read(_folder.File("changed"));
    }

    [Theory]
    [InlineData("hornbill.model", "1", "2", "format version '2'")]
    [InlineData("hornbill.seed", "0", "-1", "usable")]
    [InlineData("hornbill.seed", "0", "99999999999999999999", "usable")]
    [InlineData("hornbill.architecture", "\"units\":16", "\"units\":15", "needs 'dense/kernel' of shape (2, 15)")]
    [InlineData("hornbill.architecture", "\"units\":16", "\"units\":17", "describes 123 weights, which is 7 more")]
    [InlineData("hornbill.architecture", "\"units\":16", "\"units\":100000000", "describes 700,000,004 weights")]
    [InlineData("hornbill.architecture", "\"units\":16", "\"units\":2147483647", "may have 2147483647 values at most")]
    [InlineData("hornbill.architecture", "\"units\":16", "\"units\":-1", "units")]
    [InlineData("hornbill.architecture", "\"units\":16", "\"units\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "'units' cannot be read")]
    [InlineData("hornbill.architecture", "\"name\":\"dense\"", "\"name\":\"other\"", "needs 'other/kernel'")]
    [InlineData("hornbill.architecture", "glorot_uniform", "glorot_uniforn", "Did you mean 'glorot_uniform'?")]
    [InlineData("hornbill.architecture", "Dense", "Process", "There is no layer 'Process'")]
    [InlineData("hornbill.compile", "\"Adam\"", "\"Bdam\"", "Did you mean 'adam'?")]
    [InlineData("hornbill.compile", "\"Adam\"", "\"Adamax\"", "usable")]
    [InlineData("hornbill.compile", "\"steps\":3", "\"steps\":-3", "-3 steps")]
    [InlineData("hornbill.compile", "\"losses\":[", "\"losses\":[null,", "losses")]
    [InlineData("hornbill.compile", "\"loss_weights\":[1", "\"loss_weights\":[1e999", "loss weight")]
    [InlineData("hornbill.compile", "\"accuracy\",\"accuracy\"", "\"accuracy\",\"auc(num_thresholds=100000000)\"", "100000000 thresholds")]
    [InlineData("hornbill.compile", "\"metrics\":[[", "\"metrics\":[[[\"a\",\"a\"],", "no metric 'a'")]
    [InlineData("hornbill.compile", "\"dense/bias\"", "\"dense/bios\"", "'dense/bios' was trained")]
    [InlineData("hornbill.compile", "\"dense/bias\"", "\"dense/kernel\"", "'dense/kernel' was trained")]
    [InlineData("hornbill.compile", "{\"optimizer\"", "{\"optimizar\"", "expected")]
    public void A_description_that_lies_is_told(string key, string old, string by, string part)
    {
        var model = Samples.Tiny();
        model.Fit(Samples.Blobs(6), batchSize: 2);
        model.Save(Path);
        var changed = With(key, text => text.Contains(old, StringComparison.Ordinal) ? text.Replace(old, by, StringComparison.Ordinal)
            : throw new InvalidOperationException(text));
        var before = GC.GetAllocatedBytesForCurrentThread();
        ThreeParts.Throws<InvalidDataException>(() => Model.Load(changed, "some.file"), "'some.file'", part);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Mutations_are_loaded_or_told()
    {
        var model = new Sequential([new Input(2), new Dense(3, "softmax")]);
        model.Compile(new SGD(0.1, 0.9), "sparse_categorical_crossentropy", ["accuracy"]);
        model.Save(Path);
        var file = SafeTensorsFile.Read(Path);
        using var whole = new MemoryStream();
        SafeTensorsFile.Write(whole, [.. file.Tensors], file.Metadata); // no checksum, which would notice everything
        var (good, random, told, times) = (whole.ToArray(), new Random(23), 0, Mutations.Times(5_000));
        for (var i = 0; i < times; i++)
        {
            var bytes = i % 2 == 0 ? Mutations.Of(good, random) : Described(good, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var loaded = Model.Load(SafeTensorsFile.Read(new MemoryStream(bytes), "test"), "test");
                Assert.InRange(loaded.ParameterCount, 0, bytes.Length / sizeof(float));
            }
            catch (InvalidDataException e)
            {
                told++;
                Mutations.AssertTold(e, "'test'");
            }
            catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"Mutation {i} threw {e}\n{Encoding.Latin1.GetString(bytes)}");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000 + (100 * bytes.Length));
        }
        Assert.InRange(told, times / 2, times);
    }

    // Mutates the description alone and tells the header's new length, so that it is believed so far.
    static byte[] Described(byte[] good, Random random)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(good);
        var header = Encoding.UTF8.GetString(good, 8, length).TrimEnd();
        for (var n = random.Next(1, 4); n > 0; n--) header = Mutations.Described(header, random, "\\\"");
        byte[] text = [.. Encoding.UTF8.GetBytes(header)], prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, text.Length);
        return [.. prefix, .. text, .. good[(8 + length)..]];
    }

    [Fact]
    public void A_torn_or_damaged_file_is_noticed_by_its_checksum()
    {
        Samples.Tiny().Save(Path);
        var bytes = File.ReadAllBytes(Path);
        bytes[^5] ^= 4;
        File.WriteAllBytes(Path, bytes);
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => Model.Load(Path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Path, bytes[..^5]);
        Assert.Contains(Path, Assert.Throws<InvalidDataException>(() => Model.Load(Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "{\"name\":\"x\",\"layers\":[{\"class_name\":\"Input\",\"name\":\"a\",\"config\":{\"shape\":[30000]}},{\"class_name\":\"Dense\",\"name\":\"b\",\"config\":CONFIG}]}")]
    public void A_configuration_alone_may_not_ask_for_gigabytes(string json)
    {
        var config = new Dense(30_000).GetConfig().Json.ToJsonString();
        ThreeParts.Throws<InvalidDataException>(() =>
            Model.FromConfig(json.Replace("CONFIG", config, StringComparison.Ordinal)), "900,030,000 weights");
    }

    [Fact]
    public void A_hundred_thousand_layers_and_dimensions_take_no_time()
    {
        var many = string.Join(',', Enumerable.Range(0, 99_999).Select(i =>
            $"{{\"class_name\":\"Flatten\",\"name\":\"f{i}\",\"config\":{{}}}}"));
        Assert.Equal(100_000, Model.FromConfig($$$"""{"name":"x","layers":[{"class_name":"Input","name":"a","config":{"shape":[2]}},{{{many}}}]}""").Layers.Count);
        var dims = string.Join(',', Enumerable.Repeat(1, 100_000));
        ThreeParts.Throws<InvalidDataException>(() => Model.FromConfig($$$"""{"name":"x","layers":[{"class_name":"Input","name":"a","config":{"shape":[{{{dims}}}]}}]}"""), "100000 dimensions");
        var deep = string.Concat(Enumerable.Repeat('[', 100_000));
        ThreeParts.Throws<InvalidDataException>(() => Model.FromConfig($$"""{"name":"x","layers":{{deep}}"""), "depth");
        var word = new string('x', 1_000_000);
        Assert.InRange(Assert.Throws<InvalidDataException>(() => Model.FromConfig($$$"""{"name":"x","layers":[{"class_name":"{{{word}}}","name":"a","config":{}}]}""")).Message.Length, 100, 5_000);
    }
}
