using Hornbill.Applications;
using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Applications;

/// <summary>A trained trunk under a head of one's own: what is frozen, what is kept.</summary>
public sealed class TransferTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_frozen_trunk_stays_as_it_is_and_the_head_learns_the_same_from_features()
    {
        var (x, y) = Samples(12);
        var (trunk, head) = (Trunk(), Head());
        Transfer.Freeze(trunk);
        var model = Transfer.Join(trunk, head);
        var before = Copy(trunk);
        var features = new FeatureCache().Features(trunk, new ArrayData(x, y));
        Assert.Equal(model.Predict(x).Data, head.Predict(features.X).Data);
        model.Compile("sgd", "sparse_categorical_crossentropy");
        Assert.Equal(head.TrainableParameterCount, model.TrainableParameterCount);
        model.Fit(x, y, batchSize: 4, epochs: 2, verbose: 0);
        Assert.Equal(before, Copy(trunk)); // its statistics, too
    }

    [Fact]
    public void The_last_layers_are_tuned_with_their_own_rate_while_statistics_rest()
    {
        var (x, y) = Samples(12);
        var (trunk, head) = (Trunk(), Head());
        Assert.Equal(["stage3_block3_conv2", "stage3_block3_bn2"], Transfer.Freeze(trunk, except: 2));
        var model = Transfer.Join(trunk, head);
        var optimizer = new SGD(0.5) { LearningRateMultipliers = new() { [$"^{trunk.Name}/stage3_block3_bn2"] = 0 } };
        model.Compile(optimizer, "sparse_categorical_crossentropy");
        var before = trunk.GetWeights();
        model.Fit(x, y, batchSize: 4, epochs: 1, verbose: 0);
        var changed = before.Zip(trunk.GetWeights()).Where(p => !p.First.Value.Data.SequenceEqual(p.Second.Value.Data))
            .Select(p => p.First.Name);
        Assert.Equal(["stage3_block3_conv2/kernel"], changed);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => Transfer.Freeze(trunk, except: 1000)).Message);
    }

    [Fact]
    public void Features_are_kept_by_content()
    {
        var (x, y) = Samples(9);
        var (trunk, cache) = (Trunk(), new FeatureCache(_folder.File("kept")));
        var first = cache.Features(trunk, new ArrayData(x, y));
        Assert.False(cache.WasKept);
        var again = new FeatureCache(_folder.File("kept"));
        var second = again.Features(Trunk(), new ArrayData(x, y));
        Assert.True(again.WasKept);
        Assert.Equal(first.X.Data, second.X.Data);
        Assert.Equal(y.Data, second.Y!.Data);

        x.Data[5] += 1; // another pixel
        again.Features(Trunk(), new ArrayData(x, y));
        Assert.False(again.WasKept);
        again.Features(Trunk(seed: 8), new ArrayData(x, y)); // other weights
        Assert.False(again.WasKept);
        y.Data[3] = 1 - y.Data[3]; // another label
        again.Features(Trunk(), new ArrayData(x, y));
        Assert.False(again.WasKept);
        Assert.Equal(4, Directory.GetFiles(_folder.File("kept")).Length);
    }

    [Fact]
    public void A_damaged_file_of_features_is_made_anew()
    {
        var (x, y) = Samples(5);
        var cache = new FeatureCache(_folder.File("kept"));
        var first = cache.Features(Trunk(), new ArrayData(x, y));
        File.WriteAllBytes(Directory.GetFiles(_folder.File("kept")).Single(), [1, 2, 3]);
        Assert.Equal(first.X.Data, cache.Features(Trunk(), new ArrayData(x, y)).X.Data);
        Assert.False(cache.WasKept);
        cache.Features(Trunk(), new ArrayData(x, y));
        Assert.True(cache.WasKept);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => cache.Features(Trunk(), new ArrayData(x, y, [1, 1, 1, 1, 2]))).Message);
    }

    [Fact]
    public void A_net_without_its_top_gives_what_its_classes_are_told_by()
    {
        var (x, _) = Samples(3);
        // A dense layer, with what is behind it, and maps become one number a channel.
        var net = SmallResNet.ResNet20(weights: null, inputShape: [8, 8, 3], classes: 5, seed: 3);
        var trunk = Transfer.WithoutTop(net);
        Assert.Equal([64], trunk.OutputShape);
        Assert.Equal(Trunk().Predict(x).Data, trunk.Predict(x).Data);
        // A net that ends with a convolution and a softmax; its weights are shared.
        var conv = new Sequential([new Input(8, 8, 3), new Conv2D(4, 3, activation: "relu"), new Dropout(0.5), new Conv2D(2, 1),
            new GlobalAveragePooling2D(), new Activation("softmax")], seed: 1);
        trunk = Transfer.WithoutTop(conv, "base");
        Assert.Equal(("base", 4), (trunk.Name, trunk.OutputShape[0]));
        Assert.Same(conv.Layers[1], trunk.Layers[1]);
        // One without classes stays whole, and so does one whose maps are the features.
        Assert.Equal([64], Transfer.WithoutTop(Trunk()).OutputShape);
        Assert.Equal([64], Transfer.WithoutTop(SmallResNet.ResNet20(includeTop: false, weights: null, seed: 1)).OutputShape);
        // Of a joined model the head is the top.
        Assert.Equal(Trunk().Predict(x).Data, Transfer.WithoutTop(Transfer.Join(Trunk(), Head())).Predict(x).Data);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() => Transfer.WithoutTop(Head())).Message);
        var two = new Input(4);
        ThreeParts.Assert(Assert.Throws<ArgumentException>(() =>
            Transfer.WithoutTop(new Model([two.Output], [new Dense(2).Apply(two), new Dense(3).Apply(two)]))).Message);
    }

    [Fact]
    public void The_last_layers_of_a_trunk_within_a_trunk_are_tuned()
    {
        var input = new Input(8, 8, 3);
        var outer = new Model([input.Output], [Trunk().Apply([new Rescaling(2).Apply(input)], training: false)], "outer");
        Assert.Equal(["stage3_block3_conv2", "stage3_block3_bn2"], Transfer.Freeze(outer, except: 2));
        var model = Transfer.Join(outer, Head());
        model.Compile("sgd", "sparse_categorical_crossentropy");
        var before = outer.GetWeights();
        var (x, y) = Samples(8);
        model.Fit(x, y, batchSize: 4, epochs: 1, verbose: 0);
        var changed = before.Zip(outer.GetWeights()).Where(p => !p.First.Value.Data.SequenceEqual(p.Second.Value.Data));
        Assert.Equal(["stage3_block3_bn2", "stage3_block3_conv2"], changed.Select(p => p.First.Name.Split('/')[^2]).Distinct().Order());
    }

    [Theory]
    [InlineData("caffe")]
    [InlineData("torch")]
    [InlineData("tf")]
    public void A_preprocessing_is_the_same_as_layers(string name)
    {
        var input = new Input(8, 8, 3);
        var model = new Model(input, Preprocessing.Named(name).Apply(input.Output));
        var (x, _) = Samples(2);
        for (var i = 0; i < x.Data.Length; i++) x.Data[i] *= 255;
        foreach (var (expected, came) in Preprocessing.Named(name).Apply(x).Data.Zip(model.Predict(x).Data))
            Assert.Equal(expected, came, 1e-4);
    }

    static Model Trunk(ulong seed = 3) => SmallResNet.ResNet20(includeTop: false, inputShape: [8, 8, 3], pooling: "avg", seed: seed);

    static Sequential Head() => new([new Input(64), new Dense(2, "softmax")], "head", seed: 5);

    static (Tensor X, Tensor Y) Samples(int count)
    {
        var random = new Random(2);
        return (new([count, 8, 8, 3], [.. Enumerable.Range(0, count * 192).Select(_ => random.NextSingle())]),
            new([count], [.. Enumerable.Range(0, count).Select(i => (float)(i % 2))]));
    }

    static float[] Copy(Model model) => [.. model.GetWeights().SelectMany(w => w.Value.Data)];
}
