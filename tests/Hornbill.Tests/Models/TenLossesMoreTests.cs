using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Ten training losses of nets with batch normalisation, a transposed convolution, branches and two inputs: see
/// ten_losses_more.py.</summary>
public class TenLossesMoreTests(ITestOutputHelper output)
{
    const int Seed = 1000;

    [Theory]
    [InlineData("lab-b-2")]
    [InlineData("lab-b-4")]
    [InlineData("lab-c-8")]
    [InlineData("lab-c-resnet")]
    [InlineData("two inputs")]
    public void Ten_losses_are_those_of_another_program(string net)
    {
        var run = GoldenData.Read("ten_losses_more.json").GetProperty("runs").EnumerateArray()
            .Single(r => r.GetProperty("net").GetString() == net);
        var (batch, expected) = (run.GetProperty("batch").GetInt32(), run.Doubles("double"));
        var model = net == "two inputs" ? TwoInputs() : Nets.Find(net)
            .Build(set: net == "lab-b-4" ? new Dictionary<string, string> { ["dropout"] = "0" } : null);
        model.Numerics = Numerics.Exact;
        model.Optimizer!.LearningRate = run.GetProperty("learning_rate").GetDouble();
        string[] shapes = [.. run.GetProperty("kernels").EnumerateArray().Select(s =>
            $"({string.Join(", ", s.EnumerateArray().Select(d => d.GetInt32()))})")];
        SetKernels(model, shapes);
        var losses = Enumerable.Range(0, expected.Length).Select(t => model.Fit(Batch(model, t, batch), batch, shuffle: false)["loss"][0])
            .ToArray();
        var differences = losses.Zip(expected, (l, e) => Math.Abs((l / e) - 1)).ToArray();
        var median = differences.Order().Skip(4).Take(2).Average();
        output.WriteLine(
            $"{net}: median {median:g3}, largest {differences.Max():g3}; in single precision there " +
            $"{run.GetProperty("median_difference").GetDouble():g3}, " +
                         $"{run.GetProperty("largest_difference").GetDouble():g3}");
        Assert.True(median <= 1e-4 && differences.Max() <= 3e-3,
            $"{net}: {string.Join(", ", losses)}, expected {string.Join(", ", expected)}");
    }

    // Kernels in the order of computation; what has one dimension begins as it is.
    static void SetKernels(Model model, string[] shapes)
    {
        var k = 0;
        Assert.Equal(shapes, model.GetWeights().Where(w => w.Value.Shape.Rank > 1).Select(w => $"{w.Value.Shape}"));
        model.SetWeights([.. model.GetWeights().Select(w =>
            w.Value.Shape.Rank == 1 ? w.Value : new Tensor(w.Value.Shape, GoldenData.Weight(Seed + k++, w.Value.Shape.ToArray())))]);
    }

    static Model TwoInputs()
    {
        var (x, other) = (new Input(12, 12, 3).Output, new Input(6).Output);
        var y = new MaxPooling2D(2).Apply(new BatchNormalization().Apply(new Conv2D(8, 3, padding: "same", activation: "relu").Apply(x)));
        y = new Concatenate().Apply(new Flatten().Apply(y), new Dense(16, "relu").Apply(other));
        var model = new Model([x, other], [new Dense(10, "softmax").Apply(y)]);
        model.Compile(new Adam(0.01), "sparse_categorical_crossentropy");
        return model;
    }

    static ArrayData Batch(Model model, int t, int size)
    {
        var labels = GoldenData.Labels(Seed + 200 + t, size);
        var (side, channels) = (model.InputShape[0], model.InputShape[2]);
        float[][] planes = [.. Enumerable.Range(0, channels).Select(c => GoldenData.Images(Seed + 100 + t + (300 * c), labels, side))];
        var x = new Tensor([size, side, side, channels],
            [.. Enumerable.Range(0, planes[0].Length * channels).Select(i => planes[i % channels][i / channels])]);
        Tensor[] inputs = model.Inputs.Count == 1 ? [x]
            : [x, new([size, 6], [.. GoldenData.Signed(Seed + 700 + t, size * 6, 1).Select(v => (float)v)])];
        return ArrayData.Of(inputs, [new([size], [.. labels.Select(l => (float)l)])]);
    }
}
