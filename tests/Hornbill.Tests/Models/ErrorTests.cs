using System.Text;
using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Every error says what came, what was expected, and how to mend it.</summary>
public class ErrorTests
{
    [Fact]
    public void An_image_without_channels()
    {
        var error = ThreeParts.Throws<ArgumentException>(() => Build(new Input(28, 28), new Conv2D(4, 3)));
        Assert.Equal(
            "Conv2D 'conv2d' got an input of shape (28, 28) but needs (height, width, channels). Add new Reshape(28, 28, 1) before it.", error.Message);
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(784), new Conv2D(4, 3)), "(784,)");
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(28, 28), new MaxPooling2D()), "'max_pooling2d'", "(28, 28)");
    }

    [Fact]
    public void Three_valid_convolutions_of_5_with_poolings() =>
        ThreeParts.Throws<ArgumentException>(() =>
            Build(new Input(28, 28, 1), new Conv2D(32, 5), new MaxPooling2D(2), new Conv2D(64, 5), new MaxPooling2D(2),
                                                         new Conv2D(64, 5)), "conv2d_2", "(4, 4, 64)", "5 × 5");

    [Fact]
    public void Settings_of_layers()
    {
        ThreeParts.Throws<ArgumentException>(() => new Dense(0), "Dense", "0");
        ThreeParts.Throws<ArgumentException>(() => new Conv2D(-1, 3), "Conv2D", "-1");
        ThreeParts.Throws<ArgumentException>(() => new Conv2D(1, 0), "Conv2D", "(0, 0)");
        ThreeParts.Throws<ArgumentException>(() => new Conv2D(1, (3, int.MaxValue)), "Conv2D", "(3, 2147483647)");
        ThreeParts.Throws<ArgumentException>(() => new Conv2D(1, 3, strides: 0), "strides");
        ThreeParts.Throws<ArgumentException>(() => new Conv2D(1, 3, strides: 2, dilationRate: 2), "(2, 2)");
        ThreeParts.Throws<ArgumentException>(() => new MaxPooling2D(0), "MaxPooling2D", "(0, 0)");
        ThreeParts.Throws<ArgumentException>(() => new AveragePooling2D((2, 5000)), "(2, 5000)");
        ThreeParts.Throws<ArgumentException>(() => new ZeroPadding2D(((0, 1), (-1, 0))), "ZeroPadding2D", "((0, 1), (-1, 0))");
        ThreeParts.Throws<ArgumentException>(() => new Cropping2D(5000), "Cropping2D", "5000");
        ThreeParts.Throws<ArgumentException>(() => new UpSampling2D(0), "UpSampling2D", "(0, 0)");
        ThreeParts.Throws<ArgumentException>(() =>
            Build(new Input(1 << 18, 64, 32), new UpSampling2D(4)), "UpSampling2D", "(262144, 64, 32)");
        ThreeParts.Throws<ArgumentException>(() => new Permute(1, 3), "Permute", "(1, 3)");
        ThreeParts.Throws<ArgumentException>(() => new RepeatVector(0), "RepeatVector", "0");
        ThreeParts.Throws<ArgumentException>(() => new GaussianNoise(-1), "GaussianNoise", "-1");
        ThreeParts.Throws<ArgumentException>(() => new GaussianNoise(1.5), "GaussianNoise", "1.5");
        ThreeParts.Throws<ArgumentException>(() => new RandomContrast(-0.5), "RandomContrast", "0.5");
        ThreeParts.Throws<ArgumentException>(() => new RandomShear(-0.5), "RandomShear", "0.5");
        ThreeParts.Throws<ArgumentException>(() => new GaussianDropout(1), "GaussianDropout", "1");
        ThreeParts.Throws<ArgumentException>(() => new AveragePooling1D(0), "AveragePooling1D", "(0, 1)");
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(3, 4), new Softmax(0)), "Softmax", "(3, 4)");
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(3, 4), new PReLU(sharedAxes: [3])), "PReLU", "the axis 3");
        ThreeParts.Throws<ArgumentException>(() =>
            new Concatenate(0).Apply(new Input(3, 4).Output, new Input(3, 4).Output), "Concatenate", "the axis 0");
        ThreeParts.Throws<ArgumentException>(() =>
            new Dot(1).Apply(new Input(3, 4).Output, new Input(4, 3).Output), "Dot", "(4, 3)", "size 3");
        ThreeParts.Throws<ArgumentException>(() => new Dot(1).Apply(new Input(3).Output), "Dot", "1 inputs");
        ThreeParts.Throws<ArgumentException>(() =>
            Build(new Input(1 << 13, 1 << 12, 1), new GlobalMaxPooling2D()), "GlobalMaxPooling2D", "(8192, 4096, 1)");
        ThreeParts.Throws<ArgumentException>(() => new Dropout(1.1), "Dropout", "1.1");
        ThreeParts.Throws<ArgumentException>(() => new Dropout(double.NaN), "NaN");
        ThreeParts.Throws<ArgumentException>(() => new Reshape(2, 0), "(2, 0)");
        ThreeParts.Throws<ArgumentException>(() => new Reshape(-1, -1), "(-1, -1)");
        ThreeParts.Throws<ArgumentException>(() => new Input(), "()");
        ThreeParts.Throws<ArgumentException>(() => new Input(28, -1), "(28, -1)");
    }

    [Fact]
    public void Shapes_that_do_not_fit()
    {
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(28, 28), new Reshape(27, 28, 1)), "(28, 28)", "756");
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(28, 28), new Reshape(-1, 27)), "(28, 28)", "27");
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(28, 28), new Reshape(65536, 65536, 65536, 65536, -1)), "(28, 28)");
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(2, 28, 1), new MaxPooling2D(3)), "(2, 28, 1)", "3 × 3");
    }

    [Fact]
    public void Sizes_beyond_all_memory()
    {
        ThreeParts.Throws<ArgumentException>(() => new Input(100_000, 100_000), "(100000, 100000)");
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(784), new Dense(int.MaxValue)), "dense", "(784, 2147483647)");
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(28, 28, 1), new Conv2D(int.MaxValue, 1)), "conv2d");
        ThreeParts.Throws<ArgumentException>(() =>
            Build(new Input(1, 1, 3), new Conv2D(1, 4096, padding: "same", dilationRate: 4096)), "conv2d");
    }

    [Fact]
    public void Layers_in_the_wrong_place()
    {
        ThreeParts.Throws<ArgumentException>(() => Build(), "no layers");
        ThreeParts.Throws<ArgumentException>(() => Build(new Dense(3), new Dense(3)), "Dense");
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(3), new Dense(3), new Input(3)), "second Input");
        var twice = new Dense(3);
        ThreeParts.Throws<ArgumentException>(() => Build(new Input(3), twice, twice), "Dense");
    }

    [Fact]
    public void Names_that_are_not_known()
    {
        var model = Samples.Tiny();
        Unknown(() => model.Compile("adm", "categorical_crossentropy"), "optimizer", "adm", "adam");
        Unknown(() => model.Compile("adam", "sparse_crossentropy"), "loss", "sparse_crossentropy", "binary_crossentropy");
        Unknown(() => model.Compile("adam", "categorical_crossentropie"), "loss", "categorical_crossentropie", "categorical_crossentropy");
        Unknown(() => model.Compile("adam", "categorical_crossentropy", ["acuracy"]), "metric", "acuracy", "accuracy");
        Unknown(() => new Dense(3, "rellu"), "activation", "rellu", "relu");
        Unknown(() => new Activation("sofmax"), "activation", "sofmax", "softmax");
        Unknown(() => new Conv2D(3, 3, padding: "sane"), "padding", "sane", "same");
        Unknown(() => new MaxPooling2D(padding: "vaild"), "padding", "vaild", "valid");
        Unknown(() => new UpSampling2D(2, "bilinaer"), "interpolation", "bilinaer", "bilinear");
        Unknown(() => new Dense(3, kernelInitializer: "he_norm"), "initializer", "he_norm", "he_normal");
        Unknown(() => Names.Make("Conv2", "x", []), "layer", "Conv2", "Conv2D");
        Unknown(() => Nets.Find("lab-c3"), "net", "lab-c3", "lab-c-3");
        Unknown(() => model.GetLayer("dens"), "layer", "dens", "dense");
        Unknown(() => _ = model.Evaluate(Samples.Blobs(8))["los"], "metric", "los", "loss");
        Unknown(() => _ = model.Fit(Samples.Blobs(8))["val_los"], "series", "val_los", null);
        Unknown(() => Datasets.Load("minst"), "data set", "minst", "mnist");
    }

    [Fact]
    public void Settings_of_optimizers()
    {
        ThreeParts.Throws<ArgumentException>(() => new Adam(-1), "-1");
        ThreeParts.Throws<ArgumentException>(() => new SGD(double.NaN), "NaN");
        ThreeParts.Throws<ArgumentException>(() => new SGD(momentum: 1), "momentum", "1");
        ThreeParts.Throws<ArgumentException>(() => new RMSprop(rho: -0.1), "rho", "-0.1");
        ThreeParts.Throws<ArgumentException>(() => new Adam(beta1: 1), "beta1");
    }

    [Fact]
    public void A_model_that_is_not_compiled()
    {
        var model = new Sequential([new Input(2), new Dense(4, "softmax")]);
        ThreeParts.Throws<InvalidOperationException>(() => model.Fit(Samples.Blobs(8)), "'sequential'", "compiled");
        ThreeParts.Throws<InvalidOperationException>(() => model.Evaluate(Samples.Blobs(8)), "compiled");
        Assert.Equal(Shape.Create(8, 4), model.Predict(Samples.Random([2], 8)).Shape);
        Assert.Contains("dense", model.Plan(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_over_something_else_than_classes()
    {
        var model = new Sequential([new Input(3), new Dense(1)]);
        foreach (var loss in (string[])["sparse_categorical_crossentropy", "categorical_crossentropy", "categorical_focal_crossentropy",
            "categorical_hinge"])
            ThreeParts.Throws<ArgumentException>(() => model.Compile("sgd", loss), "(1,)", "two classes");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(1.5f)]
    public void Labels_out_of_range(float label)
    {
        var model = Samples.Tiny();
        var before = Samples.Bits(model);
        var y = Samples.Labels(9, 4);
        y.Data[7] = label;
        var data = new ArrayData(Samples.Random([2], 9), y);
        ThreeParts.Throws<ArgumentException>(() =>
            model.Fit(data, batchSize: 9, shuffle: false), "sample 7 in batch 0", "0 to 3", $"{label}");
        Assert.Equal(before, Samples.Bits(model));
        ThreeParts.Throws<ArgumentException>(() => model.Evaluate(data, batchSize: 5), "sample 2 in batch 1");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(8), validationData: data), "label");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Values_that_are_no_numbers(float bad)
    {
        var x = Samples.Random([2], 9);
        x.Data[5] = bad;
        ThreeParts.Throws<ArgumentException>(() => new ArrayData(x, Samples.Labels(9, 4)), "Sample 2", $"{bad}");
        ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().Predict(x), "Sample 2");
        ThreeParts.Throws<ArgumentException>(() =>
            new ArrayData(Samples.Random([2], 9), Samples.Labels(9, 4), [1, 1, 1, bad, 1, 1, 1, 1, 1]), $"{bad}");
    }

    [Fact]
    public void No_data()
    {
        ThreeParts.Throws<ArgumentException>(() => new ArrayData(new Tensor([0, 2])), "(0, 2)");
        var empty = new Dataset("none", [2], [], [], ["a"]);
        ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().Fit(empty), "Dataset", "no samples");
        ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().Fit(Samples.Blobs(8), validationData: empty), "no samples");
        ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().Evaluate(empty), "no samples");
        ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().Predict(empty), "no samples");
        ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().Fit(new Stream(0)), "no samples");
        ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().Evaluate(new Stream(0)), "no samples");
    }

    [Fact]
    public void Shapes_of_data()
    {
        var model = Samples.Tiny();
        ThreeParts.Throws<ArgumentException>(() => model.Predict(Samples.Random([3], 4)), "(3,)", "(2,)");
        ThreeParts.Throws<ArgumentException>(() => model.Predict(Samples.Random([1, 2], 4)), "(1, 2)", "Reshape");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Data([3], 4)), "(3,)");
        ThreeParts.Throws<ArgumentException>(() =>
            model.Fit(new ArrayData(Samples.Random([2], 4), Samples.OneHot(Samples.Labels(4, 4), 4))), "(4,)", "(1,)",
                                             "categorical_crossentropy");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(new ArrayData(Samples.Random([2], 4))), "0 targets");
        model.Compile("adam", "categorical_crossentropy");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(4)), "(1,)", "(4,)", "sparse_categorical_crossentropy");
    }

    [Fact]
    public void Arguments_of_fit()
    {
        var (model, data) = (Samples.Tiny(), Samples.Blobs(10));
        ThreeParts.Throws<ArgumentException>(() => model.Fit(data, epochs: 0), "0 epochs");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(data, batchSize: 0), "0");
        ThreeParts.Throws<ArgumentException>(() => model.Evaluate(data, batchSize: -1), "-1");
        ThreeParts.Throws<ArgumentException>(() => model.Predict(data, batchSize: 0), "0");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(data, validationSplit: 1), "1");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(data, validationSplit: -0.1), "-0.1");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(data, validationSplit: 0.99), "0.99", "10 samples");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(data, validationSplit: double.NaN), "NaN");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(new Stream(3), validationSplit: 0.5), "length");
        ThreeParts.Throws<NotSupportedException>(() => model.Fit(new Stream(8, known: true), validationSplit: 0.5), "Stream");
        ThreeParts.Throws<ArgumentException>(() => model.FitAsync(data, epochs: -2), "-2");
    }

    [Fact]
    public void Weights_of_another_architecture()
    {
        var model = Samples.Tiny();
        var before = Samples.Bits(model);
        var weights = model.Values();
        ThreeParts.Throws<ArgumentException>(() => model.SetWeights([.. weights.Take(3)]), "3 weights", "4");
        ThreeParts.Throws<ArgumentException>(() =>
            model.SetWeights([new([2, 16]), weights[0], weights[2], weights[3]]), "'dense/bias'", "(2, 16)", "(16,)");
        Assert.Equal(before, Samples.Bits(model));
    }

    [Fact]
    public void A_source_that_writes_too_much() =>
        ThreeParts.Throws<InvalidOperationException>(() => Samples.Tiny().Fit(new Stream(8, lies: true), batchSize: 4), "Stream", "4");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"name":"x","layers":[]}""")]
    [InlineData("""{"name":"x","layers":[null,null]}""")]
    [InlineData("""{"name":"x","layers":[{"class_name":"Inptu","name":"a","config":{"shape":[2]}}]}""")]
    [InlineData("""{"name":"x","layers":[{"class_name":"Input","name":"a","config":{"shape":[2]}},{"class_name":"Dense","name":"b","config":{"units":2}}]}""")]
    [InlineData("""{"name":"x","layers":[{"class_name":"Input","name":"a","config":{"shape":[2]}},{"class_name":"Flatten","name":"a","config":{}}]}""")]
    public void Configurations_that_are_none(string json) => ThreeParts.Throws<InvalidDataException>(() => Model.FromConfig(json));

    [Fact]
    public void Damaged_configurations_are_refused_or_make_a_model()
    {
        var good = Encoding.UTF8.GetBytes(Samples.Small().ToConfig());
        var (random, refused, times) = (new Random(17), 0, Mutations.Times(5_000));
        for (var i = 0; i < times; i++)
        {
            var text = Encoding.UTF8.GetString(Mutate(good, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Model.FromConfig(text);
            }
            catch (InvalidDataException e)
            {
                refused++;
                Mutations.AssertTold(e);
            }
            catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"Mutation {i} threw {e.GetType().Name}: {e.Message}\n{text}");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
        }
        Assert.InRange(refused, times / 2, times);
    }

    static byte[] Mutate(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var n = random.Next(1, 4); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = (byte)"0-9.,:[]{}\"nt"[random.Next(13)]; break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                // Not so often that numbers grow into nets of gigabytes.
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at))); break;
            }
        }
        return [.. bytes];
    }

    static Sequential Build(params Layer[] layers) => new(layers);

    static void Unknown(Func<object?> make, string kind, string came, string? meant) => Unknown(() => { make(); }, kind, came, meant);

    static void Unknown(Action action, string kind, string came, string? meant)
    {
        var error = ThreeParts.Throws<ArgumentException>(action, $"no {kind} '{came}'");
        if (meant is not null) Assert.EndsWith($"Did you mean '{meant}'?", error.Message, StringComparison.Ordinal);
    }
}
