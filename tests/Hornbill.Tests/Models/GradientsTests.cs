using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Gradients by inputs and inner outputs.</summary>
public class GradientsTests
{
    static Sequential Net() => new([new Input(6, 6, 2), new Conv2D(4, 3, padding: "same", activation: "tanh"),
        new Conv2D(3, 3, padding: "same", activation: "tanh"),
                                    new Dropout(0.5), new Flatten(), new Dense(5, "softmax")], seed: 11);

    static readonly Tensor X = Samples.Random([6, 6, 2], 7);

    [Fact]
    public void By_the_input_they_are_what_differences_give()
    {
        var model = Net();
        var gradient = Assert.Single(model.Gradients(X, index: 2));
        Assert.Equal(X.Shape, gradient.Shape);
        const float Step = 1 / 64f;
        foreach (var i in new[] { 0, 17, 71 })
        {
            var (up, down) = (Moved(i, Step), Moved(i, -Step));
            for (var n = 0; n < 7; n++)
                Assert.Equal((model.Predict(up)[n, 2] - model.Predict(down)[n, 2]) / (2 * Step), gradient.Row(n)[i], 1e-3);
        }
        Assert.Contains(gradient.Data, g => Math.Abs(g) > 0.01);
    }

    static Tensor Moved(int element, float by)
    {
        var moved = new Tensor(X.Shape, [.. X.Data]);
        for (var n = 0; n < 7; n++) moved.Row(n)[element] += by;
        return moved;
    }

    [Fact]
    public void By_an_inner_output_the_chain_rule_leads_to_the_input()
    {
        // A linear first layer: the gradient by its input is its kernel times the gradient by its output.
        var model = new Sequential([new Input(4), new Dense(6), new Activation("tanh"), new Dense(3)], seed: 2);
        var x = Samples.Random([4], 5);
        var both = model.Gradients(x, 1, [model.GetLayer("dense").Output, model.Inputs[0]]);
        var kernel = model.Values()[0];
        for (var n = 0; n < 5; n++)
            for (var i = 0; i < 4; i++)
                Assert.Equal(Enumerable.Range(0, 6).Sum(j => kernel[i, j] * both[0][n, j]), both[1][n, i], 1e-5);
        // The last layer's output has the direction itself.
        var direction = Samples.Random([3], 5, 9);
        Assert.Equal(direction.Data, model.Gradients(x, direction, [model.Output])[0].Data);
    }

    [Fact]
    public void A_direction_sums_the_classes_and_batches_threads_and_neighbours_change_no_bit()
    {
        var model = Net();
        Node[] by = [model.GetLayer("conv2d_1").Output, model.Inputs[0]];
        var direction = new Tensor([7, 5], [.. Enumerable.Range(0, 35).Select(i => i % 5 == 2 ? 1f : 0)]);
        var one = model.Gradients(X, direction, by);
        Assert.Equal(model.Gradients(X, 2, by).Select(t => t.Data), one.Select(t => t.Data));
        model.Workers = new Workers(3);
        Assert.Equal(one.Select(t => t.Data), model.Gradients(X, 2, by).Select(t => t.Data));
        Close.Assert(model.Gradients(X, 2, by, batchSize: 3)[0].Data, [.. one[0].Data], 1e-6);
        var two = new Tensor([7, 5], [.. Enumerable.Range(0, 35).Select(i => i % 5 is 2 or 4 ? 1f : 0)]);
        Close.Assert(model.Gradients(X, two)[0].Data,
            [.. model.Gradients(X, 2)[0].Data.Zip(model.Gradients(X, 4)[0].Data, (a, b) => (double)a + b)], 1e-5);
    }

    [Fact]
    public void Of_the_loss_they_are_each_samples_own()
    {
        var model = new Sequential([new Input(4), new Dense(3, "softmax")], seed: 2);
        model.Compile("sgd", "sparse_categorical_crossentropy");
        var (x, labels) = (Samples.Random([4], 6), Samples.Labels(6, 3));
        var gradient = model.Gradients(new ArrayData(x, labels), batchSize: 4)[0];
        var (p, kernel) = (model.Predict(x), model.Values()[0]);
        for (var n = 0; n < 6; n++)
            for (var i = 0; i < 4; i++)
                Assert.Equal(Enumerable.Range(0, 3).Sum(c => kernel[i, c] * (p[n, c] - (labels.Data[n] == c ? 1 : 0))), gradient[n, i],
                    1e-5);
    }

    [Fact]
    public void A_kept_plan_gives_the_same_again_and_follows_the_weights()
    {
        var model = Net();
        var first = model.Gradients(X, 0)[0].Data;
        Assert.Equal(first, model.Gradients(X, 0)[0].Data);
        model.SetWeights([.. model.Values().Select(t => new Tensor(t.Shape, [.. t.Data.Select(v => 2 * v)]))]);
        Assert.NotEqual(first, model.Gradients(X, 0)[0].Data);
    }

    [Fact]
    public void Inner_outputs_are_read_by_a_model_that_ends_there()
    {
        var model = Net();
        var both = new Model(model.Inputs, [model.GetLayer("conv2d").Output, model.Output]);
        var outputs = both.PredictAll(new ArrayData(X));
        Assert.Equal(Shape.Create(7, 6, 6, 4), outputs[0].Shape);
        Assert.Equal(model.Predict(X).Data, outputs[1].Data);
    }

    [Fact]
    public void Of_two_inputs_each_has_its_own()
    {
        var (a, b) = (new Input(3).Output, new Input(3).Output);
        var model = new Model([a, b], [new Multiply().Apply(a, b)]);
        var (x, y) = (Samples.Random([3], 4), Samples.Random([3], 4, 5));
        var by = model.Gradients(ArrayData.Of([x, y], []), 1);
        for (var n = 0; n < 4; n++)
        {
            Assert.Equal([0, y[n, 1], 0], by[0].Row(n).ToArray());
            Assert.Equal([0, x[n, 1], 0], by[1].Row(n).ToArray());
        }
    }

    [Fact]
    public void Nodes_off_the_path_are_told()
    {
        var model = Net();
        ThreeParts.Throws<ArgumentException>(() => model.Gradients(X, 5), "number 5", "0 to 4");
        ThreeParts.Throws<ArgumentException>(() => model.Gradients(X, 0, output: 1), "output 1", "has 1");
        ThreeParts.Throws<ArgumentException>(() => model.Gradients(X, 0, []), "no nodes");
        ThreeParts.Throws<ArgumentException>(() => model.Gradients(X, 0, [Net().Output]), "no part");
        ThreeParts.Throws<ArgumentException>(() => model.Gradients(X, new Tensor([7, 4])), "(7, 4)", "(7, 5)");
        ThreeParts.Throws<ArgumentException>(() => model.Gradients(new Tensor([7, 3, 3, 2]), 0), "(3, 3, 2)");
        ThreeParts.Throws<InvalidOperationException>(() => model.Gradients(new ArrayData(X, Samples.Labels(7, 5))), "not compiled");
        var x = new Input(3).Output;
        var (left, right) = (new Dense(2) { Name = "left" }.Apply(x), new Dense(2) { Name = "right" }.Apply(x));
        var two = new Model([x], [left, right]);
        var error = ThreeParts.Throws<ArgumentException>(() =>
            two.Gradients(new Tensor([1, 3]), 0, [right]), "'right'", "(2,)", "does not depend");
        Assert.Contains("'left'", error.Message);
    }
}
