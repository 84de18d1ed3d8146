using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Simd;
using Hornbill.Tensors;
using Hornbill.Tests.Engine;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Graph;
using Xunit;
using Weight = Hornbill.Graph.Ops.Weight;

namespace Hornbill.Tests.Layers;

/// <summary>Layers against PyTorch (eng/golden/layers.py): values, and gradients by inputs and weights.</summary>
public class GoldenLayerTests
{
    const double Tolerance = 1e-5;
    const int Count = 2;

    // In the order of the script, which the numbers depend on.
    static readonly (string Name, Func<Layer> Make, Shape[] Inputs)[] Cases =
    [
        ("AveragePooling2D", () => new AveragePooling2D(), [[5, 6, 3]]),
        ("AveragePooling2D same", () => new AveragePooling2D(3, 2, "same"), [[5, 6, 2]]),
        ("AveragePooling2D apart", () => new AveragePooling2D((2, 3), (3, 1)), [[6, 7, 1]]),
        ("AveragePooling1D same", () => new AveragePooling1D(3, 2, "same"), [[6, 3]]),
        ("MaxPooling1D same", () => new MaxPooling1D(3, 2, "same"), [[6, 3]]),
        ("MaxPooling2D large", () => new MaxPooling2D(16, 1), [[16, 17, 2]]),
        ("GlobalMaxPooling1D", () => new GlobalMaxPooling1D(), [[7, 3]]),
        ("GlobalMaxPooling2D", () => new GlobalMaxPooling2D(), [[5, 4, 3]]),
        ("GlobalAveragePooling1D", () => new GlobalAveragePooling1D(), [[7, 3]]),
        ("GlobalAveragePooling2D", () => new GlobalAveragePooling2D(keepDims: true), [[5, 4, 3]]),
        ("Permute", () => new Permute(3, 1, 2), [[2, 3, 4]]),
        ("RepeatVector", () => new RepeatVector(3), [[5]]),
        ("ZeroPadding2D", () => new ZeroPadding2D(((1, 3), (2, 0))), [[3, 2, 2]]),
        ("Cropping2D", () => new Cropping2D(((1, 2), (3, 0))), [[5, 6, 2]]),
        ("UpSampling2D", () => new UpSampling2D((2, 3)), [[3, 2, 2]]),
        ("UpSampling2D bilinear", () => new UpSampling2D((2, 3), "bilinear"), [[3, 2, 2]]),
        ("UpSampling2D bilinear 4", () => new UpSampling2D(4, "bilinear"), [[2, 3, 1]]),
        ("Add", () => new Add(), [[2, 3], [2, 3], [2, 3]]),
        ("Average", () => new Average(), [[2, 3], [2, 3], [2, 3]]),
        ("Subtract", () => new Subtract(), [[2, 3], [2, 3]]),
        ("Multiply", () => new Multiply(), [[2, 3], [2, 3], [2, 3]]),
        ("Maximum", () => new Maximum(), [[2, 3], [2, 3], [2, 3]]),
        ("Minimum", () => new Minimum(), [[2, 3], [2, 3], [2, 3]]),
        ("Concatenate", () => new Concatenate(), [[2, 3, 1], [2, 3, 2]]),
        ("Concatenate rows", () => new Concatenate(1), [[2, 3, 1], [1, 3, 1]]),
        ("Dot", () => new Dot(2), [[4, 3], [4, 3]]),
        ("Dot of axes", () => new Dot((1, -1)), [[2, 4, 3], [3, 2]]),
        ("Dot of cosines", () => new Dot(1, normalize: true), [[5, 2], [5]]),
        ("log_softmax", () => new Activation("log_softmax"), [[3, 4]]),
        ("Softmax of rows", () => new Softmax(1), [[3, 2, 2]]),
        ("PReLU", () => new PReLU(), [[3, 2, 2]]),
        ("PReLU of channels", () => new PReLU(sharedAxes: [1, 2]), [[3, 2, 4]]),
        ("Add a row", () => new Add(), [[3, 2, 4], [4]]),
        ("Multiply by a gate", () => new Multiply(), [[3, 2, 20], [1, 1, 20]]),
        ("Multiply by a map", () => new Multiply(), [[3, 2, 20], [3, 2, 1]]),
        ("Subtract from a column", () => new Subtract(), [[3, 1], [2, 3, 4]]),
        ("Maximum of rows and columns", () => new Maximum(), [[3, 1], [1, 4]]),
        ("Minimum with one", () => new Minimum(), [[2, 3], [1]]),
        ("Average of shapes", () => new Average(), [[2, 3, 4], [3, 1], [4]]),
        ("Divide", () => new Divide(), [[2, 3, 2], [2, 1, 2]]),
        ("arithmetic", () => new Written(x => (1 - (2 * x[0]) + (x[0] * x[1])) / 4 - -x[1] + 3), [[2, 3], [3]]),
        ("powers", () => new Written(x => x[0].Pow(2) + (1 / (x[0] + 2)) + (x[0] + 2).Pow(0.5) + (x[0] + 2).Pow(1.7)), [[2, 3]]),
        ("ZeroPadding1D", () => new ZeroPadding1D((2, 1)), [[4, 3]]),
        ("Cropping1D", () => new Cropping1D((2, 1)), [[6, 3]]),
        ("UpSampling1D", () => new UpSampling1D(3), [[4, 3]]),
        ("AdaptiveAveragePooling1D", () => new AdaptiveAveragePooling1D(3), [[7, 3]]),
        ("AdaptiveAveragePooling2D", () => new AdaptiveAveragePooling2D((3, 6)), [[7, 4, 3]]),
        ("AdaptiveMaxPooling1D", () => new AdaptiveMaxPooling1D(3), [[8, 3]]),
        ("AdaptiveMaxPooling2D", () => new AdaptiveMaxPooling2D((3, 2)), [[7, 5, 3]]),
        ("AdaptiveMaxPooling2D even", () => new AdaptiveMaxPooling2D((3, 2)), [[6, 4, 3]]),
        ("ReLU with a threshold", () => new ReLU(0.5, 0.1, 0.25), [[3, 5]]),
        ("Conv1DTranspose", () => new Conv1DTranspose(5, 3, strides: 2, useBias: false), [[4, 2]]),
        ("DepthwiseConv1D", () => new DepthwiseConv1D(3, depthMultiplier: 2, useBias: false), [[6, 3]]),
        ("SeparableConv1D", () => new SeparableConv1D(4, 3, depthMultiplier: 2, useBias: false), [[6, 3]]),
        ("LayerNormalization of all", () => new LayerNormalization([1, 2, 3]), [[3, 4, 2]]),
        ("LayerNormalization of rows", () => new LayerNormalization(1), [[3, 4, 2]]),
        ("LayerNormalization of rows and channels", () => new LayerNormalization([1, -1], center: false), [[3, 4, 2]]),
        ("LayerNormalization rms", () => new LayerNormalization(rmsScaling: true), [[3, 7]]),
        ("RMSNormalization", () => new RMSNormalization(), [[3, 7]]),
        ("RMSNormalization of rows", () => new RMSNormalization(1), [[3, 4, 2]]),
        ("GroupNormalization of rows", () => new GroupNormalization(3, axis: 1), [[6, 4, 2]]),
        ("UnitNormalization of rows", () => new UnitNormalization(1), [[3, 4, 2]]),
        ("UnitNormalization of all", () => new UnitNormalization([1, 2, 3]), [[3, 4, 2]]),
        ("BatchNormalization of rows", () => new BatchNormalization(1), [[3, 4, 2]]),
        ("TimeDistributed", () => new TimeDistributed(new Conv1D(4, 2)), [[3, 5, 2]]),
    ];

    // What a user writes with operators.
    sealed class Written(Func<IReadOnlyList<Node>, Node> function) : Layer
    {
        public override Config GetConfig() => new();

        protected internal override Node Build(Node input) => function([input]);

        protected internal override Node Build(IReadOnlyList<Node> inputs) => function(inputs);
    }

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_PyTorch_s(string name)
    {
        var golden = GoldenData.Read("layers.json").GetProperty(name);
        var number = Array.FindIndex(Cases, c => c.Name == name);
        var g = new TwinGraph(Count);
        var inputs = Cases[number].Inputs.Select((shape, i) => Input(g, shape, (8000 + (10 * number) + i, $"x{i}"))).ToArray();
        var y = Cases[number].Make().Apply(inputs);
        var weights = Node.Sorted([y]).Where(n => n.Op is Weight).ToArray(); // a weight of several steps has several nodes
        foreach (var w in weights) g.Set(w, GoldenData.Signed(8009 + (10 * number), w.Shape.Elements, 1));
        var loss = g.Loss(g.Flat(y), sparse: true, fromLogits: true);
        g.Leaves[loss.Inputs[1]] = [.. Enumerable.Range(0, Count).Select(n => (double)(7 * n % y.Shape.Elements))];
        g.Leaves[loss.Inputs[2]] = [1, 1];
        Node[] by = [.. inputs, .. weights];
        var run = new PlanRun(g, new Request([y], loss, by, Training: true), SimdWidth.Best);
        Close.Assert(run[y], golden.Doubles("y"), Tolerance, $"{name}: y");
        var gradients = golden.GetProperty("gradients").EnumerateArray()
            .Select(d => d.EnumerateArray().Select(v => v.GetDouble()).ToArray()).ToArray();
        Node[] compared = [.. inputs, .. weights.Where(w => ((Weight)w.Op).Variable.Trainable).DistinctBy(w => ((Weight)w.Op).Variable)];
        Assert.Equal(compared.Length, gradients.Length);
        for (var i = 0; i < compared.Length; i++) Close.Assert(run.Gradient(compared[i]), gradients[i], Tolerance, $"{name}: gradient {i}");
    }

    static Node Input(TwinGraph g, Shape shape, (long Stream, string Key) input)
    {
        var x = g.Input(input.Key, shape);
        g.Leaves[x] = GoldenData.Signed(input.Stream, Count * shape.Elements, 1);
        return x;
    }
}
