using System.Text.Json.Nodes;

namespace Hornbill.Layers;

/// <summary>The layers by name: where a model's file and its reader meet. Each layer has its line.</summary>
static class Names
{
    public static readonly Named<Layer> All = new("layer", new Dictionary<string, Func<Config, Layer>>
    {
        ["Activation"] = c => new Activation(c.String("activation")),
        ["ActivityRegularization"] = c => new ActivityRegularization(c.Double("l1"), c.Double("l2")),
        ["AdaptiveAveragePooling1D"] = c => new AdaptiveAveragePooling1D(c.Int("output_size")),
        ["AdaptiveAveragePooling2D"] = c => new AdaptiveAveragePooling2D(Size.From(c.Ints("output_size"))),
        ["AdaptiveMaxPooling1D"] = c => new AdaptiveMaxPooling1D(c.Int("output_size")),
        ["AdaptiveMaxPooling2D"] = c => new AdaptiveMaxPooling2D(Size.From(c.Ints("output_size"))),
        ["Add"] = _ => new Add(),
        ["AlphaDropout"] = AlphaDropout.From,
        ["Arithmetic"] = Arithmetic.From,
        ["Average"] = _ => new Average(),
        ["AveragePooling1D"] = c => Pooling1D.From(c, (pool, strides, padding) => new AveragePooling1D(pool, strides, padding)),
        ["AveragePooling2D"] = c => Pooling2D.From(c, (pool, strides, padding) => new AveragePooling2D(pool, strides, padding)),
        ["BatchNormalization"] = BatchNormalization.From,
        ["CenterCrop"] = CenterCrop.From,
        ["Concatenate"] = c => new Concatenate(c.Int("axis")),
        ["ConstantPadding"] = ConstantPadding.From,
        ["Conv1D"] = Conv1D.From,
        ["Conv1DTranspose"] = Conv1DTranspose.From,
        ["Conv2D"] = Conv2D.From,
        ["Conv2DTranspose"] = Conv2DTranspose.From,
        ["Cropping1D"] = c => new Cropping1D(Ends.From(c.Ints("cropping"))),
        ["Cropping2D"] = c => new Cropping2D(Margins.From(c.Ints("cropping"))),
        ["CutMix"] = CutMix.From,
        ["Dense"] = Dense.From,
        ["DepthwiseConv1D"] = DepthwiseConv1D.From,
        ["DepthwiseConv2D"] = DepthwiseConv2D.From,
        ["Divide"] = _ => new Divide(),
        ["Dot"] = Dot.From,
        ["Dropout"] = Dropout.From,
        ["ELU"] = c => new ELU(c.Double("alpha")),
        ["Flatten"] = _ => new Flatten(),
        ["GaussianDropout"] = c => new GaussianDropout(c.Double("rate"), c.IntOrNull("seed")),
        ["GaussianNoise"] = c => new GaussianNoise(c.Double("stddev"), c.IntOrNull("seed")),
        ["GlobalAveragePooling1D"] = c => new GlobalAveragePooling1D(c.Bool("keepdims")),
        ["GlobalAveragePooling2D"] = c => new GlobalAveragePooling2D(c.Bool("keepdims")),
        ["GlobalMaxPooling1D"] = c => new GlobalMaxPooling1D(c.Bool("keepdims")),
        ["GlobalMaxPooling2D"] = c => new GlobalMaxPooling2D(c.Bool("keepdims")),
        ["GroupNormalization"] = GroupNormalization.From,
        ["Identity"] = _ => new Identity(),
        ["Input"] = Input.From,
        ["Lambda"] = _ => throw new ArgumentException(
            "a Lambda's function is in no file: pass how the layer is made in customObjects, under its name"),
        ["LayerNormalization"] = LayerNormalization.From,
        ["LeakyReLU"] = c => new LeakyReLU(c.Double("negative_slope")),
        ["LocalResponseNormalization"] = LocalResponseNormalization.From,
        ["Maximum"] = _ => new Maximum(),
        ["MaxPooling1D"] = c => Pooling1D.From(c, (pool, strides, padding) => new MaxPooling1D(pool, strides, padding)),
        ["MaxPooling2D"] = c => Pooling2D.From(c, (pool, strides, padding) => new MaxPooling2D(pool, strides, padding)),
        ["Minimum"] = _ => new Minimum(),
        ["MixUp"] = MixUp.From,
        ["Multiply"] = _ => new Multiply(),
        ["Normalization"] = Normalization.From,
        ["PaddedPooling2D"] = PaddedPooling2D.From,
        ["Permute"] = c => new Permute(c.Ints("dims")),
        ["Power"] = c => new Power(c.Double("exponent")),
        ["PReLU"] = PReLU.From,
        ["AugMix"] = AugMix.From,
        ["AutoContrast"] = AutoContrast.From,
        ["Equalization"] = Equalization.From,
        ["RandAugment"] = RandAugment.From,
        ["RandomColorDegeneration"] = RandomColorDegeneration.From,
        ["RandomColorJitter"] = RandomColorJitter.From,
        ["RandomCrop"] = RandomCrop.From,
        ["RandomElasticTransform"] = RandomElasticTransform.From,
        ["RandomGaussianBlur"] = RandomGaussianBlur.From,
        ["RandomGrayscale"] = RandomGrayscale.From,
        ["RandomHue"] = RandomHue.From,
        ["RandomInvert"] = RandomInvert.From,
        ["RandomPerspective"] = RandomPerspective.From,
        ["RandomPosterization"] = RandomPosterization.From,
        ["RandomSaturation"] = RandomSaturation.From,
        ["RandomSharpness"] = RandomSharpness.From,
        ["RandomShear"] = RandomShear.From,
        ["Solarization"] = Solarization.From,
        ["RMSNormalization"] = c => new RMSNormalization(AxisList.Read(c) ?? -1, c.Double("epsilon")),
        ["RandomBrightness"] = RandomBrightness.From,
        ["RandomContrast"] = RandomContrast.From,
        ["RandomErasing"] = RandomErasing.From,
        ["RandomFlip"] = RandomFlip.From,
        ["RandomRotation"] = RandomRotation.From,
        ["RandomTranslation"] = RandomTranslation.From,
        ["RandomZoom"] = RandomZoom.From,
        ["ReLU"] = ReLU.From,
        ["RepeatVector"] = c => new RepeatVector(c.Int("n")),
        ["Rescaling"] = Rescaling.From,
        ["Reshape"] = c => new Reshape(c.Ints("target_shape")),
        ["Resizing"] = Resizing.From,
        ["SeparableConv1D"] = SeparableConv1D.From,
        ["SeparableConv2D"] = SeparableConv2D.From,
        ["Slice"] = Slice.From,
        ["Softmax"] = c => new Softmax(c.Int("axis")),
        ["SpatialDropout1D"] = c => new SpatialDropout1D(c.Double("rate"), c.IntOrNull("seed")),
        ["SpatialDropout2D"] = c => new SpatialDropout2D(c.Double("rate"), c.IntOrNull("seed")),
        ["Subtract"] = _ => new Subtract(),
        ["TimeDistributed"] = c => new TimeDistributed(Within(c)),
        ["UnitNormalization"] = c => new UnitNormalization(AxisList.Read(c) ?? -1),
        ["UpSampling1D"] = c => new UpSampling1D(c.Int("size")),
        ["UpSampling2D"] = UpSampling2D.From,
        ["ZeroPadding1D"] = c => new ZeroPadding1D(Ends.From(c.Ints("padding"))),
        ["ZeroPadding2D"] = c => new ZeroPadding2D(Margins.From(c.Ints("padding"))),
    });

    /// <summary>A layer as a configuration holds it within another's.</summary>
    public static Config Describe(Layer layer) =>
        new Config().Set("class_name", layer.Kind).Set("name", layer.Name).Set("config", layer.GetConfig());

    // A model or a layer of one's own within another was made beforehand.
    static Layer Within(Config c) => c.Inner ?? (c.ConfigOrNull("layer") is { } layer
        ? Make(layer.String("class_name"), layer.String("name"), layer.ConfigOrNull("config")!.Json.DeepClone().AsObject(), c.Customs)
        : throw new InvalidDataException("There is no setting 'layer' but the layer within is expected. Check the model's configuration."));

    /// <summary>A layer from its kind, name and settings.</summary>
    public static Layer Make(string kind, string name, JsonObject settings, CustomObjects? customs = null, Layer? within = null)
    {
        var layer = All.Make(kind, new Config(settings, customs) { Inner = within });
        layer.GiveName(name);
        return layer;
    }

    /// <summary>The automatic name of a kind, before its number: <c>conv2d_transpose</c>, <c>max_pooling2d</c>.</summary>
    public static string Snake(string kind)
    {
        var name = new System.Text.StringBuilder();
        for (var i = 0; i < kind.Length; i++)
        {
            // A capital begins a word behind a small letter, or in front of one.
            if (i > 0 && char.IsUpper(kind[i]) && (char.IsLower(kind[i - 1])
                || (i + 1 < kind.Length && char.IsLower(kind[i + 1])))) name.Append('_');
            name.Append(char.ToLowerInvariant(kind[i]));
        }
        return name.ToString();
    }
}
