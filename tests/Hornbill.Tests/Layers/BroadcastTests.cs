using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Layers;

/// <summary>Merging layers and operators between shapes that broadcast; values and gradients are in
/// <see cref="GoldenLayerTests"/>.</summary>
public class BroadcastTests
{
    // y · σ(W relu(V mean(y))): as everyone writes it, with the dimensions kept or not.
    static Model SqueezeAndExcitation(bool keepDims)
    {
        var x = new Input(6, 6, 3).Output;
        var y = new Conv2D(8, 3, padding: "same", activation: "relu").Apply(x);
        var gate = new Dense(2, "relu").Apply(new GlobalAveragePooling2D(keepDims).Apply(y));
        gate = new Dense(8, "sigmoid").Apply(gate);
        return new([x], [new Dense(3, "softmax").Apply(new Flatten().Apply(y + (y * gate)))], seed: 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Squeeze_and_excitation_learns_with_the_same_bits_on_any_number_of_threads(bool keepDims)
    {
        var data = Samples.Data([6, 6, 3], 30, 3);
        var bits = new[] { 1, 2, 3 }.Select(threads =>
        {
            var model = SqueezeAndExcitation(keepDims);
            model.Workers = new Workers(threads);
            model.Compile("adam", "sparse_categorical_crossentropy");
            var first = model.Evaluate(data)["loss"];
            model.Fit(data, 8, epochs: 20);
            Assert.True(model.Evaluate(data)["loss"] < 0.9 * first);
            return Samples.Bits(model);
        }).ToArray();
        Assert.All(bits, b => Assert.Equal(bits[0], b));
    }

    [Fact]
    public void It_comes_back_from_its_configuration_and_an_image_at_a_time_gives_the_same()
    {
        var model = SqueezeAndExcitation(true);
        var again = Model.FromConfig(model.ToConfig(), model.Seed);
        Assert.Equal(model.ToConfig(), again.ToConfig());
        var x = Samples.Random([6, 6, 3], 5);
        Assert.Equal(model.Predict(x).Data, again.Predict(x).Data);
        Close.Assert(model.Predict(x, batchSize: 1).Data, [.. model.Predict(x).Data], 1e-6);
    }

    [Fact]
    public void The_result_has_the_shape_of_both_together()
    {
        Node Of(params int[] shape) => new Input(shape).Output;
        Assert.Equal([4, 5, 3], new Multiply().Apply(Of(4, 5, 3), Of(3)).Shape);
        Assert.Equal([4, 5, 3], new Add().Apply(Of(1, 1, 3), Of(4, 5, 1)).Shape);
        Assert.Equal([4, 5, 3], new Average().Apply(Of(3), Of(5, 1), Of(4, 1, 1)).Shape);
        Assert.Equal([4, 5], (Of(4, 1) / Of(5)).Shape);
    }

    [Fact]
    public void Shapes_that_do_not_broadcast_are_refused()
    {
        var (a, b) = (new Input(5, 4, 3).Output, new Input(5, 4, 2).Output);
        ThreeParts.Throws<ArgumentException>(() => new Multiply().Apply(a, b), "Multiply", "(5, 4, 2)", "(5, 4, 3)");
        var huge = new Input(1, 60_000, 1).Output;
        ThreeParts.Throws<ArgumentException>(() => new Add().Apply(huge, new Input(60_000, 1, 1).Output), "(60000, 60000, 1)");
        ThreeParts.Throws<ArgumentException>(() => new Power(double.NaN), "exponent");
    }

    sealed class Scaled : Layer
    {
        public override Config GetConfig() => new();

        protected internal override Node Build(Node input) =>
            (input * AddWeight("scale", [input.Shape[^1]], "ones")) + AddWeight("shift", [input.Shape[^1]], "zeros");
    }

    [Fact]
    public void Weights_of_ones_own_layer_go_by_operators_too()
    {
        var model = new Sequential([new Input(3, 2), new Scaled(), new Flatten(), new Dense(3, "softmax")]);
        var data = Samples.Data([3, 2], 12, 3);
        model.Compile("adam", "sparse_categorical_crossentropy");
        model.Fit(data, 4, epochs: 3);
        Assert.All(model.Layers[1].GetWeights(), w => Assert.DoesNotContain(w.Value.Data, v => v is 0 or 1));
        // By hand.
        var (scale, shift) = (model.Layers[1].GetWeights()[0].Value.Data, model.Layers[1].GetWeights()[1].Value.Data);
        var x = Samples.Random([3, 2], 2);
        var y = new Model(model.Inputs, [model.Layers[1].Output]).Predict(x);
        for (var i = 0; i < y.Data.Length; i++) Assert.Equal((x.Data[i] * scale[i % 2]) + shift[i % 2], y.Data[i], 1e-6);
    }
}
