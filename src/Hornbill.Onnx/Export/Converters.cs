using Hornbill.Graph;
using Hornbill.Graph.Ops;

namespace Hornbill.Onnx.Export;

/// <summary>What each operation of the library becomes in ONNX.</summary>
static class Converters
{
    public static readonly IReadOnlyDictionary<Type, Func<Exporter, Node, Value>> All = new Dictionary<Type, Func<Exporter, Node, Value>>
    {
        [typeof(AveragePooling)] = Poolings.Average,
        [typeof(BatchNormalization)] = Normalizations.Batch,
        [typeof(Bias)] = Windows.Bias,
        [typeof(BroadcastMerge)] = Merges.Broadcast,
        [typeof(Concatenation)] = Merges.Concatenation,
        [typeof(ContrastOp)] = Same,
        [typeof(Convolution)] = Windows.Convolution,
        [typeof(CropOp)] = Moves.Crop,
        [typeof(Dense)] = Products.Dense,
        [typeof(DepthwiseConvolution)] = Windows.Depthwise,
        [typeof(Dot)] = Products.Dot,
        [typeof(Elementwise)] = Functions.Convert,
        [typeof(EraseOp)] = Same,
        [typeof(GatedLinear)] = Functions.GatedLinear,
        [typeof(GroupNormalization)] = Normalizations.Group,
        [typeof(ImageOp)] = Images.Convert,
        [typeof(InverseRoot)] = Normalizations.InverseRoot,
        [typeof(LinearUpSampling)] = Images.LinearUpSampling,
        [typeof(LogSoftmax)] = Functions.LogSoftmax,
        [typeof(MaxPooling)] = Poolings.Max,
        [typeof(Merge)] = Merges.Pair,
        [typeof(Noise)] = Same,
        [typeof(PRelu)] = Functions.PRelu,
        [typeof(Rearrangement)] = Moves.Convert,
        [typeof(Relu)] = (x, node) => x.Map("Relu", x[node.Inputs[0]]),
        [typeof(RepeatChannels)] = Moves.RepeatChannels,
        [typeof(Resample)] = Images.Resample,
        [typeof(Softmax)] = Functions.Softmax,
        [typeof(Sparsemax)] = Functions.Sparsemax,
        [typeof(TakeChannels)] = Moves.TakeChannels,
        [typeof(TransposedConvolution)] = Windows.Transposed,
        [typeof(UnitLength)] = Normalizations.UnitLength,
        [typeof(View)] = Moves.View,
        [typeof(WarpOp)] = Same,
        [typeof(WeightedSum)] = Merges.WeightedSum,
        [typeof(ZeroPadding)] = Moves.Convert,
    };

    // What changes images in training alone.
    static Value Same(Exporter x, Node node) => x[node.Inputs[0]];
}
