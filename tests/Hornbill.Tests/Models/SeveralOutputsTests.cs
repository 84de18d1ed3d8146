using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Models of several outputs, each with its loss, weight and metrics.</summary>
public class SeveralOutputsTests
{
    const string Sparse = "sparse_categorical_crossentropy";

    static readonly Tensor X = Samples.Random([6, 6, 2], 20);
    static readonly Tensor Four = Labels(4), Three = Labels(3);

    static Tensor Labels(int classes) => new([20], [.. Enumerable.Range(0, 20).Select(i => (float)(i * 7 % classes))]);

    static Model TwoHeads()
    {
        var x = new Input(6, 6, 2).Output;
        var y = new Flatten().Apply(new Conv2D(4, 3, activation: "relu") { Name = "trunk" }.Apply(x));
        return new([x], [new Dense(4, "softmax") { Name = "four" }.Apply(y), new Dense(3, "softmax") { Name = "three" }.Apply(y)], seed: 3);
    }

    // The same trunk and one of the heads.
    static Model OneHead(Model of, int head)
    {
        var part = new Model(of.Inputs, [of.Outputs[head]]);
        part.Compile("sgd", Sparse, ["accuracy"]);
        return part;
    }

    [Fact]
    public void The_loss_is_the_weighted_sum_of_theirs()
    {
        var model = TwoHeads();
        model.Compile("sgd", [Sparse, Sparse], lossWeights: [0.75, 2], metrics: [["accuracy"], null]);
        var all = model.Evaluate(ArrayData.Of([X], [Four, Three]), batchSize: 7);
        Assert.Equal(["loss", "four_loss", "four_accuracy", "three_loss"], all.Values.Keys);
        var four = OneHead(model, 0).Evaluate(new ArrayData(X, Four));
        var three = OneHead(model, 1).Evaluate(new ArrayData(X, Three));
        Assert.Equal(four.Loss, all["four_loss"], 1e-6);
        Assert.Equal(four["accuracy"], all["four_accuracy"], 1e-9);
        Assert.Equal(three.Loss, all["three_loss"], 1e-6);
        Assert.Equal((0.75 * four.Loss) + (2 * three.Loss), all.Loss, 1e-5);
        var outputs = model.PredictAll(new ArrayData(X));
        Assert.Equal(OneHead(model, 0).Predict(X).Data, outputs[0].Data);
        Assert.Equal(OneHead(model, 1).Predict(X).Data, outputs[1].Data);
        Assert.Contains("PredictAll", Assert.Throws<InvalidOperationException>(() => model.Predict(X)).Message);
    }

    [Fact]
    public void Their_gradients_add_up()
    {
        // One step of plain descent moves the trunk by the weighted sum of what each head alone moves it.
        float[] Moved(Action<Model> compile, params Tensor[] targets)
        {
            var model = TwoHeads();
            var before = model.Values()[0].Data;
            compile(model);
            model.Fit(ArrayData.Of([X], targets), batchSize: 20, shuffle: false);
            return [.. model.Values()[0].Data.Zip(before, (a, b) => a - b)];
        }
        var four = Moved(m => m.Compile("sgd", [Sparse, null]), Four);
        var three = Moved(m => m.Compile("sgd", [null, Sparse]), Three);
        var both = Moved(m => m.Compile("sgd", [Sparse, Sparse], lossWeights: [0.5, 3]), Four, Three);
        Close.Assert(both, [.. four.Zip(three, (a, b) => (0.5 * a) + (3.0 * b))], 1e-4);
    }

    [Fact]
    public void An_output_without_a_loss_needs_no_targets_and_stays()
    {
        var model = TwoHeads();
        var head = model.GetWeights().Where(w => w.Name.StartsWith("three/", StringComparison.Ordinal)).Select(w => w.Value.Data).ToArray();
        model.Compile("adam", [Sparse, null]);
        model.Fit(new ArrayData(X, Four), epochs: 2);
        Assert.Equal(head, model.GetWeights().Where(w => w.Name.StartsWith("three/", StringComparison.Ordinal)).Select(w => w.Value.Data));
    }

    [Fact]
    public void Wrong_numbers_are_told()
    {
        var model = TwoHeads();
        ThreeParts.Throws<ArgumentException>(() => model.Compile("sgd", [Sparse]), "1 losses", "2 outputs");
        ThreeParts.Throws<ArgumentException>(() => model.Compile("sgd", [Sparse, Sparse], lossWeights: [1]), "1 loss weights");
        ThreeParts.Throws<ArgumentException>(() => model.Compile("sgd", [Sparse, Sparse], lossWeights: [1, double.NaN]), "NaN");
        ThreeParts.Throws<ArgumentException>(() => model.Compile("sgd", [null, null]), "no loss");
        model.Compile("sgd", Sparse);
        ThreeParts.Throws<ArgumentException>(() => model.Fit(new ArrayData(X, Four)), "1 targets", "need 2");
    }

    [Fact]
    public void Frozen_layers_keep_their_weights_and_have_no_slots()
    {
        var model = TwoHeads();
        model.GetLayer("trunk").Trainable = false;
        model.Compile("adam", Sparse);
        var trunk = model.Values()[0].Data;
        Assert.Equal(model.ParameterCount - model.GetLayer("trunk").ParameterCount, model.TrainableParameterCount);
        model.Fit(ArrayData.Of([X], [Four, Three]), epochs: 3);
        Assert.Equal(trunk, model.Values()[0].Data);
        Assert.DoesNotContain(model.GetOptimizerState().Slots, s => s.Name.StartsWith("trunk/", StringComparison.Ordinal));
        // What was frozen when it was compiled stays so until it is compiled again.
        model.GetLayer("trunk").Trainable = true;
        model.Fit(ArrayData.Of([X], [Four, Three]));
        Assert.Equal(trunk, model.Values()[0].Data);
        model.Compile("adam", Sparse);
        model.Fit(ArrayData.Of([X], [Four, Three]));
        Assert.NotEqual(trunk, model.Values()[0].Data);
    }
}
