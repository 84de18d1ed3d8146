using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Data;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Layers.Preprocessing;

/// <summary>The layers that change images' colours, and those that put several changes together, in training and on data.</summary>
public class ImageLayerTests
{
    static Layer[] Random =>
    [
        new RandomHue(1, (0, 1)), new RandomSaturation((0, 1), (0, 1)), new RandomColorDegeneration(1, (0, 1)),
            new RandomSharpness(1, (0, 1)), new RandomInvert((0.5, 0.5), (0, 1)),
        new Solarization(0.5, (0.4, 0.9), (0, 1)), new RandomGrayscale(0.5), new RandomPosterization((1, 8), (0, 1)),
            new RandomGaussianBlur(1, 3, (0.2, 1), (0, 1)),
        new RandomColorJitter((0, 1), 0.2, 0.2, (0.3, 0.7), 0.2), new RandomShear(0.5, 0.3), new RandomPerspective(),
            new RandomElasticTransform(scale: 1),
        new RandAugment((0, 1)), new AugMix((0, 1)),
    ];

    static readonly Shape Image = [8, 7, 3];

    static Tensor Photograph(int count = 1)
    {
        var x = Samples.Random(Image, count);
        foreach (ref var v in x.Data.AsSpan()) v = Math.Clamp(v + 0.3f, 0, 1);
        return x;
    }

    static float[] Read(BatchSource data, int epoch = 0, ulong seed = 1)
    {
        var all = new Buffers(data, data.Count!.Value);
        data.Read(new(epoch, 0, data.Count.Value, false, seed), all);
        return all.Input(0).ToArray();
    }

    [Fact]
    public void Nothing_happens_at_inference()
    {
        var x = Photograph(5);
        foreach (var layer in Random) Assert.Equal(x.Data, new Sequential([new Input(8, 7, 3), layer]).Predict(x).Data);
    }

    [Fact]
    public void Contrast_and_equalization_act_at_inference_too()
    {
        var x = new Tensor([1, 1, 4, 1], [0.2f, 0.3f, 0.3f, 0.7f]);
        Close.Assert(new Sequential([new Input(1, 4, 1), new AutoContrast((0, 1))]).Predict(x).Data, [0, 0.2, 0.2, 1], 1e-6);
        Close.Assert(new Sequential([new Input(1, 4, 1), new Equalization((0, 1))]).Predict(x).Data, [0, 170 / 255.0, 170 / 255.0, 1],
            1e-6);
    }

    [Fact]
    public void Each_sample_and_epoch_is_changed_in_its_own_way_and_again_alike_on_any_thread()
    {
        var one = Photograph();
        var same = new ArrayData(new Tensor(Image.Prepend(40), [.. Enumerable.Repeat(one.Data, 40).SelectMany(v => v)]));
        foreach (var layer in Random)
        {
            var changed = Read(same.Augment(layer));
            var distinct = changed.Chunk(Image.Elements).Select(i => string.Join(' ', i)).Distinct().Count();
            Assert.InRange(distinct, layer is RandomInvert or RandomGrayscale ? 2 : layer is RandomPosterization ? 5
                : layer is RandomGaussianBlur or RandomPerspective or RandomElasticTransform ? 10 : 20, 40);
            Assert.All(changed, v => Assert.InRange(v, -1e-5f, 1 + 1e-5f));
            Assert.Equal(changed, Read(same.Augment(layer).Prefetch(3, 2)));
            Assert.NotEqual(changed, Read(same.Augment(layer), epoch: 1));
            Assert.NotEqual(changed, Read(same.Augment(layer), seed: 2));
        }
    }

    [Fact]
    public void Factors_that_ask_for_nothing_change_nothing()
    {
        var data = new ArrayData(Photograph(4));
        var x = Read(data);
        foreach (var layer in (Layer[])[new RandomHue(0, (0, 1)), new RandomSaturation((0.5, 0.5), (0, 1)),
            new RandomColorDegeneration(0, (0, 1)), new RandomSharpness((0.5, 0.5), (0, 1)),
                                        new RandomInvert((0, 0), (0, 1)), new RandomGrayscale(0), new RandomShear(0, 0),
                                            new RandomGaussianBlur((0, 0), valueRange: (0, 1)),
                                        new RandomPerspective((0, 0)), new RandomElasticTransform(scale: 0),
                                            new RandAugment((0, 1), numOps: 0), new RandomColorJitter((0, 1))])
            Close.Assert(Read(data.Augment(layer)), [.. x.Select(v => (double)v)], 1e-5);
    }

    [Fact]
    public void A_crop_is_a_part_of_the_image_and_the_middle_at_inference()
    {
        var x = new Tensor([1, 5, 6, 1], [.. Enumerable.Range(0, 30).Select(i => (float)i)]);
        var same = new ArrayData(new Tensor([200, 5, 6, 1], [.. Enumerable.Repeat(x.Data, 200).SelectMany(v => v)]));
        var crops = same.Augment(new RandomCrop(3, 4));
        Assert.Equal([3, 4, 1], crops.Inputs[0].Shape);
        var corners = Read(crops).Chunk(12).Select(c =>
        {
            for (var i = 0; i < 12; i++) Assert.Equal(c[0] + (6 * (i / 4)) + (i % 4), c[i]);
            return c[0];
        }).Distinct().Order().ToArray();
        Assert.Equal([0, 1, 2, 6, 7, 8, 12, 13, 14], corners);
        Assert.Equal([7, 8, 9, 10, 13, 14, 15, 16, 19, 20, 21, 22],
            new Sequential([new Input(5, 6, 1), new RandomCrop(3, 4)]).Predict(x).Data);
        Assert.Equal([8, 3, 1], new Sequential([new Input(5, 6, 1), new RandomCrop(8, 3)]).OutputShape);
    }

    [Fact]
    public void A_layer_without_a_gradient_behind_a_trained_one_is_told()
    {
        var model = new Sequential([new Input(8, 7, 3), new Conv2D(3, 3, padding: "same"), new RandomHue(0.2, (0, 1)), new Flatten(),
            new Dense(2, "softmax")]);
        model.Compile("sgd", "sparse_categorical_crossentropy");
        ThreeParts.Throws<InvalidOperationException>(() =>
            model.Fit(new ArrayData(Photograph(4), Samples.Labels(4, 2)), 4), "random_hue", "gradient");
    }

    [Fact]
    public void In_a_model_and_on_data_it_trains()
    {
        var data = new ArrayData(Photograph(24), Samples.Labels(24, 2));
        static Sequential Net(params Layer[] first)
        {
            var model = new Sequential([new Input(8, 7, 3), .. first, new Flatten(), new Dense(2, "softmax")], seed: 1);
            model.Compile("sgd", "sparse_categorical_crossentropy");
            return model;
        }
        var (one, three) = (Net(new RandAugment((0, 1))), Net(new RandAugment((0, 1))));
        (one.Workers, three.Workers) = (new(1), new(3));
        Assert.Equal(Samples.Bits(one.Fit(data, 8, 2)), Samples.Bits(three.Fit(data, 8, 2)));
        var (plain, ahead) = (Net(), Net());
        plain.Fit(data.Augment(new RandomFlip("horizontal"), new AugMix((0, 1))), 8, 2);
        ahead.Fit(data.Augment(new RandomFlip("horizontal"), new AugMix((0, 1))).Prefetch(4, 3), 8, 2);
        Assert.Equal(Samples.Bits(plain), Samples.Bits(ahead));
    }

    [Fact]
    public void Mixing_goes_along_with_the_targets()
    {
        var x = new Tensor([40, 4, 4, 1], [.. Enumerable.Range(0, 40 * 16).Select(i => (float)(i / 16))]);
        var data = new ArrayData(x, new Tensor([40], [.. Enumerable.Range(0, 40).Select(i => (float)i)]));
        var shares = data.OneHot(40);
        foreach (var mixed in (BatchSource[])[data.MixUp(0.5, classes: 40), data.CutMix(1, classes: 40), shares.Augment(new MixUp(0.5)),
            shares.Augment(new CutMix((0.5, 1)), new MixUp(1))])
        {
            Assert.Equal([40], mixed.Targets[0].Shape);
            var batch = new Buffers(mixed, 40);
            mixed.Read(new(0, 0, 40, false, 3), batch);
            var partners = 0;
            for (var i = 0; i < 40; i++)
            {
                var target = batch.Target(0).Slice(i * 40, 40).ToArray();
                Assert.Equal(1, target.Sum(), 1e-5f);
                // The image's mean is that of the two numbers by the shares of their classes.
                Assert.Equal(target.Select((share, c) => share * c).Sum(), batch.Input(0).Slice(i * 16, 16).ToArray().Average(), 1e-3f);
                partners += target.Count(s => s > 0) > 1 ? 1 : 0;
            }
            Assert.InRange(partners, 25, 40);
            var again = new Buffers(mixed, 40);
            mixed.Prefetch(2, 2).Read(new(0, 0, 40, false, 3), again);
            Assert.Equal(batch.Input(0).ToArray(), again.Input(0).ToArray());
        }
        ThreeParts.Throws<ArgumentException>(() => data.MixUp(), "classes");
        ThreeParts.Throws<ArgumentException>(() => data.MixUp(0, 40), "0");
        ThreeParts.Throws<ArgumentException>(() => new ArrayData(new Tensor([4, 2])).CutMix(), "(2,)");
        ThreeParts.Throws<ArgumentException>(() => Read(data.MixUp(classes: 10)), "10 classes");
    }

    [Fact]
    public void Layers_that_mix_take_data_and_draw_each_their_own()
    {
        var data = new ArrayData(Photograph(12), Samples.Labels(12, 2)).OneHot(2);
        var twice = Read(data.Augment(new MixUp(1), new MixUp(1)));
        Assert.NotEqual(Read(data.Augment(new MixUp(1))), twice);
        Assert.Equal(twice, Read(data.Augment(new MixUp(1), new MixUp(1)).Prefetch(3, 2)));
        Assert.Equal(Read(data.Augment(new CutMix(seed: 5))), Read(data.Augment(new CutMix(seed: 5))));
        Assert.NotEqual(Read(data.Augment(new CutMix(seed: 6))), Read(data.Augment(new CutMix(seed: 5))));
        Assert.NotEqual(Read(data.Augment(new MixUp(), new RandomBrightness(0.3, (0, 1)))),
            Read(data.Augment(new RandomBrightness(0.3, (0, 1)), new MixUp())));
        ThreeParts.Throws<ArgumentException>(() => new ArrayData(Photograph(4), Samples.Labels(4, 2)).Augment(new MixUp()), "OneHot");
        ThreeParts.Throws<ArgumentException>(() => new MixUp(0), "α 0");
        ThreeParts.Throws<ArgumentException>(() => new CutMix(2), "CutMix");
    }

    [Fact]
    public void Predictions_of_changed_images_are_averaged()
    {
        var (x, model) = (Photograph(6), new Sequential([new Input(8, 7, 3), new Flatten(), new Dense(2, "softmax")]));
        var flips = new ArrayData(x).Augment(new RandomFlip("horizontal", seed: 1));
        var mean = model.PredictAugmented(flips, passes: 20);
        var (plain, flipped) = (model.Predict(x), model.Predict(ImageOps.FlipHorizontal(x)));
        for (var i = 0; i < 12; i++)
            Assert.InRange(mean.Data[i], Math.Min(plain.Data[i], flipped.Data[i]) - 1e-6f, Math.Max(plain.Data[i], flipped.Data[i])
                + 1e-6f);
        Assert.NotEqual(plain.Data, mean.Data);
        Close.Assert(model.PredictAugmented(new ArrayData(x), 3).Data, [.. plain.Data.Select(v => (double)v)], 1e-6);
        ThreeParts.Throws<ArgumentException>(() => model.PredictAugmented(flips, 0), "0 passes");
    }

    [Fact]
    public void Wrong_settings_are_told()
    {
        ThreeParts.Throws<ArgumentException>(() => new RandomHue(2), "RandomHue");
        ThreeParts.Throws<ArgumentException>(() => new RandomSaturation((-0.1, 0.5)), "RandomSaturation");
        ThreeParts.Throws<ArgumentException>(() => new RandomGrayscale(1.5), "1.5");
        ThreeParts.Throws<ArgumentException>(() => new RandomPosterization(9), "9");
        ThreeParts.Throws<ArgumentException>(() => new RandomGaussianBlur(kernelSize: 4), "4");
        ThreeParts.Throws<ArgumentException>(() => new RandomPerspective(scale: 1), "scale 1");
        ThreeParts.Throws<ArgumentException>(() => new RandomElasticTransform(smoothness: 0), "smoothness 0");
        ThreeParts.Throws<ArgumentException>(() => new RandAugment(magnitude: 31), "31");
        ThreeParts.Throws<ArgumentException>(() => new AugMix(alpha: 0), "α 0");
        ThreeParts.Throws<ArgumentException>(() => new Equalization(bins: 1), "1 bins");
        ThreeParts.Throws<ArgumentException>(() => new RandomHue(0.2).Apply(new Input(4, 4, 1).Output), "(4, 4, 1)");
        ThreeParts.Throws<ArgumentException>(() => new ArrayData(Photograph(2)).Augment(new Conv2D(2, 3)), "Conv2D");
    }
}
