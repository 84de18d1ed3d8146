using Hornbill.Layers;
using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Import;

/// <summary>Makes what a node gives of what it gets.</summary>
/// <param name="to">Where layers are made.</param>
/// <param name="node">The node's settings.</param>
/// <param name="inputs">What it gets; null where an input is left out.</param>
delegate Operand[] Operator(Importer to, Settings node, Operand?[] inputs);

/// <summary>The operators that are read, by name.</summary>
static class Operators
{
    static readonly Dictionary<string, Operator> All = new()
    {
        ["Add"] = Merging.Add,
        ["AveragePool"] = Pooling.Average,
        ["BatchNormalization"] = Normalizing.Batch,
        ["Cast"] = Shaping.Cast,
        ["Celu"] = Functions.Celu,
        ["Clip"] = Functions.Clip,
        ["Concat"] = Merging.Concat,
        ["Conv"] = Convolving.Conv,
        ["ConvTranspose"] = Convolving.Transposed,
        ["Div"] = Merging.Div,
        ["Dropout"] = Functions.Dropout,
        ["Elu"] = Functions.Elu,
        ["Erf"] = Import.Gelu.Erf,
        ["Exp"] = Functions.Word("exponential"),
        ["Flatten"] = Shaping.Flatten,
        ["Gather"] = Shaping.Gather,
        ["Gelu"] = Functions.Gelu,
        ["Gemm"] = Products.Gemm,
        ["GlobalAveragePool"] = Pooling.GlobalAverage,
        ["GlobalMaxPool"] = Pooling.GlobalMax,
        ["HardSigmoid"] = Functions.HardSigmoid,
        ["HardSwish"] = Functions.Word("hard_silu"),
        ["Identity"] = (_, node, x) => [x[0] ?? throw node.Bad("no input", "one")],
        ["InstanceNormalization"] = Normalizing.Instance,
        ["LRN"] = Normalizing.LocalResponse,
        ["LeakyRelu"] = Functions.LeakyRelu,
        ["LogSoftmax"] = Functions.LogSoftmax,
        ["MatMul"] = Products.MatMul,
        ["Max"] = Merging.Max,
        ["MaxPool"] = Pooling.Max,
        ["Mean"] = Merging.Mean,
        ["Min"] = Merging.Min,
        ["Mish"] = Functions.Word("mish"),
        ["Mul"] = Merging.Mul,
        ["Neg"] = Functions.Made(() => new Rescaling(-1)),
        ["PRelu"] = Functions.PRelu,
        ["Pad"] = Padding.Pad,
        ["Pow"] = Merging.Pow,
        ["Reciprocal"] = Functions.Made(() => new Power(-1)),
        ["ReduceMax"] = Reducing.Max,
        ["ReduceMean"] = Reducing.Mean,
        ["ReduceSum"] = Reducing.Sum,
        ["Relu"] = Functions.Made(() => new ReLU()),
        ["Reshape"] = Shaping.Reshape,
        ["Selu"] = Functions.Selu,
        ["Shape"] = Shaping.Shape,
        ["Sigmoid"] = Functions.Word("sigmoid"),
        ["Slice"] = Shaping.Slice,
        ["Softmax"] = Functions.Softmax,
        ["Softplus"] = Functions.Word("softplus"),
        ["Softsign"] = Functions.Word("softsign"),
        ["Split"] = Shaping.Split,
        ["Sqrt"] = Functions.Made(() => new Power(0.5)),
        ["Squeeze"] = Shaping.Squeeze,
        ["Sub"] = Merging.Sub,
        ["Sum"] = Merging.Sum,
        ["Tanh"] = Functions.Word("tanh"),
        ["ThresholdedRelu"] = Functions.ThresholdedRelu,
        ["Transpose"] = Shaping.Transpose,
        ["Unsqueeze"] = Shaping.Unsqueeze,
    };

    /// <summary>Operators that have the channels first.</summary>
    public static readonly IReadOnlySet<string> HaveChannels = new HashSet<string>
    {
        "AveragePool", "BatchNormalization", "Conv", "ConvTranspose", "GlobalAveragePool", "GlobalMaxPool", "InstanceNormalization", "LRN",
        "MaxPool",
    };

    /// <summary>Operators whose result has the dimensions of what they get.</summary>
    public static readonly IReadOnlySet<string> KeepOrder = new HashSet<string>
    {
        "Add", "Cast", "Celu", "Clip", "Concat", "Div", "Dropout", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid", "HardSwish", "Identity",
            "LeakyRelu",
        "Max", "Mean", "Min", "Mish", "Mul", "Neg", "PRelu", "Pad", "Pow", "Reciprocal", "Relu", "Selu", "Sigmoid", "Slice", "Softplus",
        "Softsign", "Split", "Sqrt", "Sub", "Sum", "Tanh", "ThresholdedRelu",
    };

    /// <summary>Names of all that is read.</summary>
    public static IEnumerable<string> Names => All.Keys.Concat(Folding.Names).Distinct().Order(StringComparer.Ordinal);

    public static Operator Find(OnnxNode node) => node.Domain is "" or "ai.onnx" && All.TryGetValue(node.Operator, out var known)
        ? known
        : throw new FormatException(
            $"{Settings.Shown(node)} is of an operator that is not supported, of the domain '{Choices.Short(node.Domain)}'; " +
            $"supported are {string.Join(", ", Names)}");

    /// <summary>A value that comes from an input.</summary>
    public static Flow Flow(this Operand?[] inputs, Settings node, int index) => inputs.ElementAtOrDefault(index) switch
    {
        Flow flow => flow,
        Numbers => throw node.Bad($"a constant as input {index}", "what an input of the model reaches"),
        _ => throw node.Bad($"no input {index}", "one"),
    };

    /// <summary>Numbers of the file; null where the input is left out.</summary>
    public static Numbers? Constant(this Operand?[] inputs, Settings node, int index) => inputs.ElementAtOrDefault(index) switch
    {
        Numbers numbers => numbers,
        null => null,
        _ => throw node.Bad($"an input {index} that is computed", "a constant"),
    };

    /// <summary>Numbers of the file that must be there.</summary>
    public static Numbers Needed(this Operand?[] inputs, Settings node, int index) =>
        inputs.Constant(node, index) ?? throw node.Bad($"no input {index}", "a constant");

    /// <summary>Whole numbers of a setting, which newer sets of operators have as an input.</summary>
    public static int[]? Ints(this Operand?[] inputs, Settings node, string name, int index) =>
        node.Ints(name) ?? (inputs.Constant(node, index) is { } n ? n.Ints(node) : null);

    public static int[] Ints(this Numbers numbers, Settings node) => numbers.Longs is { } longs
        ? [.. longs.Select(n => node.Small(n, "input"))]
        : throw node.Bad("floats", "whole numbers");

    /// <summary>A dimension of a sample that an axis names; the batch has none.</summary>
    public static int Axis(this Settings node, long axis, int rank)
    {
        var d = axis < 0 ? axis + rank + 1 : axis;
        return d > 0 && d <= rank ? (int)d - 1 : throw node.Bad($"the axis {axis}", $"one of 1 to {rank}, since 0 is the batch's,");
    }

    /// <summary>The sizes of a sample, all of which must be known.</summary>
    public static int[] Known(this Settings node, Flow flow) => flow.Dims is var dims && dims.All(d => d >= 0) ? dims : throw node.Bad(
        "an input of an open size", "a size that is known (give the model's: OnnxModel.Load(path, inputShape: (224, 224, 3)))");
}
