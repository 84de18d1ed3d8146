using Hornbill.Applications;
using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Images.Tests;

/// <summary>A model as a product: the same photograph, the same answer, from its file alone and from several threads.</summary>
public sealed class PredictorTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_holds_preparation_size_names_temperature_and_the_least_probability()
    {
        var preparation = ImagePreparation.Published(Preprocessing.Torch, "bicubic");
        var predictor = new Predictor(Net(3), preparation, ["ant", "bee", "cat"]) { Temperature = 1.5, NoneBelow = 0.2 };
        predictor.Save(_folder.File("model.safetensors"));
        var again = Predictor.Load(_folder.File("model.safetensors"));
        Assert.Equal(preparation.ToJson(), again.Preparation.ToJson());
        Assert.Equal(["ant", "bee", "cat"], again.ClassNames);
        Assert.Equal((1.5, 0.2), (again.Temperature, again.NoneBelow));
        Assert.Equal(predictor.Predict(Picture(30, 50)), again.Predict(Picture(30, 50)));
    }

    [Fact]
    public void One_by_one_and_as_a_batch_are_alike()
    {
        var predictor = new Predictor(Net(3), ImagePreparation.Published(Preprocessing.Torch), ["ant", "bee", "cat"]);
        Image[] images = [Picture(20, 30), Picture(64, 64), Picture(9, 100)];
        var batch = predictor.Predict(images, top: 3);
        foreach (var (image, seen) in images.Zip(batch))
            foreach (var (one, other) in predictor.Predict(image, top: 3).Zip(seen))
            {
                Assert.Equal(one.Name, other.Name);
                Assert.Equal(one.Probability, other.Probability, 1e-5);
            }
        Assert.Empty(predictor.Predict((IReadOnlyList<Image>)[]));
    }

    [Fact]
    public async Task Several_threads_get_what_one_gets()
    {
        var predictor = new Predictor(Net(3), ImagePreparation.Published(Preprocessing.Torch));
        var alone = predictor.Predict(Picture(40, 40));
        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => predictor.Predict(Picture(40, 40)))));
        Assert.All(together, seen => Assert.Equal(alone, seen));
    }

    [Fact]
    public void None_of_these_comes_first_where_nothing_is_likely()
    {
        var predictor = new Predictor(Net(3), ImagePreparation.Published(Preprocessing.Torch)).With(noneBelow: 1);
        var seen = predictor.Predict(Picture(40, 40), top: 2);
        Assert.Equal("none of these", seen[0].Name);
        Assert.Equal(1, seen[0].Probability + seen[1].Probability, 1e-5);
        Assert.NotEqual("none of these", predictor.With(noneBelow: 0).Predict(Picture(40, 40))[0].Name);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    public void Calibration_finds_the_temperature_that_labels_were_drawn_at(double temperature)
    {
        var random = new Random(1);
        float[][] rows = [.. Enumerable.Range(0, 4000).Select(_ =>
            Softmax([.. Enumerable.Range(0, 4).Select(_ => 4 * random.NextDouble())]))];
        int[] labels = [.. rows.Select(row => Drawn(Calibration.Tempered(row, temperature), random))];
        Assert.InRange(Calibration.Temperature(rows, labels), 0.9 * temperature, 1.1 * temperature);
    }

    [Fact]
    public void One_probability_is_that_of_the_second_of_two()
    {
        var model = new Sequential([new Input(8, 8, 3), new Flatten(), new Dense(1, "sigmoid")], seed: 1);
        var seen = new Predictor(model, ImagePreparation.Published(Preprocessing.Unit), ["cat", "dog"]).Predict(Picture(8, 8));
        Assert.Equal(2, seen.Count);
        Assert.Equal(1, seen.Sum(p => p.Probability), 1e-5);
    }

    [Fact]
    public void What_cannot_be_a_predictor_is_told()
    {
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => new Predictor(Net(3), classNames: ["one"])).Message);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => new Predictor(Net(3)) { Temperature = 0 }).Message);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => new Predictor(Net(3)).With(2)).Message);
        var maps = new Sequential([new Input(8, 8, 3), new Conv2D(2, 1)], seed: 1);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => new Predictor(maps)).Message);
        maps.Save(_folder.File("maps.safetensors"));
        Assert.Throws<InvalidDataException>(() => Predictor.Load(_folder.File("maps.safetensors")));
        var model = Net(3);
        model.Metadata["preprocessing"] = "{";
        ThreeParts.Assert(Assert.Throws<InvalidDataException>(() => new Predictor(model)).Message);
    }

    [Fact]
    public void The_middle_share_is_what_torchvision_cuts()
    {
        // Of 256 × 512 the middle 256 × 256 by "crop", of that 224 × 224.
        var image = new Image(512, 256, 3);
        for (var y = 0; y < 256; y++)
            for (var x = 0; x < 512; x++)
                if (x is >= 144 and < 368 && y is >= 16 and < 240) image.Pixels.AsSpan(((y * 512) + x) * 3, 3).Fill(200);
        var cut = new ImageScaling { Fit = "crop", Share = 0.875 }.Apply(image, 224);
        Assert.All(cut.Data, v => Assert.Equal(200, v));
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => new ImageScaling { Share = 1.5 }).Message);
    }

    static Sequential Net(int classes) =>
        new([new Input(16, 16, 3), new Conv2D(4, 3, activation: "relu"), new GlobalAveragePooling2D(), new Dense(classes, "softmax")], seed: 7);

    static Image Picture(int height, int width) =>
        new(width, height, 3, [.. Enumerable.Range(0, height * width * 3).Select(i => (byte)(i * 37 % 251))]);

    static float[] Softmax(double[] logits)
    {
        var sum = logits.Sum(Math.Exp);
        return [.. logits.Select(l => (float)(Math.Exp(l) / sum))];
    }

    static int Drawn(float[] probabilities, Random random)
    {
        var left = random.NextDouble();
        for (var c = 0; c < probabilities.Length; c++)
            if ((left -= probabilities[c]) < 0) return c;
        return probabilities.Length - 1;
    }
}
