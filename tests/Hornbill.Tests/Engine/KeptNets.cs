using Hornbill.Data;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Contracts;
using Hornbill.Tests.Models;
using Functions = Hornbill.Activations.Activation;

namespace Hornbill.Tests.Engine;

/// <summary>A net whose plans and bits are kept.</summary>
/// <param name="Name">Of its file: letters, digits, dots and hyphens.</param>
/// <param name="Model">Compiled.</param>
/// <param name="Batch">What it is trained on.</param>
sealed record KeptNet(string Name, Func<Model> Model, Func<BatchSource> Batch);

/// <summary>The labs' nets, one small net for each layer, merge and loss as their contracts declare them, and what those lack.</summary>
static class KeptNets
{
    const string Sparse = "sparse_categorical_crossentropy";
    const int Samples = 20;

    public static readonly IReadOnlyDictionary<string, KeptNet> All =
        Labs().Concat(Layers()).Concat(Merges()).Concat(Losses()).Concat(Others()).ToDictionary(n => n.Name);

    static IEnumerable<KeptNet> Labs() =>
        Nets.All.Where(net => net.Name.StartsWith("lab-", StringComparison.Ordinal))
            .Select(net => new KeptNet(net.Name, () => Lab(net), () =>
            Tests.Models.Samples.Data(net.Input, net.Name == "lab-c-resnet" ? 7 : Samples)));

    // Those of lab B were kept at ten times the rate that they have now.
    static Model Lab(Net net)
    {
        var model = net.Build(seed: 5);
        if (net.Name.StartsWith("lab-b-", StringComparison.Ordinal)) model.Optimizer!.LearningRate = 0.01;
        return model;
    }

    // Between dense layers, so that its gradient by its input is needed too.
    static IEnumerable<KeptNet> Layers() =>
        from d in LayerContracts.Declared
        from s in d.Value.Select((sample, i) => (sample.Make, sample.Shapes, Name: $"{d.Key.Name}-{i}"))
        from x in s.Shapes.Select((x, i) => (x.Input, Name: $"layer.{s.Name}-{i}"))
        select Chain(x.Name, x.Input, 3, () => [.. LayerContracts.Before(d.Key, x.Input), s.Make(), new Flatten(),
            new Dense(3, "softmax")]);

    static IEnumerable<KeptNet> Merges() => LayerContracts.Merges.Select(m => Of($"merge.{m.Key.Name}", [5, 4, 3], x =>
        Head(m.Value.Make().Apply(new Conv2D(3, 3, padding: "same").Apply(x), new Activation("tanh").Apply(x)))));

    static IEnumerable<KeptNet> Losses() =>
        from d in TrainingContracts.Losses
        from s in d.Value.Select((sample, i) => (sample, Name: $"loss.{d.Key.Name}-{i}"))
        select new KeptNet(s.Name, () =>
        {
            var model = new Sequential([new Input(6), new Dense(4, s.sample.Activation)], seed: 5);
            model.Compile("sgd", s.sample.Make(), ["accuracy"]);
            return model;
        }, () => new ArrayData(Tests.Models.Samples.Random([6], Samples), s.sample.Targets(Tests.Models.Samples.Labels(Samples, 4))));

    static IEnumerable<KeptNet> Others() =>
    [
        .. Functions.All.Keys.Select(name => Chain($"activation.{name}", [6, 5, 2], 3, () =>
            [new Conv2D(name == "glu" ? 6 : 5, 3, padding: "same", activation: name), new Conv2D(4, 3, activation: name), new Flatten(),
                new Dense(8, name), new Dense(3, "softmax")])),
        Of("shared-weights", [6, 5, 2], x =>
        {
            var (conv, dense) = (new Conv2D(4, 3, padding: "same", activation: "relu"), new Dense(4, "relu"));
            return Head(new Add().Apply(conv.Apply(x), dense.Apply(new Conv2D(4, 1).Apply(conv.Apply(new Activation("tanh").Apply(x))))));
        }),
        Of("nested", [6, 6, 3], x =>
        {
            var inner = new Input(6, 6, 3).Output;
            var part = new Model([inner], [new BatchNormalization().Apply(
                new Conv2D(3, 3, padding: "same", activation: "relu").Apply(inner))], "part", seed: 0);
            return Head(part.Apply(part.Apply(x)));
        }),
        Of("residual-groups", [8, 8, 6], x =>
        {
            var y = new GroupNormalization(2).Apply(new Conv2D(6, 3, padding: "same", groups: 2).Apply(x));
            return Head(new Activation("relu").Apply(new Add().Apply(x, new LayerNormalization().Apply(y))));
        }),
        Of("branches", [9, 9, 2], x =>
        {
            var y = new Conv2D(4, 3, padding: "same", activation: "relu").Apply(x);
            var a = new MaxPooling2D(2).Apply(y);
            var b = new AveragePooling2D(2).Apply(new Conv2D(3, 5, padding: "same").Apply(y));
            return Head(new Concatenate().Apply(a, b));
        }),
        Of("transposed-norm", [5, 5, 3], x => Head(new MaxPooling2D(2).Apply(new Activation("relu").Apply(new BatchNormalization().Apply(
            new Conv2DTranspose(6, 3, 2, "same").Apply(new Conv2D(4, 3, padding: "same").Apply(x))))))),
        Chain("norm-chain", [10, 10, 2], 3, () =>
        [
            new Conv2D(6, 3, padding: "same", useBias: false), new BatchNormalization(), new Activation("relu"),
                new Conv2D(6, 3, padding: "same", activation: "relu"),
            new BatchNormalization(scale: false), new MaxPooling2D(2), new Dropout(0.3), new DepthwiseConv2D(3),
                new BatchNormalization(center: false), new Flatten(),
            new Dense(12, "relu"), new BatchNormalization(), new Dense(3, "softmax"),
        ]),
        Chain("one-dimension", [16, 3], 3, () =>
            [new Conv1D(6, 3, padding: "same", activation: "relu"), new MaxPooling1D(2), new BatchNormalization(), new Conv1D(5, 3),
                new Flatten(), new Dense(3, "softmax")]),
        Chain("many-weights", [6, 6, 128], 3, () =>
            [new Conv2D(128, 3, padding: "same", activation: "relu"), new BatchNormalization(), new Conv2D(64, 3), new Flatten(),
                new Dense(100, "relu"), new Dense(3, "softmax")]),
        Chain("large-image", [160, 160, 3], 3, () =>
        [
            new Conv2D(32, 3, padding: "same", activation: "relu"), new BatchNormalization(), new Conv2D(8, 3, padding: "same"),
                new BatchNormalization(),
            new Activation("relu"), new MaxPooling2D(4), new Dropout(0.2), new Flatten(), new Dense(3, "softmax"),
        ], samples: 3),
        new KeptNet("two-outputs", () =>
        {
            var x = new Input(6, 6, 2).Output;
            var y = new Conv2D(4, 3, activation: "relu", activityRegularizer: "l2").Apply(x);
            var z = new Flatten().Apply(y);
            var model = new Model([x], [new Dense(4, "softmax") { Name = "four" }.Apply(z),
                new Dense(2, kernelRegularizer: "l1") { Name = "two" }.Apply(z)], seed: 5);
            model.Compile("adam", [Sparse, "mse"], lossWeights: [0.75, 2], metrics: [["accuracy"], null]);
            return model;
        }, () => ArrayData.Of([Tests.Models.Samples.Random([6, 6, 2], Samples)],
                              [Tests.Models.Samples.Labels(Samples, 4), Tests.Models.Samples.Random([2], Samples, 3)])),
    ];

    static Node Head(Node x) => new Dense(3, "softmax").Apply(new Flatten().Apply(x));

    static KeptNet Of(string name, Shape input, Func<Node, Node> make) => new(name, () =>
    {
        var x = new Input([.. input]).Output;
        var model = new Model([x], [make(x)], seed: 5);
        model.Compile("adam", Sparse);
        return model;
    }, () => Tests.Models.Samples.Data(input, Samples, 3));

    static KeptNet Chain(string name, Shape input, int classes, Func<Layer[]> make, int samples = Samples) => new(name, () =>
    {
        var model = new Sequential([new Input([.. input]), .. make()], seed: 5);
        model.Compile("rmsprop", Sparse, ["accuracy"]);
        return model;
    }, () => Tests.Models.Samples.Data(input, samples, classes));
}
