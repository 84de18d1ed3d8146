using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>Every layer, exported, computes in ONNX Runtime what it computes here.</summary>
public class ExportLayersTests
{
    static readonly Shape Image = [5, 4, 6], Sequence = [7, 4], Vector = [12];

    static readonly (Func<Layer> Make, Shape[] Shapes)[] Cases =
    [
        (() => new ActivityRegularization(0.001, 0.002), [Image]),
        (() => new AdaptiveAveragePooling1D(3), [Sequence]), (() => new AdaptiveAveragePooling2D((3, 2)), [Image]),
        (() => new AdaptiveMaxPooling1D(3), [Sequence]), (() => new AdaptiveMaxPooling2D((3, 2)), [Image]),
        (() => new Add(), [Image, Image, [1, 1, 6]]), (() => new Add(), [Vector, Vector]),
        (() => new Arithmetic("add", [5, 1, 6], weightInitializer: "random_normal"), [Image]),
        (() => new Arithmetic("divide", [6], reversed: true), [Image]), (() => new Arithmetic("minimum", [1]), [Sequence]),
        (() => new ConstantPadding([1, 0, 2], [0, 2, 1], -1.5), [Image]), (() => new ConstantPadding([1, 0], [2, 0]), [Sequence]),
        (() => new LocalResponseNormalization(3, 0.1, 0.75, 2), [Image]), (() => new LocalResponseNormalization(4), [Vector]),
        (() => new PaddedPooling2D("max", 3, 2, 1), [Image]), (() => new PaddedPooling2D("average", 3, 1, ((0, 2), (1, 0))), [Image]),
        (() => new Slice([1, 0, -2], [4, int.MaxValue, int.MaxValue], [2, 1, 1]), [Image]), (() => new Slice([2, 1], [6, 3]), [Sequence]),
        (() => new AlphaDropout(0.3), [Image]), (() => new Average(), [Image, Image, Image]), (() => new Average(), [Image, [5, 1, 6]]),
        (() => new AveragePooling1D(3, 2, "same"), [Sequence]), (() => new AveragePooling2D((3, 2), 2, "same"), [Image]),
        (() => new BatchNormalization(), [Image]), (() => new BatchNormalization(), [Sequence]),
        (() => new BatchNormalization(1, center: false), [Image]), (() => new BatchNormalization(scale: false), [Vector]),
        (() => new CenterCrop(3, 3), [Image]), (() => new CenterCrop(7, 9), [Image]),
        (() => new Concatenate(), [Image, Image]), (() => new Concatenate(1), [Image, Image]), (() => new Concatenate(), [Vector, Vector]),
        (() => new Conv1D(5, 3, activation: "relu"), [Sequence]),
        (() => new Conv1D(6, 3, padding: "causal", dilationRate: 2, groups: 2, useBias: false), [[8, 4]]),
        (() => new Conv1DTranspose(4, 3, strides: 2, padding: "same", outputPadding: 1), [Sequence]),
        (() => new Conv2D(7, (2, 3), strides: (2, 1), padding: "same", activation: "relu"), [Image]),
        (() => new Conv2D(6, 3, padding: "same", groups: 3, activation: "relu"), [Image]),
        (() => new Conv2D(12, 3, padding: "same", groups: 6, useBias: false), [Image]),
        (() => new Conv2D(4, 2, dilationRate: 2), [Image]),
        (() => new Conv2DTranspose(4, (3, 2), strides: 2, padding: "same"), [Image]),
        (() => new Conv2DTranspose(3, 3, strides: (2, 3), outputPadding: (1, 2), useBias: false), [Image]),
        (() => new Conv2DTranspose(3, 2, strides: 3, activation: "tanh"), [Image]),
        (() => new Conv2DTranspose(3, 3, padding: "same", dilationRate: 2), [Image]),
        (() => new Cropping1D((2, 0)), [Sequence]), (() => new Cropping2D(((1, 0), (2, 1))), [Image]),
        (() => new Dense(6), [Image]), (() => new Dense(6, "relu", useBias: false), [Vector]), (() => new Dense(3), [Sequence]),
        (() => new DepthwiseConv1D(3, strides: 2, padding: "same", depthMultiplier: 3), [Sequence]),
        (() => new DepthwiseConv2D(3, padding: "same", depthMultiplier: 2, activation: "relu"), [Image]),
        (() => new DepthwiseConv2D((2, 3), dilationRate: 1), [Image]),
        (() => new Divide(), [Image, [5, 4, 1]]),
        (() => new Dot(2), [Sequence, [5, 4]]), (() => new Dot(1, normalize: true), [Vector, Vector]),
        (() => new Dropout(0.3), [Image]), (() => new ELU(0.5), [Image]), (() => new Flatten(), [Image]),
        (() => new GaussianDropout(0.3), [Image]), (() => new GaussianNoise(0.3), [Image]),
        (() => new GlobalAveragePooling1D(), [Sequence]), (() => new GlobalAveragePooling2D(keepDims: true), [Image]),
        (() => new GlobalMaxPooling1D(keepDims: true), [Sequence]), (() => new GlobalMaxPooling2D(), [Image]),
        (() => new GroupNormalization(3), [Image]), (() => new GroupNormalization(2, axis: 1, center: false), [[6, 4, 3]]),
        (() => new GroupNormalization(3), [Vector]),
        (() => new Identity(), [Image]), (() => new Lambda(x => x * x + 1), [Image]),
        (() => new LayerNormalization(), [Image]), (() => new LayerNormalization([1, 2]), [Sequence]),
        (() => new LayerNormalization(1, rmsScaling: true), [Sequence]),
        (() => new LeakyReLU(0.1), [Image]), (() => new Maximum(), [Image, Image]), (() => new Minimum(), [Image, [1]]),
        (() => new MaxPooling1D(3, 2, "same"), [Sequence]), (() => new MaxPooling2D((3, 2), 1, "same"), [Image]),
        (() => new MaxPooling2D(), [Image]), (() => new Multiply(), [Image, [6]]),
        (() => new Normalization(-1, [1, 2, 3, 4, 5, 6], [1, 4, 1, 2, 3, 0]), [Image]),
        (() => new Normalization([1, -1], invert: true), [Image]),
        (() => new Permute(2, 1), [Sequence]), (() => new Permute(3, 1, 2), [Image]), (() => new Power(2), [Image]),
        (() => new PReLU("random_normal", sharedAxes: [1, 2]), [Image]), (() => new PReLU("random_normal"), [Image]),
        (() => new ReLU(), [Image]), (() => new ReLU(0.5), [Image]), (() => new ReLU(0.7, 0.1, 0.25), [Image]),
        (() => new RMSNormalization([1, 3], 1e-3), [Image]), (() => new RepeatVector(3), [Vector]),
        (() => new Rescaling(1 / 127.5, -1), [Image]), (() => new Rescaling([1, 2, 3, 4, 5, 6], [0.5]), [Image]),
        (() => new Reshape(4, -1), [Image]), (() => new Reshape(2, 10, 6), [Image]),
        (() => new Resizing(3, 8), [Image]), (() => new Resizing(4, 4, "bicubic", cropToAspectRatio: true), [[9, 5, 2]]),
        (() => new Resizing(5, 3, "nearest", padToAspectRatio: true, fillValue: 0.5), [[2, 9, 2]]),
        (() => new SeparableConv1D(4, 3, strides: 2, padding: "same", depthMultiplier: 2), [Sequence]),
        (() => new SeparableConv2D(4, (2, 3), strides: 2, padding: "same", depthMultiplier: 2), [Image]),
        (() => new Softmax(), [Image]), (() => new Softmax(1), [Image]),
        (() => new SpatialDropout1D(0.3), [Sequence]), (() => new SpatialDropout2D(0.3), [Image]), (() => new Subtract(), [Image, [4, 1]]),
        (() => new TimeDistributed(new Dense(4, "relu")), [Sequence]),
        (() => new TimeDistributed(new Conv2D(2, 2, padding: "same")), [[2, 5, 4, 3]]),
        (() => new UnitNormalization([1, 2]), [Image]), (() => new UnitNormalization(), [Vector]),
        (() => new UpSampling1D(3), [Sequence]), (() => new UpSampling2D((2, 3)), [Image]),
        (() => new UpSampling2D((1, 3), "bilinear"), [Image]),
        (() => new UpSampling2D((2, 3), "bicubic"), [Image]),
        (() => new ZeroPadding1D((2, 0)), [Sequence]), (() => new ZeroPadding2D(((0, 2), (3, 0))), [Image]),
        (() => new AugMix((0, 1)), [[5, 4, 3]]), (() => new AutoContrast((-1, 1)), [[5, 4, 3]]),
        (() => new RandAugment((0, 1)), [[5, 4, 3]]),
        (() => new RandomColorDegeneration(0.5, (0, 1), 3), [[5, 4, 3]]),
        (() => new RandomColorJitter((0, 1), brightnessFactor: 0.2), [Image]),
        (() => new RandomCrop(3, 3), [Image]), (() => new RandomElasticTransform((0.2, 0.9)), [Image]),
        (() => new RandomGaussianBlur(0.8, 5, (0.3, 0.9), (0, 1), 3), [Image]), (() => new RandomGrayscale(0.3, 3), [[5, 4, 3]]),
        (() => new RandomHue((0.1, 0.5), (0, 1), 3), [[5, 4, 3]]), (() => new RandomInvert(0.5, (0, 1)), [Image]),
        (() => new RandomPerspective((0.3, 0.8)), [Image]), (() => new RandomPosterization(4, (0, 1)), [Image]),
        (() => new RandomSaturation((0.1, 0.9), (0, 1), 3), [[5, 4, 3]]), (() => new RandomSharpness((0.1, 0.9), (0, 1), 3), [Image]),
        (() => new RandomShear(0.3, 0.2), [Image]), (() => new Solarization(0.2, (0.3, 0.6), (0, 1), 3), [Image]),
        (() => new RandomBrightness(0.3, (0, 1)), [Image]), (() => new RandomContrast((0.3, 0.8), (-1, 1), seed: 3), [Image]),
        (() => new RandomErasing(), [Image]), (() => new RandomFlip(), [Image]), (() => new RandomRotation(0.1), [Image]),
        (() => new RandomTranslation(0.2, 0.1), [Image]), (() => new RandomZoom(0.2), [Image]),
        .. Activations.Activation.All.Keys.Select(word => ((Func<Layer>)(() => new Activation(word)), new Shape[] { Image })),
        (() => new Activation("sparsemax"), [Vector]), (() => new Activation("glu"), [Vector]),
    ];

    // Of targets as well as of images, so that they are part of a training's data; and what holds a histogram.
    static readonly string[] Others = ["CutMix", "MixUp", "Equalization", "Input"];

    [Fact]
    public void Every_layer_has_a_case() =>
        Assert.Empty(Hornbill.Layers.Names.All.Names.Except(Cases.Select(c => c.Make().Kind)).Except(Others));

    [Theory]
    [InlineData("nhwc")]
    [InlineData("nchw")]
    public void Layers_are_exported(string input)
    {
        using var folder = new TempFolder();
        List<string> wrong = [];
        foreach (var (make, shapes) in Cases) Compare(make, shapes, input, folder.File("layer.onnx"), wrong);
        Assert.Empty(wrong);
    }

    // Between others, so that it is not alone with its inputs and outputs.
    static void Compare(Func<Layer> make, Shape[] shapes, string input, string path, List<string> wrong)
    {
        var layer = make();
        var what = $"{layer.Kind} {layer.GetConfig().Json.ToJsonString()}";
        try
        {
            Node[] inputs = [.. shapes.Select(s => new Input(s).Output)];
            var output = layer.Apply([.. inputs.Select(i => new Rescaling(1, 0.1).Apply(i))]);
            var model = Samples.Drawn(new Model(inputs, [new Rescaling(2).Apply(output)], seed: 1));
            Tensor[] x = [.. shapes.Select((s, i) => Samples.Of(s, 3, i))];
            model.ExportOnnx(path, new() { Input = input });
            var first = input == "nchw";
            var came = OnnxRuntime.Run(path, [.. x.Select(t => first ? Samples.ChannelsFirst(t) : t)])[0];
            var expected = model.PredictAll(Data.ArrayData.Of(x, []))[0];
            Samples.AssertClose(first ? Samples.ChannelsFirst(expected) : expected, came, 1e-5, what);
        }
        catch (Exception e)
        {
            wrong.Add($"{what}: {e.Message}");
        }
    }

    [Fact]
    public void What_cannot_be_expressed_is_an_error_that_names_the_layer()
    {
        using var folder = new TempFolder();
        void Refused(Layer layer, bool? training = null)
        {
            var input = new Input(4, 4, 3).Output;
            layer.Name = "odd";
            var model = new Model(input, layer.Apply([input], training));
            ThreeParts.Throws<NotSupportedException>(() => model.ExportOnnx(folder.File("odd.onnx")), "layer 'odd");
            Assert.Empty(Directory.GetFiles(folder.Path));
        }
        Refused(new Equalization((-1, 1), 32));
        Refused(new Dropout(0.5), training: true);
        Refused(new BatchNormalization(), training: true);
        Refused(new Lambda(x => new Own().Apply(x)));
    }

    sealed class Own : Layer
    {
        public override Config GetConfig() => new();

        protected internal override Node Build(Node input) => Compute(new Twice(), input);
    }

    sealed class Twice : Operation
    {
        public override string Kind => "twice";

        public override Shape OutputShape(IReadOnlyList<Shape> inputs) => inputs[0];

        public override void Forward(in ForwardSample s)
        {
            for (var i = 0; i < s.Output.Length; i++) s.Output[i] = 2 * s.Input(0)[i];
        }
    }
}
