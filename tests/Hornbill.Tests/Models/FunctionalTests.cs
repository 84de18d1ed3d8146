using Hornbill.Data;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Simd;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

using Merging = Hornbill.Kernels.Merging;
using Rows = Hornbill.Kernels.Rows;

public unsafe class FunctionalTests
{
    static ArrayData Data(int samples, params Shape[] inputs)
    {
        var random = new Random(7);
        Tensor[] x = [.. inputs.Select(s => new Tensor(s.Prepend(samples),
            [.. Enumerable.Range(0, samples * s.Elements).Select(_ => random.NextSingle() - 0.5f)]))];
        return ArrayData.Of(x, [new Tensor([samples], [.. Enumerable.Range(0, samples).Select(i => (float)(i % 3))])]);
    }

    static Model Branched()
    {
        var x = new Input(8, 8, 3).Output;
        var a = new Conv2D(8, 3, padding: "same", activation: "relu").Apply(x);
        var b = new Conv2D(8, 1).Apply(x);
        var y = new Maximum().Apply(new Add().Apply(a, b, a), new Multiply().Apply(a, b), new Subtract().Apply(b, a));
        y = new Concatenate().Apply(new Minimum().Apply(y, a), x);
        y = new MaxPooling2D(2).Apply(y);
        return new([x], [new Dense(3, "softmax").Apply(new Flatten().Apply(y))], seed: 3);
    }

    [Fact]
    public void A_chain_written_as_a_graph_is_the_sequential_to_the_bit()
    {
        var x = new Input(8, 8, 3).Output;
        var y = new Conv2D(8, 3, activation: "relu").Apply(x);
        y = new MaxPooling2D(2).Apply(y);
        var graph = new Model([x], [new Dense(3, "softmax").Apply(new Flatten().Apply(y))], seed: 5);
        var chain = new Sequential([new Input(8, 8, 3), new Conv2D(8, 3, activation: "relu"), new MaxPooling2D(2), new Flatten(),
            new Dense(3, "softmax")], seed: 5);
        foreach (var model in new[] { graph, chain })
        {
            model.Compile("adam", "sparse_categorical_crossentropy");
            model.Fit(Data(20, [8, 8, 3]), batchSize: 7, epochs: 2);
        }
        Assert.Equal(chain.GetWeights().Select(w => w.Name), graph.GetWeights().Select(w => w.Name));
        foreach (var (a, b) in chain.GetWeights().Zip(graph.GetWeights())) Assert.Equal(a.Value.Data, b.Value.Data);
    }

    [Fact]
    public void Branches_learn()
    {
        var model = Branched();
        model.Compile(new Adam(0.01), "sparse_categorical_crossentropy", ["accuracy"]);
        var history = model.Fit(Data(24, [8, 8, 3]), batchSize: 8, epochs: 60);
        Assert.True(history["loss"][^1] < 0.1, $"the loss is {history["loss"][^1]} after 60 epochs");
    }

    [Fact]
    public void A_branched_model_comes_back_from_its_configuration()
    {
        var model = Branched();
        var again = Model.FromConfig(model.ToConfig());
        Assert.Equal(model.ToConfig(), again.ToConfig());
        again.SetWeights([.. model.GetWeights().Select(w => w.Value)]);
        var x = new Tensor([5, 8, 8, 3], [.. Enumerable.Range(0, 5 * 192).Select(i => i % 11 / 11f)]);
        Assert.Equal(model.Predict(x).Data, again.Predict(x).Data);
    }

    [Fact]
    public void Two_inputs_and_a_shared_layer()
    {
        var (a, b) = (new Input(6).Output, new Input(6).Output);
        var shared = new Dense(4, "tanh") { Name = "shared" };
        var y = new Dense(3, "softmax").Apply(new Concatenate().Apply(shared.Apply(a), shared.Apply(b)));
        var model = new Model([a, b], [y]);
        Assert.Equal(["input", "input_1", "shared", "concatenate", "dense"], model.Layers.Select(l => l.Name));
        Assert.Equal((6 * 4) + 4 + (8 * 3) + 3, model.ParameterCount);
        model.Compile(new Adam(0.02), "sparse_categorical_crossentropy");
        var history = model.Fit(Data(30, [6], [6]), batchSize: 10, epochs: 150);
        Assert.True(history["loss"][^1] < 0.6 * history["loss"][0], $"the loss went from {history["loss"][0]} to {history["loss"][^1]}");
        Assert.Equal(model.ToConfig(), Model.FromConfig(model.ToConfig()).ToConfig());
    }

    [Fact]
    public void A_model_that_ends_inside_another_shares_its_weights()
    {
        var x = new Input(8, 8, 1).Output;
        var features = new Flatten().Apply(new Conv2D(4, 3, activation: "relu").Apply(x));
        var whole = new Model([x], [new Dense(2, "softmax").Apply(features)], seed: 1); // a kernel whose relus are not all 0
        var part = new Model([x], [features]);
        var picture = new Tensor([1, 8, 8, 1], [.. Enumerable.Range(0, 64).Select(i => i / 64f)]);
        var before = part.Predict(picture).Data;
        whole.SetWeights([.. whole.GetWeights().Select(w => new Tensor(w.Value.Shape, [.. w.Value.Data.Select(v => 2 * v)]))]);
        Assert.NotEqual(before, part.Predict(picture).Data);
    }

    [Fact]
    public void Errors_say_what_came_what_is_needed_and_how_to_mend_it()
    {
        var (x, other) = (new Input(4).Output, new Input(4).Output);
        var y = new Dense(2).Apply(x);
        Assert.Contains("not among its inputs", Fails(() => _ = new Model([x], [new Add().Apply(y, new Dense(2).Apply(other))])));
        Assert.Contains("not used by its output", Fails(() => _ = new Model([x, other], [y])));
        Assert.Contains("no Input's output", Fails(() => _ = new Model([y], [new Dense(2).Apply(y)])));
        Assert.Contains("takes one", Fails(() => _ = new Dense(2).Apply(x, other)));
        Assert.Contains("at least two", Fails(() => _ = new Add().Apply(x)));
        Assert.Contains("takes two", Fails(() => _ = new Subtract().Apply(x, x, x)));
        Assert.Contains("the shape of its first input", Fails(() => _ = new Add().Apply(x, y)));
        Assert.Contains("applied again", Fails(() => { var d = new Dense(2); d.Apply(d.Apply(x)); }));
        Assert.Contains("different names", Fails(() =>
            _ = new Model([x], [new Dense(2) { Name = "a" }.Apply(new Dense(2) { Name = "a" }.Apply(x))])));
    }

    static string Fails(Action action) => Assert.Throws<ArgumentException>(action).Message;

    [Fact]
    public void Merges_and_their_gradients_follow_the_formulas()
    {
        Check<Merging.Sum>((a, b) => a + b, (_, _) => (1, 1));
        Check<Merging.Difference>((a, b) => a - b, (_, _) => (1, -1));
        Check<Merging.Product>((a, b) => a * b, (a, b) => (b, a));
        Check<Merging.Greater>(Math.Max, (a, b) => b > a ? (0, 1) : (1, 0));
        Check<Merging.Smaller>(Math.Min, (a, b) => a > b ? (0, 1) : (1, 0));
    }

    static void Check<F>(Func<float, float, float> value, Func<float, float, (float, float)> slopes) where F : struct, Merging.IFunction
    {
        var random = new Random(1);
        float[] a = [.. Enumerable.Range(0, 37).Select(_ => random.NextSingle() - 0.5f)], b =
            [.. a.Select((x, i) => i % 5 == 0 ? x : random.NextSingle() - 0.5f)];
        var dy = a.Select(_ => random.NextSingle()).ToArray();
        foreach (var width in SimdWidth.All)
        {
            Assert.Equal(a.Zip(b, value), Call<Merging.Value<F>>(width, a, b, null));
            Assert.Equal(dy.Select((g, i) => g * slopes(a[i], b[i]).Item1), Call<Merging.First<F>>(width, dy, a, b));
            Assert.Equal(dy.Select((g, i) => g * slopes(a[i], b[i]).Item2), Call<Merging.Second<F>>(width, dy, a, b));
        }
    }

    static float[] Call<O>(int width, float[] first, float[] second, float[]? third) where O : struct, Rows.IOperation
    {
        var y = new float[first.Length];
        fixed (float* a = first, b = second, c = third, to = y)
        {
            var s = new Rows.Arguments
            {
                Size = new(1, 1, y.Length), A = new(a, 0, 0), B = new(b, 0, 0), C = new(c, 0, 0),
                To = new(to, 0, 0)
            };
            SimdWidth.Call<Rows.Each<O>, Rows.Arguments>(width, &s);
        }
        return y;
    }
}
