#:project ../src/Hornbill
// A layer of one's own, made of layers there are, and one with an operation of its own, trained on the glyphs.
//   dotnet run labs/own-layer.cs -- --epochs 3
// It saves the architecture as JSON and reads it again, which needs to know the new layers by name.

using Hornbill.Graph;
using Hornbill.Tensors;

var epochs = args is ["--epochs", var n] ? int.Parse(n) : 3;
var (train, test) = Glyphs.Load();

var model = new Sequential([
    new Input(28, 28, 1),
    new Conv2D(8, 3, strides: 2, padding: "same"),
    new Swish(),
    new Residual(8),
    new MaxPooling2D(2),
    new Flatten(),
    new Dense(10, activation: "softmax")], "own-layer");
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary(expandNested: true));

model.Fit(train, batchSize: 64, epochs: epochs, verbose: 1, validationSplit: 0.1);
Console.WriteLine($"test: {model.Evaluate(test)}");

var again = Model.FromConfig(model.ToConfig(), customObjects: new()
{
    ["Residual"] = c => new Residual(c.Int("filters")),
    ["Swish"] = _ => new Swish(),
});
again.SetWeights([.. model.GetWeights().Select(w => w.Value)]);
again.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine($"read again: {again.Evaluate(test)}");

/// <summary>x + swish(conv(swish(conv(x)))): two convolutions beside a shortcut.</summary>
sealed class Residual(int filters) : Layer
{
    readonly Conv2D _first = new(filters, 3, padding: "same"), _second = new(filters, 3, padding: "same");
    readonly Swish _between = new(), _after = new();
    readonly Add _add = new();

    protected override Node Build(Node x) => _add.Apply(x, _after.Apply(_second.Apply(_between.Apply(_first.Apply(x)))));

    public override Config GetConfig() => new Config().Set("filters", filters);
}

/// <summary>x · σ(β x) with a β for each channel that is learned. (Ramachandran et al., 2017)</summary>
sealed class Swish : Layer
{
    protected override Node Build(Node x) => Compute(new SwishOperation(), x, AddWeight("beta", [x.Shape[^1]], "ones"));

    public override Config GetConfig() => new();
}

sealed class SwishOperation : Operation
{
    public override string Kind => "swish";

    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => inputs[0];

    public override void Forward(in ForwardSample s)
    {
        var x = s.Input(0);
        var beta = s.Input(1);
        for (int i = 0, c = 0; i < x.Length; i++, c = c + 1 < beta.Length ? c + 1 : 0)
            s.Output[i] = x[i] * Sigmoid(beta[c] * x[i]);
    }

    public override void Backward(in BackwardSample s)
    {
        var x = s.Input(0);
        var beta = s.Input(1);
        var dx = s.InputGradient(0);
        var dbeta = s.InputGradient(1);
        for (int i = 0, c = 0; i < x.Length; i++, c = c + 1 < beta.Length ? c + 1 : 0)
        {
            var sigma = Sigmoid(beta[c] * x[i]);
            var slope = x[i] * sigma * (1 - sigma);
            if (!dx.IsEmpty) dx[i] += s.Gradient[i] * (sigma + (beta[c] * slope));
            if (!dbeta.IsEmpty) dbeta[c] += s.Gradient[i] * x[i] * slope;
        }
    }

    static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
