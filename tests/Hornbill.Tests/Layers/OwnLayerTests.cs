using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Layers;

/// <summary>Layers as somebody outside writes them; labs/own-layer.cs is one who has only what is public.</summary>
public class OwnLayerTests
{
    const string Sparse = "sparse_categorical_crossentropy";

    /// <summary>x + relu(conv(x)).</summary>
    sealed class Residual(int filters) : Layer
    {
        readonly Conv2D _conv = new(filters, 3, padding: "same", activation: "relu");
        readonly Add _add = new();

        protected internal override Node Build(Node input) => _add.Apply(input, _conv.Apply(input));

        public override Config GetConfig() => new Config().Set("filters", filters);
    }

    /// <summary>x · w, w a matrix: what Dense without bias does, as an operation of one's own.</summary>
    sealed class Linear(int units) : Layer
    {
        protected internal override Node Build(Node input) =>
            Compute(new LinearOperation(units), input, AddWeight("kernel", [input.Shape[^1], units]));

        public override Config GetConfig() => new Config().Set("units", units);
    }

    sealed class LinearOperation(int units) : Operation
    {
        public override string Kind => "linear";

        public override Shape OutputShape(IReadOnlyList<Shape> inputs) => [units];

        public override void Forward(in ForwardSample s)
        {
            var x = s.Input(0);
            var w = s.Input(1);
            s.Output.Clear();
            for (var i = 0; i < w.Length; i++) s.Output[i % units] += x[i / units] * w[i];
        }

        public override void Backward(in BackwardSample s)
        {
            var x = s.Input(0);
            var w = s.Input(1);
            var dx = s.InputGradient(0);
            var dw = s.InputGradient(1);
            for (var i = 0; i < w.Length; i++)
            {
                if (!dx.IsEmpty) dx[i / units] += w[i] * s.Gradient[i % units];
                if (!dw.IsEmpty) dw[i] += x[i / units] * s.Gradient[i % units];
            }
        }
    }

    /// <summary>a · b of two inputs, which may be one.</summary>
    sealed class Product : Layer
    {
        protected internal override Node Build(Node input) => Build([input, input]);

        protected internal override Node Build(IReadOnlyList<Node> inputs) => Compute(new ProductOperation(), inputs[0], inputs[^1]);

        public override Config GetConfig() => new();
    }

    sealed class ProductOperation : Operation
    {
        public override string Kind => "product";

        public override Shape OutputShape(IReadOnlyList<Shape> inputs) => inputs[0];

        public override void Forward(in ForwardSample s)
        {
            for (var i = 0; i < s.Output.Length; i++) s.Output[i] = s.Input(0)[i] * s.Input(1)[i];
        }

        public override void Backward(in BackwardSample s)
        {
            for (var input = 0; input < 2; input++)
                for (var i = 0; i < s.InputGradient(input).Length; i++) s.InputGradient(input)[i] += s.Gradient[i] * s.Input(1 - input)[i];
        }
    }

    static readonly Dictionary<string, Func<Config, Layer>> Own = new()
    {
        ["Residual"] = c => new Residual(c.Int("filters")),
        ["Linear"] = c => new Linear(c.Int("units")),
        ["Product"] = _ => new Product(),
    };

    static Sequential Composed() => new([new Input(8, 8, 2), new Conv2D(4, 3), new Residual(4) { Name = "block" }, new Residual(4),
        new Flatten(), new Dense(3, "softmax")], seed: 4);

    static Sequential Operated(int inputs, int units, bool own, ulong seed = 6) => new(
        [new Input(inputs), new Dense(inputs, "tanh"), own ? new Linear(units) : new Dense(units, useBias: false), new Activation("tanh"),
            new Dense(3, "softmax")], seed: seed);

    [Fact]
    public void A_layer_made_of_layers_is_they_to_the_bit()
    {
        var own = Composed();
        var x = new Input(8, 8, 2).Output;
        var y = new Conv2D(4, 3).Apply(x);
        for (var i = 0; i < 2; i++) y = new Add().Apply(y, new Conv2D(4, 3, padding: "same", activation: "relu").Apply(y));
        var plain = new Model([x], [new Dense(3, "softmax").Apply(new Flatten().Apply(y))]);
        plain.SetWeights(own.Values());
        var data = Samples.Data([8, 8, 2], 20, 3);
        foreach (var m in new Model[] { own, plain }) m.Compile("adam", Sparse);
        Assert.Equal(Samples.Bits(plain.Fit(data, 7, epochs: 2, seed: 1)), Samples.Bits(own.Fit(data, 7, epochs: 2, seed: 1)));
        Assert.Equal(Samples.Bits(plain), Samples.Bits(own));
        Assert.Equal(["input", "conv2d", "block", "residual", "flatten", "dense"], own.Layers.Select(l => l.Name));
        Assert.Equal(["block/conv2d/kernel", "block/conv2d/bias"], own.GetLayer("block").GetWeights().Select(w => w.Name));
        Assert.Contains("└ conv2d (Conv2D)", own.Summary(expandNested: true));
    }

    [Fact]
    public void Frozen_it_freezes_what_it_is_made_of()
    {
        var own = Composed();
        own.GetLayer("block").Trainable = false;
        own.Compile("adam", Sparse);
        var before = own.Values();
        own.Fit(Samples.Data([8, 8, 2], 20, 3));
        Assert.Equal(before[2].Data, own.Values()[2].Data);
        Assert.NotEqual(before[4].Data, own.Values()[4].Data);
        var early = new Residual(4) { Trainable = false };
        Assert.Equal(0, new Sequential([new Input(8, 8, 4), early]).TrainableParameterCount);
    }

    [Theory]
    [InlineData(12, 7)]
    [InlineData(300, 250)] // too many weights for a sum per shard
    public void An_operation_learns_as_the_librarys_own(int inputs, int units)
    {
        var (own, dense) = (Operated(inputs, units, own: true), Operated(inputs, units, own: false));
        dense.SetWeights(own.Values());
        var data = Samples.Data([inputs], 40, 3);
        foreach (var m in new[] { own, dense }) m.Compile(new SGD(0.05), Sparse);
        Close.Assert(own.Predict(data).Data, [.. dense.Predict(data).Data], 1e-5);
        var losses = new[] { own, dense }.Select(m => m.Fit(data, 16, epochs: 3)["loss"][^1]).ToArray();
        Assert.Equal(losses[1], losses[0], 1e-4);
        foreach (var (a, b) in own.Values().Zip(dense.Values())) Close.Assert(a.Data, [.. b.Data], 1e-4);
    }

    [Theory]
    [InlineData(12, 7)]
    [InlineData(300, 250)]
    public void Its_bits_do_not_depend_on_threads(int inputs, int units)
    {
        var bits = new[] { 1, 2, 3, 7 }.Select(threads =>
        {
            var own = Operated(inputs, units, own: true);
            own.Workers = new Workers(threads);
            own.Compile("adam", Sparse);
            own.Fit(Samples.Data([inputs], 40, 3), 17, epochs: 2);
            return Samples.Bits(own);
        });
        Assert.Single(bits.Distinct());
    }

    [Fact]
    public void An_operation_of_one_node_twice_adds_both_gradients()
    {
        var model = new Sequential([new Input(3), new Product()]);
        var x = Samples.Random([3], 4);
        Close.Assert(model.Gradients(x, new Tensor([4, 3], [.. Enumerable.Repeat(1f, 12)]))[0].Data, [.. x.Data.Select(v => 2.0 * v)],
            1e-6);
        var inputs = new[] { new Input(3).Output, new Input(3).Output };
        var product = new Model(inputs, [new Product().Apply(inputs)]);
        Assert.Equal(["input", "input_1", "product"], product.Layers.Select(l => l.Name));
    }

    [Fact]
    public void Among_convolutions_with_rims_it_sees_plain_images()
    {
        var model = new Sequential([new Input(6, 6, 1), new Conv2D(3, 3, padding: "same"), new Product(), new Conv2D(3, 3, padding: "same"),
            new Flatten(), new Dense(3, "softmax")], seed: 3);
        var x = new Input(6, 6, 1).Output;
        var y = new Conv2D(3, 3, padding: "same").Apply(x);
        y = new Conv2D(3, 3, padding: "same").Apply(new Multiply().Apply(y, y));
        var plain = new Model([x], [new Dense(3, "softmax").Apply(new Flatten().Apply(y))]);
        plain.SetWeights(model.Values());
        var data = Samples.Data([6, 6, 1], 20, 3);
        foreach (var m in new Model[] { model, plain }) m.Compile("sgd", Sparse);
        Assert.Equal(Samples.Bits(plain.Fit(data, 8, seed: 1)), Samples.Bits(model.Fit(data, 8, seed: 1)));
        Assert.Equal(Samples.Bits(plain), Samples.Bits(model));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var model = Operated(12, 7, own: true);
        model.Compile("adam", Sparse);
        model.Workers = new Workers(1);
        var step = model.RandomStep(24, training: true);
        for (var i = 0; i < 4; i++) step();
        // What collections of other tests add comes once; what a step allocates comes each time.
        var least = Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 6; i++) step();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
    }

    [Fact]
    public void It_comes_back_by_its_name()
    {
        var model = Composed();
        var again = Model.FromConfig(model.ToConfig(), customObjects: Own);
        Assert.Equal(model.ToConfig(), again.ToConfig());
        again.SetWeights(model.Values());
        var x = Samples.Random([8, 8, 2], 3);
        Assert.Equal(model.Predict(x).Data, again.Predict(x).Data);
        Assert.Equal(model.Predict(x).Data, model.Clone(copyWeights: true, customObjects: Own).Predict(x).Data);
        var error = ThreeParts.Throws<InvalidDataException>(() => Model.FromConfig(model.ToConfig()), "Residual");
        Assert.Contains("customObjects", error.Message);
    }

    [Fact]
    public void Mistakes_are_told_in_three_parts()
    {
        var x = new Input(4).Output;
        ThreeParts.Throws<ArgumentException>(() => new Layered(n => n, new Shapeless()).Apply(x), "shapeless", "()");
        var stranger = new Dense(4).Apply(new Input(4).Output);
        ThreeParts.Throws<ArgumentException>(() => new Layered(n => new Add().Apply(n, stranger), null).Apply(x), "not among its 1 inputs");
        ThreeParts.Throws<ArgumentException>(() => new Layered(n => n, null, [4, 0]).Apply(x), "(4, 0)");
        var model = new Sequential([new Input(4), new Dense(4), new Layered(n => n, new Constant()), new Dense(3, "softmax")]);
        model.Workers = new Workers(1);
        model.Compile("sgd", Sparse);
        ThreeParts.Throws<NotSupportedException>(() => model.Fit(Samples.Data([4], 8, 3)), "'constant'", "Backward");
    }

    sealed class Layered(Func<Node, Node> build, Operation? operation, Shape? weight = null) : Layer
    {
        protected internal override Node Build(Node input) =>
            weight is { } w ? AddWeight("w", w) : operation is null ? build(input) : Compute(operation, build(input));

        public override Config GetConfig() => new();
    }

    sealed class Shapeless : Operation
    {
        public override string Kind => "shapeless";

        public override Shape OutputShape(IReadOnlyList<Shape> inputs) => [];

        public override void Forward(in ForwardSample s) { }
    }

    sealed class Constant : Operation
    {
        public override string Kind => "constant";

        public override Shape OutputShape(IReadOnlyList<Shape> inputs) => inputs[0];

        public override void Forward(in ForwardSample s) => s.Output.Fill(1);
    }
}
