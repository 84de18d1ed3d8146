using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;

namespace Hornbill.Tests.Inspection;

/// <summary>The net of eng/golden/seeing.py, as a row, as a head on a trunk, and as one of any size; its images.</summary>
static class SeeingNets
{
    static readonly float[][] Weights = GoldenData.Weights(8100, [3, 3, 3, 4], [4], [3, 3, 4, 6], [6], [96, 5], [5]);

    public static Tensor Images { get; } = new([2, 12, 12, 3], [.. Enumerable.Range(0, 864).Select(i => (float)GoldenData.Unit(8200, i))]);

    static Layer[] Trunk => [new Conv2D(4, 3, padding: "same", activation: "relu") { Name = "first" },
        new MaxPooling2D(2) { Name = "pool" },
        new Conv2D(6, 3, activation: "relu") { Name = "second" }];

    public static Model Row() => With(new Sequential([new Input(12, 12, 3), .. Trunk, new Flatten(), new Dense(5, "softmax")], seed: 1));

    public static Model Nested()
    {
        var inner = new Sequential([new Input(12, 12, 3), .. Trunk], "inner", seed: 1);
        var trunk = new Sequential([new Input(12, 12, 3), inner], "trunk", seed: 1);
        var x = new Input(12, 12, 3).Output;
        var y = new Activation("softmax").Apply(new Dense(5).Apply(new Flatten().Apply(trunk.Apply(x))));
        return With(new Model([x], [y], seed: 1));
    }

    /// <summary>Of any size, with a mean in place of the flattening.</summary>
    public static Model AnySize(bool nested)
    {
        var trunk = new Sequential([new Input(null, null, 3), .. Trunk], "trunk", seed: 3);
        IReadOnlyList<Layer> layers = nested ? [trunk] : Trunk;
        return new Sequential([new Input(null, null, 3), .. layers, new GlobalAveragePooling2D(), new Dense(5, "softmax")], seed: 3);
    }

    static Model With(Model model)
    {
        model.SetWeights([.. model.GetWeights().Zip(Weights, (w, v) => new Tensor(w.Value.Shape, v))]);
        return model;
    }
}
