using System.Text.Json;
using Hornbill.Data;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Data;

public class ImageDataGeneratorTests
{
    static readonly JsonElement Golden = GoldenData.Read("augmentation.json");

    static Tensor Unit(long stream, Shape shape) =>
        new(shape, [.. Enumerable.Range(0, shape.Elements).Select(i => (float)GoldenData.Unit(stream, i))]);

    static Shape ShapeOf(JsonElement c) => Shape.Create(c.Ints("shape"));

    static void Near(double[] expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance,
            $"{what}: {actual[i]} at {i} but {expected[i]}");
    }

    [Fact]
    public void Transforms_are_those_of_scipy()
    {
        foreach (var c in Golden.GetProperty("cases").EnumerateArray())
        {
            double Number(string name) => c.GetProperty(name).GetDouble();
            var generator = new ImageDataGenerator(fillMode: c.GetProperty("fill").GetString()!, cval: 0.3,
                interpolationOrder: c.GetProperty("order").GetInt32());
            var made = generator.ApplyTransform(Unit(9100, ShapeOf(c)), new(
                Number("theta"), Number("tx"), Number("ty"), Number("shear"), Number("zx"), Number("zy"), c.GetProperty("horizontal")
                    .GetBoolean(),
                c.GetProperty("vertical").GetBoolean(), c.GetProperty("intensity") is { ValueKind: JsonValueKind.Number } i ? i.GetDouble()
                    : null));
            Near(c.Doubles("y"), made.Data, 1e-5, c.ToString());
        }
    }

    [Fact]
    public void Brightness_is_pillows_without_its_rounding()
    {
        var x = Unit(9300, [6, 5, 3]);
        foreach (ref var v in x.Data.AsSpan()) v = MathF.Floor(v * 256);
        foreach (var c in Golden.GetProperty("brightness").EnumerateArray())
            Near(c.Doubles("y"), new ImageDataGenerator().ApplyTransform(x, new(Brightness: c.GetProperty("factor").GetDouble())).Data, 1,
                $"{c}");
        var unit = new ImageDataGenerator().ApplyTransform(new([1, 1, 3], [0.25f, 0.5f, 0.8f]), new(Brightness: 1.5));
        Assert.Equal([0.375f, 0.75f, 1], unit.Data);
        Assert.Equal([-1, 1, 1], new ImageDataGenerator().ApplyTransform(new([1, 1, 3], [-1, 0.25f, 1]), new(Brightness: 1.6)).Data);
    }

    [Fact]
    public void Statistics_and_whitening_are_numpys()
    {
        foreach (var c in Golden.GetProperty("statistics").EnumerateArray())
        {
            var (n, shape) = (c.GetProperty("count").GetInt32(), ShapeOf(c));
            var x = Unit(9200, shape.Prepend(n));
            Tensor Image(int i) => new(shape, x.Row(i).ToArray());
            var featurewise = new ImageDataGenerator(featurewiseCenter: true, featurewiseStdNormalization: true);
            featurewise.Fit(x);
            Near(c.Doubles("featurewise"), [.. featurewise.Standardize(Image(0)).Data, .. featurewise.Standardize(Image(1)).Data], 1e-5,
                "featurewise");
            Near(c.Doubles("samplewise"), new ImageDataGenerator(samplewiseCenter: true, samplewiseStdNormalization: true).Standardize(
                Image(0)).Data, 1e-5, "samplewise");
            var whitening = new ImageDataGenerator(featurewiseCenter: true, zcaWhitening: true);
            whitening.Fit(x);
            var white = Enumerable.Range(0, 3).SelectMany(i => whitening.Standardize(Image(i)).Data).ToArray();
            Near(c.Doubles("zca"), white, 2e-4 * c.Doubles("zca").Max(Math.Abs), "zca");
        }
    }

    [Fact]
    public void A_neutral_generator_changes_no_bit()
    {
        var data = Samples.Data([6, 5, 1], 40);
        static Hornbill.Models.Model Net()
        {
            var model = new Hornbill.Models.Sequential(
                [new Hornbill.Layers.Input(6, 5, 1), new Hornbill.Layers.Flatten(), new Hornbill.Layers.Dense(10, "softmax")], seed: 1);
            model.Compile("adam", "sparse_categorical_crossentropy", ["accuracy"]);
            return model;
        }
        var (plain, neutral, still) = (Net(), Net(), Net());
        var a = plain.Fit(data, 8, 3);
        Assert.Equal(Samples.Bits(a), Samples.Bits(neutral.Fit(new ImageDataGenerator().Flow(data, 8), epochs: 3)));
        Assert.Equal(Samples.Bits(plain), Samples.Bits(neutral));
        // Drawn from ranges of no length.
        still.Fit(new ImageDataGenerator(rotationRange: 0, zoomRange: (1, 1), widthShiftRange: 0.0, heightShiftRange: 0, rescale: 1).Flow(
            data, 8), epochs: 3);
        Assert.Equal(Samples.Bits(plain), Samples.Bits(still));
        Assert.NotEqual(Samples.Bits(plain), Samples.Bits(Trained(new(rotationRange: 30))));

        Hornbill.Models.Model Trained(ImageDataGenerator generator)
        {
            var model = Net();
            model.Fit(generator.Flow(data, 8), epochs: 3);
            return model;
        }
    }

    static ImageDataGenerator Busy => new(rotationRange: 20, widthShiftRange: 0.2, heightShiftRange: 2, shearRange: 5, zoomRange: 0.2,
        channelShiftRange: 0.1, horizontalFlip: true,
                                          verticalFlip: true, brightnessRange: (0.8, 1.2));

    static float[] Read(BatchSource data, int epoch = 0, ulong seed = 1, int size = 7)
    {
        List<float> all = [];
        var batch = new Buffers(data, size);
        for (var i = 0; data.Read(new(epoch, i, size, true, seed), batch) is > 0 and var n;
            i++) all.AddRange(batch.Input(0)[..(n * data.Inputs[0].Shape.Elements)]);
        return [.. all];
    }

    [Fact]
    public void Images_depend_on_seed_epoch_and_sample_alone()
    {
        var data = Samples.Data([8, 8, 3], 30);
        var images = Read(Busy.Flow(data));
        Assert.Equal(images, Read(Busy.Flow(data).Prefetch(5, 4)));
        Assert.Equal(images, Read(Busy.Flow(data), size: 30));
        Assert.NotEqual(images, Read(Busy.Flow(data), epoch: 1));
        Assert.NotEqual(images, Read(Busy.Flow(data), seed: 2));
        Assert.Equal(Read(Busy.Flow(data, seed: 5)), Read(Busy.Flow(data, seed: 5), seed: 2));
        Assert.Equal(Read(Busy.Flow(data, shuffle: false)).Order(), images.Order());
        Assert.NotEqual(Read(Busy.Flow(data, shuffle: false)), images);
    }

    [Fact]
    public void What_is_drawn_lies_in_its_ranges()
    {
        var generator = new ImageDataGenerator(rotationRange: 20, widthShiftRange: 0.2, heightShiftRange: 3, shearRange: 5, zoomRange: 2,
            channelShiftRange: 0.5,
                                               horizontalFlip: true, verticalFlip: true, brightnessRange: (0.5, 2));
        var drawn = Enumerable.Range(0, 4000).Select(i => generator.GetRandomTransform([10, 20, 3], (ulong)i)).ToArray();
        Spread(drawn.Select(t => t.Theta), -20, 20);
        Spread(drawn.Select(t => t.Ty), -4, 4);
        Spread(drawn.Select(t => t.Shear), -5, 5);
        Spread(drawn.Select(t => t.Zx), -1, 3);
        Spread(drawn.Select(t => t.Zy), -1, 3);
        Spread(drawn.Select(t => t.ChannelShiftIntensity!.Value), -0.5, 0.5);
        Spread(drawn.Select(t => t.Brightness!.Value), 0.5, 2);
        // 0, 1 or 2 either way: nothing at all is twice as likely as each other.
        Assert.Equal([-2, -1, 0, 1, 2], drawn.Select(t => t.Tx).Distinct().Order());
        Assert.InRange(drawn.Count(t => t.Tx == 0) / 4000.0, 0.3, 0.37);
        Assert.InRange(drawn.Count(t => t.Tx == -2) / 4000.0, 0.14, 0.19);
        Assert.InRange(drawn.Count(t => t.FlipHorizontal) / 4000.0, 0.46, 0.54);
        Assert.InRange(drawn.Count(t => t.FlipVertical) / 4000.0, 0.46, 0.54);
        Assert.InRange(drawn.Count(t => t.FlipHorizontal == t.FlipVertical) / 4000.0, 0.46, 0.54);
        Assert.InRange(Correlation(drawn.Select(t => t.Zx), drawn.Select(t => t.Zy)), -0.05, 0.05);
        var listed = new ImageDataGenerator(widthShiftRange: new[] { 1.0, 5 }, heightShiftRange: new[] { 0.1 });
        var shifts = Enumerable.Range(0, 200).Select(i => listed.GetRandomTransform([10, 20, 3], (ulong)i)).ToArray();
        Assert.Equal([-5, -1, 1, 5], shifts.Select(t => t.Ty).Distinct().Order());
        Assert.Equal([-1, 1], shifts.Select(t => t.Tx).Distinct().Order());

        static void Spread(IEnumerable<double> numbers, double low, double high)
        {
            double[] all = [.. numbers];
            Assert.All(all, n => Assert.InRange(n, low, high));
            var margin = (high - low) / 50;
            Assert.InRange(all.Min(), low, low + margin);
            Assert.InRange(all.Max(), high - margin, high);
            Assert.InRange(all.Average(), ((low + high) / 2) - margin, ((low + high) / 2) + margin);
        }

        static double Correlation(IEnumerable<double> x, IEnumerable<double> y)
        {
            var (mx, my) = (x.Average(), y.Average());
            return x.Zip(y, (a, b) => (a - mx) * (b - my))
                .Sum() / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
        }
    }

    [Fact]
    public void Height_moves_up_and_down()
    {
        var x = new Tensor([3, 2, 1], [1, 2, 3, 4, 5, 6]);
        Assert.Equal([3, 4, 5, 6, 5, 6], new ImageDataGenerator().ApplyTransform(x, new(Tx: 1)).Data);
        Assert.Equal([2, 2, 4, 4, 6, 6], new ImageDataGenerator().ApplyTransform(x, new(Ty: 1)).Data);
        Assert.Equal([5, 6, 3, 4, 1, 2], new ImageDataGenerator().ApplyTransform(x, new(Zx: -1)).Data);
        Assert.Equal(x.Data, new ImageDataGenerator().ApplyTransform(x, new()).Data);
        Assert.Equal(x.Data, new ImageDataGenerator().ApplyTransform(x, default(ImageTransform) with { Zx = 1, Zy = 1 }).Data);
    }

    [Fact]
    public void A_call_without_a_seed_draws_anew()
    {
        var generator = Busy;
        Assert.Distinct(Enumerable.Range(0, 20).Select(_ => generator.GetRandomTransform([8, 8, 1])));
        Assert.Equal(generator.RandomTransform(Unit(1, [8, 8, 1]), 4).Data, Busy.RandomTransform(Unit(1, [8, 8, 1]), 4).Data);
    }

    [Fact]
    public void The_validation_subset_is_the_first_part()
    {
        var (x, y) = (new Tensor([10, 1, 1, 1], [.. Enumerable.Range(0, 10).Select(i => (float)i)]),
            new Tensor([10], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]));
        var generator = new ImageDataGenerator(validationSplit: 0.25);
        Assert.Equal([0, 1], Read(generator.Flow(x, y, subset: "validation")).Order());
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9], Read(generator.Flow(x, y, subset: "training")).Order());
        Assert.Equal(10, generator.Flow(x, y).Count);
        Assert.Empty(generator.Flow(x).Targets);
        ThreeParts.Throws<ArgumentException>(() =>
            generator.Flow(x, new Tensor([10]) is var z && (z.Data[0] = 1) > 0 ? z : z, subset: "training"), "classes");
        ThreeParts.Throws<ArgumentException>(() => generator.Flow(x, y, subset: "test"), "test");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator().Flow(x, y, subset: "validation"), "empty");
    }

    [Fact]
    public void Side_data_and_weights_pass_unchanged()
    {
        var data = ArrayData.Of([Samples.Random([4, 4, 1], 6), Samples.Random([3], 6)], [Samples.Labels(6)], [1, 2, 3, 4, 5, 6]);
        var flow = Busy.Flow(data);
        var (plain, changed) = (new Buffers(data, 6), new Buffers(flow, 6));
        data.Read(new(0, 0, 6, true, 1), plain);
        flow.Read(new(0, 0, 6, true, 1), changed);
        Assert.Equal(plain.Input(1), changed.Input(1));
        Assert.Equal(plain.Target(0), changed.Target(0));
        Assert.Equal(plain.SampleWeights, changed.SampleWeights);
        Assert.NotEqual(plain.Input(0).ToArray(), changed.Input(0).ToArray());
    }

    [Fact]
    public void Functions_and_scale_come_after_the_change()
    {
        var generator = new ImageDataGenerator(rescale: 0.5, preprocessingFunction: x => new(x.Shape, [.. x.Data.Select(v => v + 1)]));
        Assert.Equal([1, 1.5f], generator.Standardize(new([1, 2, 1], [1, 2])).Data);
        Assert.Equal([1, 1.5f], Read(generator.Flow(new Tensor([1, 1, 2, 1], [1, 2]))));
        ThreeParts.Throws<ArgumentException>(() =>
            new ImageDataGenerator(preprocessingFunction: _ => new([1])).Standardize(new([1, 2, 1])), "(1,)");
    }

    [Fact]
    public void Fit_may_look_at_changed_images()
    {
        var x = Samples.Random([5, 5, 1], 8);
        var (plain, changed) = (new ImageDataGenerator(featurewiseCenter: true, widthShiftRange: 0.4),
            new ImageDataGenerator(featurewiseCenter: true, widthShiftRange: 0.4));
        plain.Fit(x);
        changed.Fit(x, augment: true, rounds: 3);
        var image = new Tensor([5, 5, 1]);
        Assert.NotEqual(plain.Standardize(image).Data, changed.Standardize(image).Data);
    }

    [Fact]
    public void Wrong_options_are_told()
    {
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator(rotationRange: double.NaN), "NaN");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator(zoomRange: (0, double.PositiveInfinity)), "zoom range");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator(widthShiftRange: Array.Empty<double>()), "width shift range");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator(brightnessRange: (1, 0.5)), "brightness");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator(fillMode: "mirror"), "mirror");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator(interpolationOrder: 6), "order 6");
        ThreeParts.Throws<ArgumentException>(() =>
            new ImageDataGenerator(dataFormat: "channels_first"), "(height, width, channels)", "Transpose");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator(validationSplit: 1), "split of 1");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator().Flow(Samples.Data([4], 3)), "(4,)");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator().Flow(Samples.Data([4, 4, 1], 3), batchSize: 0), "size of 0");
        ThreeParts.Throws<ArgumentException>(() => new ImageDataGenerator(zcaWhitening: true).Flow(Samples.Data([4, 4, 1], 3)), "Fit");
        var fitted = new ImageDataGenerator(zcaWhitening: true);
        fitted.Fit(Samples.Random([3, 3, 1], 4));
        ThreeParts.Throws<ArgumentException>(() => fitted.Standardize(new([4, 4, 1])), "(4, 4, 1)");
        ThreeParts.Throws<ArgumentException>(() => fitted.Fit(new Tensor([4, 4])), "(4, 4)");
    }
}
