using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Layers;
using static Hornbill.Models.Blocks;

namespace Hornbill.Models;

/// <summary>The labs' nets, each as its lab's table has it and compiled as its lab trains it: by a method of its own, or by its
/// name.</summary>
/// <example><code>
/// var model = Nets.LabD(window: 5, dropout: 0.2);
/// var same = Nets.Named("lab-d", new Dictionary&lt;string, string&gt; { ["window"] = "5", ["dropout"] = "0.2" });
/// </code></example>
public static partial class Nets
{
    internal static readonly IReadOnlyList<Net> All =
    [
        new("lab-a-baseline", "Lab A, baseline: one dense layer of 128", 32, "adam", 0.001, "units=128") { Layers = o =>
            [.. Dense(o, o.Ints("units")), Classes(o)] },
        new("lab-a-dense", "Lab A, D01: dense layers", 32, "adam", 0.001, "units=512,512") { Layers = o =>
            [.. Dense(o, o.Ints("units")), Classes(o)] },
        LabA("lab-a-1conv", "CNN00: 32 filters", "filters=32 window=5"),
        LabA("lab-a-2conv", "CNN00: 32, 64 filters", "filters=32,64 window=5"),
        LabA("lab-a-3conv", "CNN00: 32, 64, 64 filters", "filters=32,64,64 window=3"),
        new("lab-a-strides", "Lab A, CNN01: 32, 64, 64 filters, strides or pooling", 64, "adam", 0.001, "strides=1 padding=same window=5")
        {
            // With stride 2 nothing is pooled; the third convolution has stride 1 and no padding.
            Layers = o => [.. Stepped(o, 32), .. Stepped(o, 64), .. Conv(o, 64, strides: 1, padding: "valid"), .. Dense(o, 64), Classes(o)],
        },
        new("lab-a-5x5", "Lab A, CNN02: 32, 64, 64 filters, dropout before Flatten", 64, "adam", 0.001,
            "window=5 strides=1 padding=same dropout=0.5")
        {
            Layers = o => [.. Conv(o, 32), Pool(), .. Conv(o, 64), Pool(), .. Conv(o, 64), .. Drop(o.Dropout), .. Dense(o, 64), Classes(o)],
        },
        LabB("lab-b-small", "2 convolutions", "convs=2 dense=0 dropout=0"),
        LabB("lab-b-2", "2 convolutions, 1 dense layer", "convs=2 dense=1 dropout=0"),
        LabB("lab-b-4", "4 convolutions, 1 dense layer, dropout", "convs=4 dense=1 dropout=0.5"),
        new("lab-b-any-size", "Lab B: convolutions alone, for images of any size", 100, "adam", 0.001,
            "side=32 convs=3 filters=16 growth=each norm=true window=3 strides=1 padding=same")
        {
            Input = [32, 32, 3],
            Range = PixelRange.Signed,
            Layers = o => [.. Convolutions(o), new GlobalAveragePooling2D(), .. Drop(o.Dropout), Classes(o)],
        },
        LabC("lab-c-1", "net 1: one convolution", "dropout=0 units=100", o => [.. Conv(o, 32), .. Between(o)]),
        LabC("lab-c-2", "net 2: one convolution, dropout", "dropout=0.15 units=100", o => [.. Conv(o, 32), .. Between(o)]),
        LabC("lab-c-3", "net 3: three convolutions", "dropout=0 units=100", Three),
        LabC("lab-c-3a", "net 3a: three convolutions, dropout", "dropout=0.1 units=100", Three),
        LabC("lab-c-4", "net 4: three convolutions, dropout, a wide head", "dropout=0.1 units=1000,500,100", Three),
        LabC("lab-c-6", "net 6: a separable convolution", "dropout=0 units=100", o =>
            [new SeparableConv2D(32, o.Int("window"), o.Int("strides"), o.Text("padding"), activation: o.Activation,
                depthwiseInitializer: o.Initializer,
                pointwiseInitializer: o.Initializer, depthwiseRegularizer: o.Regularizer, pointwiseRegularizer: o.Regularizer), .. Norm(o),
                    .. Between(o)]),
        LabC("lab-c-7", "net 7: a depthwise convolution of the whole image", "dropout=0 units=100 window=28 strides=3", o =>
            [new DepthwiseConv2D(o.Int("window"), o.Int("strides"), o.Text("padding"), activation: o.Activation,
                depthwiseInitializer: o.Initializer,
                depthwiseRegularizer: o.Regularizer), .. Norm(o), .. Drop(o.Dropout)]),
        LabC("lab-c-8", "net 8: a transposed convolution", "dropout=0 units=100", o =>
            [new Conv2DTranspose(32, o.Int("window"), o.Int("strides"), o.Text("padding"), activation: o.Activation,
                kernelInitializer: o.Initializer,
                kernelRegularizer: o.Regularizer), new Activation(o.Activation), .. Norm(o), .. Between(o)]),
        new("lab-c-grid", "Lab C, grid search: three dense layers with dropout", 10, "sgd", 0.1,
            "units=500 layers=3 initializer=lecun_uniform")
        {
            Layers = o => [.. Dense(o, [.. Enumerable.Repeat(o.Int("units"), o.Int("layers"))]), Classes(o)],
        },
        new("lab-c-vgg-head", "Lab C: the head on VGG16's features", 32, "adam", 0.001, "units=512 slope=0.1")
        {
            Input = [1, 1, 512], Epochs = 10,
            Layers = o => [.. Dense(o, o.Ints("units"), drops: false), new LeakyReLU(o.Number("slope")), .. Drop(o.Dropout), Classes(o)],
        },
        new("lab-c-resnet", "Lab C: a residual net of 4 blocks", 100, "adam", 0.001,
            "blocks=4 units=2 filters=64 pool=false initializer=he_normal regularizer=l2(l2=0.0001)") { Graph = Residual },
        new("lab-d", "Lab D: the classic MNIST net", 128, "adam", 0.001, "filters=32,64 window=3 strides=1 padding=valid units=64")
        {
            Layers = o => [.. Conv(o, o.Ints("filters")[0]), .. Between(o), .. Conv(o, o.Ints("filters")[^1]), Pool("same"),
                           .. Drop(o.Dropout), .. Dense(o, o.Ints("units")), Classes(o)],
        },
        new("residual", "a small residual net for images of 28 to 32 pixels, which it crops, mirrors and erases while it trains", 128,
            "sgd", 0.1,
            "filters=32 crop=2 flip=false erase=0 initializer=he_normal")
        {
            Epochs = 30, Decays = true, Graph = SmallResidual,
        },
        new("photo", "a small net for folders of photographs, which it turns, moves, zooms and mirrors while it trains", 16, "adam", 0.002,
            "side=96 filters=32,64,128,128 window=3 strides=1 padding=same norm=true augment=1 dropout=0.4 initializer=he_normal")
        {
            Input = [96, 96, 3], Range = PixelRange.Signed, Epochs = 80, Decays = true,
            Layers = o => [.. Augmentation(o.Number("augment")),
                .. o.Ints("filters").SelectMany(f => (IEnumerable<Layer>)[.. Conv(o, f), Pool()]),
                           new GlobalAveragePooling2D(), .. Drop(o.Dropout), Classes(o)],
        },
    ];

    /// <summary>The names that <see cref="Named"/> knows, those of the tool: "lab-a-baseline" to "lab-d", and "photo".</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(n => n.Name)];

    /// <summary>A net by its name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">Its options that are not as its lab has them, as <see cref="OptionsOf"/> names them.</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">There is none of that name, an option is not known or cannot be used, or the layers do not fit
    /// each other.</exception>
    public static Model Named(string name, IReadOnlyDictionary<string, string>? options = null, NetSettings? settings = null)
    {
        settings ??= new();
        var set = settings.With([]);
        foreach (var (option, value) in options ?? new Dictionary<string, string>()) set[option] = value;
        return Build(name, settings, set);
    }

    /// <summary>The options of a net with their defaults: <c>window=3</c>.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static IReadOnlyList<string> OptionsOf(string name) => [.. Find(name).GetOptions()];

    /// <summary>A net by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    internal static Net Find(string name) => All.FirstOrDefault(n => n.Name == name)
        ?? throw Choices.Unknown("net", name, All.Select(n => n.Name));

    // 1 is for some hundred photographs, 0 none.
    static IEnumerable<Layer> Augmentation(double strength) => strength == 0 ? [] :
    [
        new RandomFlip("horizontal"), new RandomRotation(0.065 * strength), new RandomZoom((-0.48 * strength, 0.16 * strength)),
        new RandomTranslation(0.16 * strength, 0.16 * strength),
    ];

    // Convolutions with pooling between, a dense layer of 64.
    static Net LabA(string name, string what, string options) =>
        new(name, $"Lab A, {what}", 64, "adam", 0.001, $"{options} padding=valid strides=1")
        {
            Layers = o =>
            [
                .. o.Ints("filters").SelectMany((filters, i) => (IEnumerable<Layer>)[.. i == 0 ? [] : Between(o), .. Conv(o, filters)]),
            .. Dense(o, 64), Classes(o),
        ],
        };

    static IEnumerable<Layer> Between(NetOptions o) => [Pool(), .. Drop(o.Dropout)];

    static IEnumerable<Layer> Stepped(NetOptions o, int filters) =>
        [.. Conv(o, filters), .. o.Int("strides") == 1 ? [Pool()] : Array.Empty<Layer>(), .. Drop(o.Dropout)];

    // Blocks of convolution, batch normalisation and pooling; then dense ones.
    static Net LabB(string name, string what, string options) =>
        new(name, $"Lab B, {what}", 100, "adam", 0.001,
        $"{options} filters=16 growth=once nodes=50 norm=true window=3 strides=1 padding=same")
        {
            Input = [32, 32, 3],
            Range = PixelRange.Signed,
            Layers = o => [.. Convolutions(o), .. Dense(o, [.. Enumerable.Repeat(o.Int("nodes"), o.Int("dense"))]), Classes(o)],
        };

    // The author's code doubles the filters once, after the first; the lab's text at each layer.
    static IEnumerable<Layer> Convolutions(NetOptions o) => Enumerable.Range(0, o.Int("convs")).SelectMany(i =>
    {
        var filters = o.Int("filters") << (o.Text("growth") == "each" ? i : Math.Min(i, 1));
        return (IEnumerable<Layer>)[.. Conv(o, filters), Pool()];
    });

    static Net LabC(string name, string what, string options, Func<NetOptions, IEnumerable<Layer>> before) =>
        new(name, $"Lab C, {what}", 500, "sgd", 0.05, $"window=3 strides=1 padding=valid {options}")
        {
            Layers = o => [.. before(o), .. Dense(o, o.Ints("units"), drops: false), Classes(o)],
        };

    static IEnumerable<Layer> Three(NetOptions o) =>
        [.. Conv(o, 32), .. Between(o), .. Conv(o, 32), .. Drop(o.Dropout), .. Conv(o, 32), .. Drop(o.Dropout)];

    // Two convolutions, pooling, a unit around which goes a shortcut, and once more with twice the filters: most of the depth where images
    // are small.
    static Node SmallResidual(NetOptions o, Node x)
    {
        var (height, width, filters) = (x.Shape[0], x.Shape[1], o.Int("filters"));
        var y = Chain(x, [.. Shifted(o, height, width), .. Normed(o, filters), .. Normed(o, 2 * filters), Pool()]);
        y = new Add().Apply(y, Chain(y, [.. Normed(o, 2 * filters), .. Normed(o, 2 * filters)]));
        y = Chain(y, [.. Normed(o, 4 * filters), Pool()]);
        y = new Add().Apply(y, Chain(y, [.. Normed(o, 4 * filters), .. Normed(o, 4 * filters)]));
        return Chain(y, [new GlobalMaxPooling2D(), .. Drop(o.Dropout), Classes(o)]);
    }

    static IEnumerable<Layer> Shifted(NetOptions o, int height, int width) =>
    [
        .. o.Int("crop") > 0 ? [new ZeroPadding2D(o.Int("crop")), new RandomCrop(height, width)] : (Layer[])[],
        .. o.Flag("flip") ? [new RandomFlip("horizontal")] : (Layer[])[],
        .. o.Number("erase") > 0 ? [new RandomErasing((0, o.Number("erase")), valueRange: (0, 1))] : (Layer[])[],
    ];

    static IEnumerable<Layer> Normed(NetOptions o, int filters) =>
        [Conv2D(o, filters, 3), new BatchNormalization(), new Activation(o.Activation)];

    // 7 × 7 with stride 2; blocks of units, the filters doubled and the sides halved from block to block.
    static Node Residual(NetOptions o, Node x)
    {
        var y = Chain(x, Conv2D(o, o.Int("filters"), 7, 2), new BatchNormalization(), new Activation(o.Activation));
        var blocks = o.Int("blocks");
        if (o.Flag("pool")) (y, blocks) = (new MaxPooling2D(3, 2, "same").Apply(y), blocks - 1);
        for (var block = 0; block < blocks; block++)
            for (var unit = 0; unit < o.Int("units"); unit++) y = Unit(o, y, o.Int("filters") << block, block > 0 && unit == 0 ? 2 : 1);
        return Chain(y, new AveragePooling2D(2), new Flatten(), new Dense(o.Classes, "softmax", kernelInitializer: "he_normal"));
    }

    static Node Unit(NetOptions o, Node x, int filters, int strides)
    {
        var y = Chain(x, Conv2D(o, filters, 3, strides), new BatchNormalization(), new Activation(o.Activation), Conv2D(o, filters, 3),
            new BatchNormalization());
        return Chain(new Add().Apply(strides == 1 ? x : Conv2D(o, filters, 1, strides).Apply(x), y), new Activation(o.Activation));
    }

    static Conv2D Conv2D(NetOptions o, int filters, int window, int strides = 1) =>
        new(filters, window, strides, "same", kernelInitializer: o.Initializer, kernelRegularizer: o.Regularizer);
}
