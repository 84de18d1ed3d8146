using Hornbill.Graph.Ops;

namespace Hornbill.Engine.Cpu;

/// <summary>Every operation with what it becomes on the processor: one line each. A test finds those that are missing.</summary>
static unsafe class CpuOps
{
    public static readonly IReadOnlyDictionary<Type, CpuOp> All = new Dictionary<Type, CpuOp>
    {
        [typeof(ActivityPenalty)] = new ActivityPenaltySteps(),
        [typeof(AnySize)] = new AnySizeSteps(),
        [typeof(AveragePooling)] = new AveragePoolingSteps(),
        [typeof(BatchNormalization)] = new NormalizationSteps(),
        [typeof(Bias)] = new BiasSteps(),
        [typeof(BroadcastMerge)] = new BroadcastMergeSteps(),
        [typeof(CircleDistances)] = new LossSteps<CircleDistances>(),
        [typeof(Concatenation)] = new ConcatenationSteps(),
        [typeof(Constant)] = new ConstantSteps(),
        [typeof(ContrastOp)] = new ContrastSteps(),
        [typeof(Convolution)] = new ConvolutionSteps(),
        [typeof(CropOp)] = new CropSteps(),
        [typeof(CrossEntropy)] = new LossSteps<CrossEntropy>(),
        [typeof(Dense)] = new DenseSteps(),
        [typeof(DepthwiseConvolution)] = new DepthwiseConvolutionSteps(),
        [typeof(Deviation)] = new DeviationSteps(),
        [typeof(Dot)] = new DotSteps(),
        [typeof(Elementwise)] = new ElementwiseSteps(),
        [typeof(EraseOp)] = new EraseSteps(),
        [typeof(GatedLinear)] = new VectorSteps<GatedLinear>(
            _ => (x, y, n, width) => Kernels.GatedLinear.Forward(x, y, n / 2, width), _ => (x, y, dy, dx, n, adds, width) =>
                Kernels.GatedLinear.Gradient(x, dy, dx, n / 2, adds, width), needsInput: true),
        [typeof(GroupNormalization)] = new GroupNormalizationSteps(),
        [typeof(ImageOp)] = new ImageSteps(),
        [typeof(Input)] = new InputSteps(),
        [typeof(InverseRoot)] = new VectorSteps<InverseRoot>(
            op => (x, y, n, _) => Kernels.InverseRoot.Forward(x, y, n, op.Epsilon, op.Centred),
            op => (x, y, dy, dx, n, adds, _) => Kernels.InverseRoot.Gradient(x, dy, dx, n, op.Epsilon, op.Centred, adds), needsInput: true),
        [typeof(LinearUpSampling)] = new LinearUpSamplingSteps(),
        [typeof(LogSoftmax)] = new VectorSteps<LogSoftmax>(_ => Kernels.Softmax.LogForward, _ => (x, y, dy, dx, n, adds, width) =>
            Kernels.Softmax.LogGradient(y, dy, dx, n, adds, width)),
        [typeof(LossOf)] = new LossSteps<LossOf>(),
        [typeof(MaxPooling)] = new MaxPoolingSteps(),
        [typeof(Merge)] = new MergeSteps(),
        [typeof(Noise)] = new NoiseSteps(),
        [typeof(Overlap)] = new LossSteps<Overlap>(),
        [typeof(Own)] = new OwnSteps(),
        [typeof(PRelu)] = new PReluSteps(),
        [typeof(Projection)] = new ProjectionSteps(),
        [typeof(Rearrangement)] = new RearrangementSteps<Rearrangement>(),
        [typeof(Relu)] = new ReluSteps(),
        [typeof(Reorder)] = new ReorderSteps(),
        [typeof(RepeatChannels)] = new RepeatChannelsSteps(),
        [typeof(Resample)] = new ResampleSteps(),
        [typeof(Softmax)] = new VectorSteps<Softmax>(_ => Kernels.Softmax.Forward, _ => (x, y, dy, dx, n, adds, _) =>
            Kernels.Softmax.Gradient(y, dy, dx, n, adds)),
        [typeof(Sparsemax)] = new VectorSteps<Sparsemax>(_ => (x, y, n, _) => Kernels.Sparsemax.Forward(x, y, n), _ =>
            (x, y, dy, dx, n, adds, _) => Kernels.Sparsemax.Gradient(y, dy, dx, n, adds)),
        [typeof(TakeChannels)] = new TakeChannelsSteps(),
        [typeof(TransposedConvolution)] = new TransposedConvolutionSteps(),
        [typeof(UnitLength)] = new VectorSteps<UnitLength>(_ => (x, y, n, _) => Kernels.UnitLength.Forward(x, y, n), _ =>
            (x, y, dy, dx, n, adds, _) => Kernels.UnitLength.Gradient(x, y, dy, dx, n, adds), needsInput: true),
        [typeof(View)] = new ViewSteps(),
        [typeof(WarpOp)] = new WarpSteps(),
        [typeof(Weight)] = new WeightSteps(),
        [typeof(WeightedSum)] = new WeightedSumSteps(),
        [typeof(ZeroPadding)] = new RearrangementSteps<ZeroPadding>(),
    };
}
