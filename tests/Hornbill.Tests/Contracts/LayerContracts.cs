using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Models;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Tests.Contracts;

/// <summary>What every layer keeps to.</summary>
public class LayerContracts
{
    /// <summary>A layer, shapes it takes with what it makes of them, and one that it must refuse.</summary>
    internal sealed record Sample(Func<Layer> Make, (Shape Input, Shape Output)[] Shapes, Shape? Refuses = null);

    // Each layer has its line; one that is missing fails the first test.
    internal static readonly Dictionary<Type, Sample[]> Declared = new()
    {
        [typeof(Activation)] =
        [
            new(() => new Activation("relu"), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new Activation("softmax"), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new Activation("linear"), [([7], [7])]),
        ],
        [typeof(AveragePooling1D)] =
        [
            new(() => new AveragePooling1D(), [([7, 3], [3, 3])], Refuses: [7]),
            new(() => new AveragePooling1D(3, strides: 1, padding: "same"), [([6, 4], [6, 4])], Refuses: [6, 4, 1]),
        ],
        [typeof(AveragePooling2D)] =
        [
            new(() => new AveragePooling2D(), [([6, 7, 3], [3, 3, 3])], Refuses: [1, 7, 3]),
            new(() => new AveragePooling2D((3, 2), strides: 2, padding: "same"), [([5, 6, 20], [3, 3, 20])], Refuses: [5, 6]),
        ],
        [typeof(AdaptiveAveragePooling1D)] = [new(() =>
            new AdaptiveAveragePooling1D(3), [([7, 3], [3, 3]), ([2, 3], [3, 3])], Refuses: [7])],
        [typeof(AdaptiveAveragePooling2D)] = [new(() =>
            new AdaptiveAveragePooling2D((3, 2)), [([7, 4, 3], [3, 2, 3]), ([2, 9, 1], [3, 2, 1])], Refuses: [7, 4])],
        [typeof(AdaptiveMaxPooling1D)] = [new(() => new AdaptiveMaxPooling1D(3), [([7, 3], [3, 3]), ([6, 3], [3, 3])], Refuses: [7])],
        [typeof(AdaptiveMaxPooling2D)] = [new(() =>
            new AdaptiveMaxPooling2D((3, 2)), [([7, 4, 3], [3, 2, 3]), ([6, 4, 20], [3, 2, 20])], Refuses: [7, 4])],
        [typeof(AlphaDropout)] = [new(() => new AlphaDropout(0.3), [([5, 4, 3], [5, 4, 3]), ([40], [40])]),
            new(() => new AlphaDropout(0.2, [null, 1, null], 3), [([9, 4], [9, 4])])],
        [typeof(ActivityRegularization)] =
        [
            new(() => new ActivityRegularization(0.001, 0.002), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
                new(() => new ActivityRegularization(), [([7], [7])]),
        ],
        [typeof(Arithmetic)] =
        [
            new(() => new Arithmetic("add", [5, 1, 3]), [([5, 4, 3], [5, 4, 3])], Refuses: [5]),
            new(() => new Arithmetic("divide", [3], reversed: true), [([5, 4, 3], [5, 4, 3]), ([3], [3])], Refuses: [5, 4]),
            new(() => new Arithmetic("multiply", [1], weightInitializer: "random_normal"), [([7], [7])]),
            new(() => new Arithmetic("maximum", [4, 3]), [([5, 4, 3], [5, 4, 3])]),
        ],
        [typeof(BatchNormalization)] =
        [
            new(() => new BatchNormalization(), [([5, 4, 3], [5, 4, 3]), ([7], [7]), ([6, 17], [6, 17])]),
            new(() => new BatchNormalization(-1, 0.9, 1e-2, center: false, scale: false), [([5, 4, 20], [5, 4, 20])]),
            new(() => new BatchNormalization(gammaInitializer: "random_normal", betaRegularizer: "l2"), [([19], [19])]),
            new(() => new BatchNormalization(1), [([5, 4, 3], [5, 4, 3])]),
        ],
        [typeof(GroupNormalization)] =
        [
            new(() => new GroupNormalization(3), [([5, 4, 6], [5, 4, 6]), ([51], [51])], Refuses: [5, 4, 4]),
            new(() => new GroupNormalization(-1, center: false), [([5, 4, 3], [5, 4, 3])]),
            new(() => new GroupNormalization(2, axis: 1), [([6, 4, 3], [6, 4, 3])], Refuses: [5, 4, 3]),
        ],
        [typeof(LayerNormalization)] =
        [
            new(() => new LayerNormalization(), [([5, 4, 3], [5, 4, 3]), ([37], [37])]),
            new(() => new LayerNormalization(-1, 1e-2, scale: false, betaInitializer: "random_normal"), [([6, 17], [6, 17])]),
            new(() => new LayerNormalization([1, 2]), [([6, 5], [6, 5]), ([3, 4, 2], [3, 4, 2])], Refuses: [6]),
            new(() => new LayerNormalization(1, rmsScaling: true), [([6, 5], [6, 5])]),
        ],
        [typeof(RMSNormalization)] = [new(() => new RMSNormalization(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new RMSNormalization([1, 3], 1e-3), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4])],
        [typeof(UnitNormalization)] = [new(() => new UnitNormalization(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new UnitNormalization([1, 2]), [([5, 4], [5, 4])], Refuses: [5])],
        [typeof(ConstantPadding)] =
        [
            new(() => new ConstantPadding([1, 0, 2], [0, 2, 1], -1.5), [([5, 4, 3], [6, 6, 6])], Refuses: [5, 4]),
            new(() => new ConstantPadding([1, 0], [2, 0], 3), [([5, 4], [8, 4])]), new(() => new ConstantPadding([1], [2]), [([5], [8])]),
        ],
        [typeof(Conv1D)] =
        [
            new(() => new Conv1D(5, 3), [([7, 2], [5, 5]), ([3, 1], [1, 5])], Refuses: [2, 1]),
            new(() => new Conv1D(4, 3, strides: 2, padding: "same", activation: "relu"), [([9, 3], [5, 4])], Refuses: [7, 6, 3]),
            new(() => new Conv1D(6, 3, padding: "causal", dilationRate: 2, groups: 2, useBias: false), [([8, 4], [8, 6])], Refuses: [8, 3]),
        ],
        [typeof(Conv1DTranspose)] =
        [
            new(() => new Conv1DTranspose(5, 3, activation: "relu"), [([6, 2], [8, 5]), ([1, 1], [3, 5])], Refuses: [6]),
            new(() => new Conv1DTranspose(4, 3, strides: 2, padding: "same", outputPadding: 1), [([4, 3], [8, 4])], Refuses: [4, 3, 1]),
            new(() => new Conv1DTranspose(3, 3, padding: "same", dilationRate: 2, useBias: false), [([5, 2], [5, 3])]),
        ],
        [typeof(CenterCrop)] =
        [
            new(() => new CenterCrop(3, 4), [([7, 6, 2], [3, 4, 2]), ([3, 4, 1], [3, 4, 1])], Refuses: [7, 6]),
            new(() => new CenterCrop(7, 6), [([5, 8, 1], [7, 6, 1]), ([6, 4, 3], [7, 6, 3])], Refuses: [5]),
        ],
        [typeof(Conv2D)] =
        [
            new(() => new Conv2D(5, 3), [([6, 7, 2], [4, 5, 5]), ([3, 3, 1], [1, 1, 5])], Refuses: [2, 3, 1]),
            new(() => new Conv2D(17, (2, 3), strides: (2, 1), padding: "same", activation: "relu"), [([7, 6, 3], [4, 6, 17])],
                Refuses: [7, 6]),
            new(() => new Conv2D(4, 3, dilationRate: 2, useBias: false, kernelInitializer: "he_normal"), [([7, 8, 2], [3, 4, 4])],
                Refuses: [4, 8, 2]),
            new(() => new Conv2D(6, 3, padding: "same", groups: 3, activation: "relu"), [([5, 5, 6], [5, 5, 6])], Refuses: [5, 5, 4]),
            new(() => new Conv2D(8, 3, strides: 2, groups: 4), [([7, 6, 4], [3, 2, 8])], Refuses: [5]),
            new(() => new Conv2D(3, 4, padding: "same", activation: "softmax", biasInitializer: "zeros"), [([5, 5, 1], [5, 5, 3])],
                Refuses: [5]),
        ],
        [typeof(Conv2DTranspose)] =
        [
            new(() => new Conv2DTranspose(5, 3, activation: "relu"), [([6, 7, 2], [8, 9, 5]), ([1, 1, 1], [3, 3, 5])], Refuses: [6, 7]),
            new(() => new Conv2DTranspose(4, (3, 2), strides: 2, padding: "same"), [([4, 3, 3], [8, 6, 4])], Refuses: [7]),
            new(() => new Conv2DTranspose(3, 3, strides: (2, 3), outputPadding: (1, 2), useBias: false), [([3, 4, 2], [8, 14, 3])],
                Refuses: [7]),
            new(() => new Conv2DTranspose(3, 3, padding: "same", dilationRate: 2, activation: "tanh"), [([5, 4, 2], [5, 4, 3])],
                Refuses: [7]),
        ],
        [typeof(Cropping1D)] = [new(() => new Cropping1D(), [([5, 3], [3, 3])], Refuses: [2, 3]),
            new(() => new Cropping1D((2, 0)), [([5, 3], [3, 3])], Refuses: [5])],
        [typeof(Cropping2D)] =
        [
            new(() => new Cropping2D(), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new Cropping2D(((1, 0), (2, 1))), [([5, 4, 3], [4, 1, 3])], Refuses: [5, 3, 3]),
        ],
        [typeof(CutMix)] = [new(() => new CutMix((0.2, 0.7), 3), [], Refuses: [5, 4, 3])],
        [typeof(Dense)] =
        [
            new(() => new Dense(6), [([9], [6]), ([5, 4, 3], [5, 4, 6]), ([4, 3], [4, 6])]),
            new(() => new Dense(6, "relu", useBias: false, kernelInitializer: "he_normal"), [([33], [6])]),
            new(() => new Dense(300, "relu"), [([300], [300])]),
        ],
        [typeof(DepthwiseConv1D)] =
        [
            new(() => new DepthwiseConv1D(3), [([6, 2], [4, 2]), ([3, 1], [1, 1])], Refuses: [2, 3]),
            new(() => new DepthwiseConv1D(3, strides: 2, padding: "same", depthMultiplier: 3, activation: "relu"), [([7, 3], [4, 9])],
                Refuses: [7]),
        ],
        [typeof(DepthwiseConv2D)] =
        [
            new(() => new DepthwiseConv2D(3), [([6, 7, 2], [4, 5, 2]), ([3, 3, 1], [1, 1, 1])], Refuses: [2, 3, 1]),
            new(() => new DepthwiseConv2D((2, 3), strides: (2, 1), padding: "same", depthMultiplier: 3, activation: "relu"),
                [([7, 6, 3], [4, 6, 9])], Refuses: [7, 6]),
            new(() => new DepthwiseConv2D(3, dilationRate: 2, useBias: false, depthwiseInitializer: "he_normal"),
                [([7, 8, 17], [3, 4, 17])], Refuses: [4, 8, 2]),
        ],
        [typeof(Dropout)] =
        [
            new(() => new Dropout(0.3), [([5, 4, 3], [5, 4, 3]), ([40], [40])]), new(() => new Dropout(0), [([9], [9])]),
                new(() => new Dropout(1), [([9], [9])]),
            new(() => new Dropout(0.3, [null, 1, null, 3], seed: 5), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4, 2]),
            new(() => new Dropout(0.3, [1, null, 1]), [([5, 4], [5, 4])], Refuses: [5]),
        ],
        [typeof(ELU)] = [new(() => new ELU(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]), new(() => new ELU(0.5), [([7], [7])])],
        [typeof(GaussianDropout)] = [new(() => new GaussianDropout(0.3), [([5, 4, 3], [5, 4, 3]), ([40], [40])]),
            new(() => new GaussianDropout(0), [([9], [9])])],
        [typeof(GaussianNoise)] = [new(() => new GaussianNoise(0.3), [([5, 4, 3], [5, 4, 3]), ([40], [40])]),
            new(() => new GaussianNoise(0), [([9], [9])])],
        [typeof(Identity)] = [new(() => new Identity(), [([5, 4, 3], [5, 4, 3]), ([7], [7])])],
        [typeof(LeakyReLU)] = [new(() => new LeakyReLU(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new LeakyReLU(0.1), [([7], [7])])],
        [typeof(AugMix)] = [new(() => new AugMix((0, 1)), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new AugMix((0, 1), 2, 1, 0.5, 0.5, false, "nearest", 3), [([6, 7, 1], [6, 7, 1])])],
        [typeof(AutoContrast)] = [new(() => new AutoContrast((-1, 1)), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4])],
        [typeof(Equalization)] = [new(() => new Equalization((-1, 1), 32), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4])],
        [typeof(RandAugment)] = [new(() => new RandAugment((0, 1)), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new RandAugment((0, 1), 3, 4, 10, "bilinear", 3), [([6, 7, 1], [6, 7, 1])])],
        [typeof(RandomColorDegeneration)] = [new(() =>
            new RandomColorDegeneration(0.5, (0, 1), 3), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4])],
        [typeof(RandomColorJitter)] =
        [
            new(() => new RandomColorJitter((0, 1), 0.2, 0.2, (0.3, 0.7), 0.2, 3), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new RandomColorJitter((0, 1), brightnessFactor: 0.2), [([6, 7, 1], [6, 7, 1])]),
        ],
        [typeof(RandomCrop)] = [new(() => new RandomCrop(3, 4), [([5, 4, 3], [3, 4, 3]), ([2, 9, 1], [3, 4, 1])], Refuses: [5, 4]),
            new(() => new RandomCrop(5, 4, 3), [([6, 7, 1], [5, 4, 1])])],
        [typeof(RandomElasticTransform)] = [new(() =>
            new RandomElasticTransform((0.2, 0.9), 1, 2, "wrap", "nearest", 0.5, 3), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4])],
        [typeof(RandomGaussianBlur)] = [new(() =>
            new RandomGaussianBlur(0.8, 5, (0.3, 0.9), (0, 1), 3), [([5, 4, 3], [5, 4, 3]), ([6, 7, 1], [6, 7, 1])], Refuses: [5, 4])],
        [typeof(RandomGrayscale)] = [new(() => new RandomGrayscale(0.3, 3), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4])],
        [typeof(RandomHue)] = [new(() => new RandomHue((0.1, 0.5), (0, 1), 3), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4, 1])],
        [typeof(RandomInvert)] = [new(() => new RandomInvert(0.5, (0, 1)), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4])],
        [typeof(RandomPerspective)] = [new(() => new RandomPerspective((0.3, 0.8), 0.4, "nearest", 0.5, 3), [([5, 4, 3], [5, 4, 3])],
            Refuses: [5, 4])],
        [typeof(RandomPosterization)] = [new(() => new RandomPosterization((2, 5), (0, 1), 3), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new RandomPosterization(4, (0, 1)), [([6, 7, 1], [6, 7, 1])])],
        [typeof(RandomSaturation)] = [new(() => new RandomSaturation((0.1, 0.9), (0, 1), 3), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4, 1])],
        [typeof(RandomSharpness)] = [new(() => new RandomSharpness((0.1, 0.9), (0, 1), 3), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4])],
        [typeof(RandomShear)] = [new(() => new RandomShear(0.3, 0.2), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new RandomShear((0.1, 0.3), 0, "nearest", "constant", 0.5, 3), [([6, 7, 1], [6, 7, 1])])],
        [typeof(Solarization)] = [new(() => new Solarization(0.2, (0.3, 0.6), (0, 1), 3), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4])],
        [typeof(RandomBrightness)] = [new(() => new RandomBrightness(0.3, (0, 1)), [([5, 4, 3], [5, 4, 3]), ([6, 7, 1], [6, 7, 1])],
            Refuses: [5, 4])],
        [typeof(RandomContrast)] = [new(() => new RandomContrast((0.3, 0.8), (-1, 1), seed: 3),
            [([5, 4, 3], [5, 4, 3]), ([6, 7, 1], [6, 7, 1])], Refuses: [5, 4])],
        [typeof(RandomErasing)] =
        [
            new(() => new RandomErasing(), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new RandomErasing(0.5, (0.1, 0.5), 0.2, (0, 1), 7), [([6, 7, 1], [6, 7, 1])]),
        ],
        [typeof(RandomFlip)] = [new(() => new RandomFlip(), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new RandomFlip("horizontal", 5), [([6, 7, 1], [6, 7, 1])])],
        [typeof(RandomRotation)] =
        [
            new(() => new RandomRotation(0.1), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new RandomRotation((-0.3, 0.2), "constant", "nearest", 5, 0.5), [([6, 7, 1], [6, 7, 1])]),
        ],
        [typeof(RandomTranslation)] =
        [
            new(() => new RandomTranslation(0.2, (0.1, 0.3)), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new RandomTranslation(1, 1, "wrap", "nearest", 5), [([6, 7, 1], [6, 7, 1])]),
        ],
        [typeof(RandomZoom)] =
        [
            new(() => new RandomZoom(0.2), [([5, 4, 3], [5, 4, 3])], Refuses: [5, 4]),
            new(() => new RandomZoom((-0.5, 0.5), 0.9, "nearest", "bilinear", 5), [([6, 7, 1], [6, 7, 1])]),
        ],
        [typeof(Power)] = [new(() => new Power(2), [([5, 4, 3], [5, 4, 3]), ([7], [7])])],
        [typeof(PReLU)] =
        [
            new(() => new PReLU(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new PReLU("random_normal", "l2", "non_neg", [1, 2]), [([5, 4, 20], [5, 4, 20])], Refuses: [5]),
            new(() => new PReLU("ones", sharedAxes: [-1]), [([5, 4], [5, 4])]),
        ],
        [typeof(ReLU)] =
        [
            new(() => new ReLU(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new ReLU(maxValue: 6, negativeSlope: 0.1, threshold: 0.5), [([5, 4, 3], [5, 4, 3])]),
        ],
        [typeof(SeparableConv1D)] =
        [
            new(() => new SeparableConv1D(5, 3, activation: "relu"), [([6, 2], [4, 5]), ([3, 1], [1, 5])], Refuses: [2, 3]),
            new(() => new SeparableConv1D(4, 3, strides: 2, padding: "same", depthMultiplier: 2, useBias: false), [([7, 3], [4, 4])],
                Refuses: [7]),
        ],
        [typeof(SeparableConv2D)] =
        [
            new(() => new SeparableConv2D(5, 3, activation: "relu"), [([6, 7, 2], [4, 5, 5]), ([3, 3, 1], [1, 1, 5])], Refuses: [2, 3, 1]),
            new(() => new SeparableConv2D(4, (2, 3), strides: 2, padding: "same", depthMultiplier: 2, useBias: false),
                [([7, 6, 3], [4, 3, 4])], Refuses: [7, 6]),
        ],
        [typeof(Normalization)] =
        [
            new(() => new Normalization(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new Normalization([1, -1], invert: true), [([5, 4, 3], [5, 4, 3])], Refuses: [7]),
            new(() => new Normalization([], [0.5], [2]), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new Normalization(-1, [1, 2, 3], [1, 4, 0]), [([5, 3], [5, 3])], Refuses: [5, 2]),
        ],
        [typeof(Rescaling)] =
        [
            new(() => new Rescaling(1 / 255.0), [([5, 4, 3], [5, 4, 3]), ([7], [7])]), new(() => new Rescaling(2, -1), [([4, 3], [4, 3])]),
            new(() => new Rescaling([1, 2, 3], [0.5]), [([5, 4, 3], [5, 4, 3]), ([3], [3])], Refuses: [5, 4]),
        ],
        [typeof(Resizing)] =
        [
            new(() => new Resizing(3, 8), [([5, 4, 3], [3, 8, 3]), ([1, 9, 1], [3, 8, 1])], Refuses: [5, 4]),
            new(() => new Resizing(4, 4, "bicubic", cropToAspectRatio: true), [([9, 5, 2], [4, 4, 2])]),
            new(() => new Resizing(5, 3, "nearest", padToAspectRatio: true, fillValue: 0.5), [([2, 9, 2], [5, 3, 2])]),
        ],
        [typeof(Slice)] =
        [
            new(() => new Slice([1, 0, -2], [4, int.MaxValue, int.MaxValue], [2, 1, 1]), [([5, 4, 3], [2, 4, 2])], Refuses: [5, 4]),
            new(() => new Slice([2], [-1]), [([7], [4])], Refuses: [3]),
        ],
        [typeof(Softmax)] = [new(() => new Softmax(), [([5, 4, 3], [5, 4, 3]), ([7], [7])]),
            new(() => new Softmax(1), [([5, 4, 3], [5, 4, 3]), ([7], [7])])],
        [typeof(SpatialDropout1D)] = [new(() => new SpatialDropout1D(0.3, seed: 2), [([5, 40], [5, 40])], Refuses: [5])],
        [typeof(SpatialDropout2D)] = [new(() => new SpatialDropout2D(0.3), [([5, 4, 40], [5, 4, 40])], Refuses: [5, 4])],
        [typeof(Flatten)] = [new(() => new Flatten(), [([5, 4, 3], [60]), ([9], [9])])],
        [typeof(GlobalAveragePooling1D)] =
            [new(() => new GlobalAveragePooling1D(), [([7, 3], [3])], Refuses: [7]),
                new(() => new GlobalAveragePooling1D(keepDims: true), [([7, 3], [1, 3])])],
        [typeof(GlobalAveragePooling2D)] =
            [new(() => new GlobalAveragePooling2D(), [([5, 4, 3], [3])], Refuses: [5, 4]),
                new(() => new GlobalAveragePooling2D(keepDims: true), [([5, 4, 3], [1, 1, 3])])],
        [typeof(GlobalMaxPooling1D)] =
            [new(() => new GlobalMaxPooling1D(), [([300, 3], [3])], Refuses: [7]),
                new(() => new GlobalMaxPooling1D(keepDims: true), [([7, 3], [1, 3])])],
        [typeof(GlobalMaxPooling2D)] =
            [new(() => new GlobalMaxPooling2D(), [([17, 16, 3], [3])], Refuses: [5, 4]),
                new(() => new GlobalMaxPooling2D(keepDims: true), [([5, 4, 3], [1, 1, 3])])],
        [typeof(LocalResponseNormalization)] =
        [
            new(() => new LocalResponseNormalization(3, 0.1, 0.75, 2), [([5, 4, 6], [5, 4, 6]), ([7], [7])]),
            new(() => new LocalResponseNormalization(4), [([5, 4, 3], [5, 4, 3])]),
        ],
        [typeof(MaxPooling1D)] =
        [
            new(() => new MaxPooling1D(), [([7, 3], [3, 3])], Refuses: [7]),
            new(() => new MaxPooling1D(3, strides: 2, padding: "same"), [([6, 4], [3, 4])], Refuses: [6, 4, 1]),
        ],
        [typeof(MixUp)] = [new(() => new MixUp(0.3, 3), [], Refuses: [5, 4, 3])],
        [typeof(MaxPooling2D)] =
        [
            new(() => new MaxPooling2D(), [([6, 7, 3], [3, 3, 3])], Refuses: [1, 7, 3]),
            new(() => new MaxPooling2D((3, 2), strides: 1, padding: "same"), [([5, 6, 2], [5, 6, 2])], Refuses: [5, 6]),
            new(() => new MaxPooling2D(2, padding: "same"), [([5, 7, 20], [3, 4, 20])], Refuses: [5]),
        ],
        [typeof(PaddedPooling2D)] =
        [
            new(() => new PaddedPooling2D("max", 3, 2, 1), [([6, 7, 3], [3, 4, 3]), ([1, 1, 2], [1, 1, 2])], Refuses: [6, 7]),
            new(() => new PaddedPooling2D("average", (3, 2), 1, ((0, 2), (1, 0))), [([5, 6, 2], [5, 6, 2])], Refuses: [5, 6]),
        ],
        [typeof(Permute)] = [new(() => new Permute(2, 1), [([5, 4], [4, 5])], Refuses: [5]),
            new(() => new Permute(3, 1, 2), [([5, 4, 3], [3, 5, 4])], Refuses: [5, 4])],
        [typeof(RepeatVector)] = [new(() => new RepeatVector(3), [([5], [3, 5])], Refuses: [5, 4])],
        [typeof(Reshape)] =
        [
            new(() => new Reshape(3, 4, 1), [([12], [3, 4, 1]), ([6, 2], [3, 4, 1])], Refuses: [13]),
            new(() => new Reshape(3, -1), [([12], [3, 4])], Refuses: [13]),
        ],
        [typeof(TimeDistributed)] =
        [
            new(() => new TimeDistributed(new Dense(4, "relu")), [([3, 5], [3, 4])], Refuses: [5]),
            new(() => new TimeDistributed(new Conv2D(2, 2, padding: "same")), [([2, 5, 4, 3], [2, 5, 4, 2]), ([1, 3, 3, 1], [1, 3, 3, 2])]),
        ],
        [typeof(UpSampling1D)] = [new(() => new UpSampling1D(3), [([5, 4], [15, 4])], Refuses: [5])],
        [typeof(UpSampling2D)] =
        [
            new(() => new UpSampling2D(), [([5, 4, 3], [10, 8, 3])], Refuses: [5, 4]),
            new(() => new UpSampling2D((1, 3), "bilinear"), [([5, 4, 3], [5, 12, 3])], Refuses: [5]),
            new(() => new UpSampling2D((2, 3), "bicubic"), [([5, 4, 3], [10, 12, 3])], Refuses: [5]),
            new(() => new UpSampling2D(2, "lanczos3"), [([3, 2, 3], [6, 4, 3])]),
        ],
        [typeof(ZeroPadding1D)] = [new(() => new ZeroPadding1D(), [([5, 3], [7, 3])], Refuses: [5]),
            new(() => new ZeroPadding1D((2, 0)), [([5, 3], [7, 3])])],
        [typeof(ZeroPadding2D)] =
        [
            new(() => new ZeroPadding2D(), [([5, 4, 3], [7, 6, 3])], Refuses: [5, 4]),
            new(() => new ZeroPadding2D(((0, 2), (3, 0))), [([5, 4, 3], [7, 7, 3])], Refuses: [5]),
        ],
    };

    // They have no gradient, and say so where one is needed.
    static readonly HashSet<Type> NoGradient =
    [
        typeof(AugMix), typeof(AutoContrast), typeof(Equalization), typeof(RandAugment), typeof(RandomColorDegeneration),
            typeof(RandomColorJitter), typeof(RandomElasticTransform),
        typeof(RandomGaussianBlur), typeof(RandomGrayscale), typeof(RandomHue), typeof(RandomInvert), typeof(RandomPerspective),
            typeof(RandomPosterization), typeof(RandomSaturation),
        typeof(RandomSharpness), typeof(Solarization),
    ];

    /// <summary>What comes before a layer so that its own gradient by its input is needed too: a Dense; nothing where it has
    /// none.</summary>
    internal static Layer[] Before(Type layer, Shape input) => NoGradient.Contains(layer) ? [] : [new Dense(input[^1])];

    static Layer[] Before(string layer, Shape input) => Before(Types.Single(t => t.Name == layer), input);

    // Layers of two inputs or more, with the shape that they make of two of (5, 4, 3).
    internal static readonly Dictionary<Type, (Func<Layer> Make, Shape Output)> Merges = new()
    {
        [typeof(Add)] = (() => new Add(), [5, 4, 3]),
        [typeof(Average)] = (() => new Average(), [5, 4, 3]),
        [typeof(Concatenate)] = (() => new Concatenate(), [5, 4, 6]),
        [typeof(Divide)] = (() => new Divide(), [5, 4, 3]),
        [typeof(Dot)] = (() => new Dot(2), [5, 3, 5, 3]),
        [typeof(Maximum)] = (() => new Maximum(), [5, 4, 3]),
        [typeof(Minimum)] = (() => new Minimum(), [5, 4, 3]),
        [typeof(Multiply)] = (() => new Multiply(), [5, 4, 3]),
        [typeof(Subtract)] = (() => new Subtract(), [5, 4, 3]),
    };

    [Fact]
    public void Merges_keep_their_shape_rule_and_come_back_and_refuse_what_does_not_fit()
    {
        foreach (var (type, (make, output)) in Merges)
        {
            var (a, b) = (new Input(5, 4, 3).Output, new Input(5, 4, 3).Output);
            var model = new Model([a, b], [make().Apply(a, b)]);
            Assert.Equal(output, model.OutputShape);
            var x = ArrayData.Of([Samples.Random([5, 4, 3], 3), Samples.Random([5, 4, 3], 3)], []);
            Assert.Equal(output.Prepend(3), model.Predict(x).Shape);
            var again = Model.FromConfig(model.ToConfig());
            Assert.Equal(model.ToConfig(), again.ToConfig());
            Assert.Equal(model.Predict(x).Data, again.Predict(x, 2).Data);
            Assert.Contains(type.Name, Assert.Throws<ArgumentException>(() => { make().Apply(a, new Input(5, 2, 3).Output); }).Message);
        }
    }

    // Models are layers too, and a Lambda holds what no configuration does: both have tests of their own.
    static IEnumerable<Type> Types => Kinds.Of<Layer>().Where(t => !t.IsAssignableTo(typeof(Model)) && t != typeof(Lambda));

    public static TheoryData<string, int> All => new(Declared.SelectMany(d => d.Value.Select((_, i) => (d.Key.Name, i))));

    [Fact]
    public void Every_layer_is_declared_here_and_in_the_list_of_names()
    {
        // An Input is part of every model below.
        Assert.Equal(Types.Select(t => t.Name).Order(),
            Declared.Keys.Concat(Merges.Keys).Append(typeof(Input)).Select(t => t.Name).Order());
        Assert.Equal(Types.Select(t => t.Name).Append(nameof(Lambda)).Order(), Names.All.Names.Order());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_shape_rule_is_the_results_shape(string layer, int sample) => Each(layer, sample, (make, input, output) =>
    {
        var model = new Sequential([new Input([.. input]), make()]);
        Assert.Equal(output, model.OutputShape);
        Assert.Equal(output, model.Layers[1].OutputShape);
        var y = model.Predict(Samples.Random(input, 5));
        Assert.Equal(output.Prepend(5), y.Shape);
        Assert.DoesNotContain(y.Data, v => !float.IsFinite(v));
        Assert.Equal(Samples.Bits(y), Samples.Bits(model.Predict(Samples.Random(input, 5))));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void A_batch_is_its_samples_one_by_one(string layer, int sample) => Each(layer, sample, (make, input, output) =>
    {
        var model = new Sequential([new Input([.. input]), make()]);
        var x = Samples.Random(input, 13);
        double[] together = [.. model.Predict(x).Data];
        Close.Assert(model.Predict(x, batchSize: 1).Data, together, 1e-6);
        Close.Assert(model.Predict(x, batchSize: 5).Data, together, 1e-6);
        foreach (var batch in new[] { 1, 5, 13 })
        {
            var bits = new[] { 1, 3 }.Select(threads =>
            {
                model.Workers = new Workers(threads);
                return Samples.Bits(model.Predict(x, batchSize: batch));
            });
            Assert.Single(bits.Distinct());
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Settings_come_back(string layer, int sample) => Each(layer, sample, (make, input, output) =>
    {
        var first = make();
        var again = Names.Make(first.Kind, "again", first.GetConfig().Json.DeepClone().AsObject());
        Assert.Equal(first.GetType(), again.GetType());
        Assert.Equal("again", again.Name);
        Assert.Equal(first.GetConfig().Json.ToJsonString(), again.GetConfig().Json.ToJsonString());
        var model = new Sequential([new Input([.. input]), make()], "named", seed: 4);
        var copy = Model.FromConfig(model.ToConfig(), seed: 4);
        Assert.Equal(model.ToConfig(), copy.ToConfig());
        Assert.Equal(Samples.Bits(model), Samples.Bits(copy));
    });

    // What a configuration leaves out, a copy cannot have.
    [Fact]
    public void Every_argument_of_a_constructor_is_a_setting()
    {
        foreach (var (type, samples) in Declared)
        {
            var arguments = type.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => Snake(p.Name!)).Distinct()
                .Except(["name"]);
            foreach (var sample in samples)
                Assert.Empty(arguments.Except(sample.Make().GetConfig().Json.Select(s => s.Key)).Select(a => $"{type.Name} writes no {a}"));
        }
    }

    // As Keras writes it, which has one exception.
    static string Snake(string name) => name == "keepDims" ? "keepdims"
        : string.Concat(name.Select(c => char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{c}"));

    [Theory]
    [MemberData(nameof(All))]
    public void Copied_weights_give_the_same_bits_and_the_same_next_steps(string layer, int sample) =>
        Each(layer, sample, (make, input, output) =>
    {
        Sequential Build(ulong seed) =>
            new([new Input([.. input]), .. Before(layer, input), make(), new Flatten(), new Dense(3, "softmax")], seed: seed);
        var (model, copy) = (Build(1), Build(2));
        var data = Samples.Data(input, 17, 3);
        var started = Samples.Bits(model);
        Assert.NotEqual(started, Samples.Bits(copy));
        copy.SetWeights(model.Values());
        (model.Workers, copy.Workers) = (new Workers(1), new Workers(3));
        Assert.Equal(Samples.Bits(model.Predict(data)), Samples.Bits(copy.Predict(data)));
        foreach (var m in new[] { model, copy }) m.Compile("rmsprop", "sparse_categorical_crossentropy", ["accuracy"]);
        Assert.Equal(Samples.Bits(model.Fit(data, 8, epochs: 2, seed: 9)), Samples.Bits(copy.Fit(data, 8, epochs: 2, seed: 9)));
        Assert.Equal(Samples.Bits(model), Samples.Bits(copy));
        Assert.NotEqual(started, Samples.Bits(model));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Saved_and_loaded_it_trains_on_with_the_same_bits(string layer, int sample) => Each(layer, sample, (make, input, output) =>
    {
        var model = new Sequential([new Input([.. input]), .. Before(layer, input), make(), new Flatten(), new Dense(3, "softmax")],
            "saved", seed: 6);
        model.Compile("adam", "sparse_categorical_crossentropy", ["accuracy"]);
        var data = Samples.Data(input, 17, 3);
        model.Fit(data, 8, epochs: 1);
        using var folder = new TempFolder();
        model.Save(folder.File("a.safetensors"));
        var again = Model.Load(folder.File("a.safetensors"));
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
        Assert.Equal(Samples.Bits(model.Fit(data, 8)), Samples.Bits(again.Fit(data, 8)));
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void A_description_that_lies_is_refused_or_makes_a_layer(string layer, int sample) =>
        Each(layer, sample, (make, input, output) =>
    {
        var good = new Sequential([new Input([.. input]), make(), new Flatten()]).ToConfig();
        var random = new Random(37);
        var times = Math.Max(200, Mutations.Times(5_000) / Declared.Count);
        for (var i = 0; i < times; i++)
        {
            var json = good;
            for (var n = random.Next(1, 4); n > 0; n--) json = Mutations.Described(json, random, "\"");
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var model = Model.FromText(json, 1, null, new Allowance(100_000, draws: true));
                Assert.All(model.Layers, l => Assert.All(l.OutputShape, d => Assert.True(d is Shape.Unknown or >= 1)));
            }
            catch (InvalidDataException e)
            {
                Mutations.AssertTold(e);
            }
            catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"{e}\n{json}");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
        }
    });

    public static TheoryData<string, int> Refusing =>
        new(Declared.SelectMany(d => d.Value.Index().Where(s => s.Item.Refuses is not null).Select(s => (d.Key.Name, s.Index))));

    [Theory]
    [MemberData(nameof(Refusing))]
    public void A_bad_shape_is_refused_in_three_parts(string layer, int sample)
    {
        var (make, bad) = Declared.Single(d => d.Key.Name == layer).Value[sample] is { Refuses: { } shape } s ? (s.Make, shape)
            : throw new InvalidOperationException(layer);
        ThreeParts.Throws<ArgumentException>(() => new Sequential([new Input([.. bad]), make()]), layer, $"{bad}");
    }

    [Fact]
    public void A_layer_that_refuses_no_shape_takes_every_one()
    {
        foreach (var (type, samples) in Declared.Where(d => d.Value.All(s => s.Refuses is null)))
            foreach (var shape in (Shape[])[[1], [3], [2, 3], [1, 2, 3], [2, 1, 3, 2]])
                Assert.True(samples.Any(s => Record.Exception(() => new Sequential([new Input([.. shape]), s.Make()])) is null),
                    $"{type.Name} refuses {shape}: declare it.");
    }

    [Fact]
    public void Where_a_layer_has_no_gradient_it_is_told_in_three_parts()
    {
        foreach (var type in NoGradient)
        {
            var sample = Declared[type][0];
            var input = sample.Shapes[0].Input;
            var model = new Sequential([new Input([.. input]), new Dense(input[^1]), sample.Make(), new Flatten(),
                new Dense(3, "softmax")]);
            model.Compile("sgd", "sparse_categorical_crossentropy");
            ThreeParts.Throws<InvalidOperationException>(() => model.Fit(Samples.Data(input, 4, 3), 4), "gradient");
        }
    }

    static void Each(string layer, int sample, Action<Func<Layer>, Shape, Shape> check)
    {
        var s = Declared.Single(d => d.Key.Name == layer).Value[sample];
        foreach (var (input, output) in s.Shapes) check(s.Make, input, output);
    }
}
