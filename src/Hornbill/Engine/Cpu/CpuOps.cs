using Hornbill.Graph.Ops;

namespace Hornbill.Engine.Cpu;

/// <summary>Every operation with what it becomes on the processor: one line each. A test finds those that are missing.</summary>
static class CpuOps
{
    public static readonly IReadOnlyDictionary<Type, CpuOp> All = new Dictionary<Type, CpuOp>
    {
        [typeof(AveragePooling)] = new AveragePoolingSteps(),
        [typeof(BatchNormalization)] = new NormalizationSteps(),
        [typeof(Bias)] = new BiasSteps(),
        [typeof(Convolution)] = new ConvolutionSteps(),
        [typeof(Dense)] = new DenseSteps(),
        [typeof(DepthwiseConvolution)] = new DepthwiseConvolutionSteps(),
        [typeof(GroupNormalization)] = new GroupNormalizationSteps(),
        [typeof(MaxPooling)] = new MaxPoolingSteps(),
        [typeof(Relu)] = new ReluSteps(),
        [typeof(Reorder)] = new ReorderSteps(),
        [typeof(TransposedConvolution)] = new TransposedConvolutionSteps(),
    };
}
