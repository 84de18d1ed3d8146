namespace Hornbill.Models;

// The nets as methods: their defaults are those of the table, which a test compares.
public static partial class Nets
{
    /// <summary>Lab A's baseline: Flatten, a dense layer, the classes.</summary>
    /// <param name="units">Of the dense layers; 128 by default.</param>
    /// <param name="dropout">Rate behind each dense layer.</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the layers do not fit each other.</exception>
    public static Model LabABaseline(int[]? units = null, double dropout = 0, NetSettings? settings = null) =>
        Build("lab-a-baseline", settings, ("units", units), ("dropout", dropout));

    /// <summary>Lab A, D01: dense layers, two of 512 by default.</summary>
    /// <inheritdoc cref="LabABaseline"/>
    /// <param name="units">Of the dense layers; 512, 512 by default.</param>
    /// <param name="dropout">Rate behind each dense layer.</param>
    /// <param name="settings">What every net can be told.</param>
    public static Model LabADense(int[]? units = null, double dropout = 0, NetSettings? settings = null) =>
        Build("lab-a-dense", settings, ("units", units), ("dropout", dropout));

    /// <summary>Lab A, CNN00 with one convolution: 32 filters of 5 × 5, then a dense layer of 64.</summary>
    /// <param name="filters">Of each convolution; there is pooling between.</param>
    /// <param name="window">Side of the kernels, in pixels.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="strides">Of the convolutions, in pixels.</param>
    /// <param name="dropout">Rate behind each pooling.</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the layers do not fit each other.</exception>
    public static Model LabA1Conv(int[]? filters = null, int window = 5, string padding = "valid", int strides = 1, double dropout = 0,
        NetSettings? settings = null) =>
        LabAConv("lab-a-1conv", filters, window, padding, strides, dropout, settings);

    /// <summary>Lab A, CNN00 with two convolutions: 32 and 64 filters of 5 × 5.</summary>
    /// <inheritdoc cref="LabA1Conv"/>
    public static Model LabA2Conv(int[]? filters = null, int window = 5, string padding = "valid", int strides = 1, double dropout = 0,
        NetSettings? settings = null) =>
        LabAConv("lab-a-2conv", filters, window, padding, strides, dropout, settings);

    /// <summary>Lab A, CNN00 with three convolutions: 32, 64 and 64 filters of 3 × 3.</summary>
    /// <inheritdoc cref="LabA1Conv"/>
    public static Model LabA3Conv(int[]? filters = null, int window = 3, string padding = "valid", int strides = 1, double dropout = 0,
        NetSettings? settings = null) =>
        LabAConv("lab-a-3conv", filters, window, padding, strides, dropout, settings);

    /// <summary>Lab A, CNN01: 32, 64, 64 filters; with stride 1 the first two are pooled, with stride 2 they are not; the third has stride
    /// 1 and no padding.</summary>
    /// <param name="strides">Of the first two convolutions, in pixels.</param>
    /// <param name="padding">Of the first two: "same" or "valid".</param>
    /// <param name="window">Side of the kernels, in pixels.</param>
    /// <param name="dropout">Rate behind the first two.</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the layers do not fit each other.</exception>
    public static Model LabAStrides(int strides = 1, string padding = "same", int window = 5, double dropout = 0,
        NetSettings? settings = null) =>
        Build("lab-a-strides", settings, ("strides", strides), ("padding", padding), ("window", window), ("dropout", dropout));

    /// <summary>Lab A, CNN02: 32, 64, 64 filters, pooling behind the first two, dropout before Flatten.</summary>
    /// <param name="window">Side of the kernels, in pixels.</param>
    /// <param name="strides">Of the convolutions, in pixels.</param>
    /// <param name="padding">"same" or "valid".</param>
    /// <param name="dropout">Rate before Flatten; 0 leaves the layer out.</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the layers do not fit each other.</exception>
    public static Model LabA5x5(int window = 5, int strides = 1, string padding = "same", double dropout = 0.5,
        NetSettings? settings = null) =>
        Build("lab-a-5x5", settings, ("window", window), ("strides", strides), ("padding", padding), ("dropout", dropout));

    /// <summary>Lab B's builder with two convolutions and no dense layer: blocks of convolution, batch normalisation and pooling. Pixels
    /// from −1 to 1.</summary>
    /// <param name="convs">Blocks.</param>
    /// <param name="dense">Dense layers behind Flatten.</param>
    /// <param name="filters">Of the first convolution.</param>
    /// <param name="growth">"once": every later layer has twice the first's filters; "each": they double from layer to layer.</param>
    /// <param name="nodes">Units of each dense layer.</param>
    /// <param name="dropout">Rate behind each dense layer.</param>
    /// <param name="window">Side of the kernels, in pixels.</param>
    /// <param name="strides">Of the convolutions, in pixels.</param>
    /// <param name="padding">"same" or "valid".</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the layers do not fit each other.</exception>
    public static Model LabBSmall(int convs = 2, int dense = 0, int filters = 16, string growth = "once", int nodes = 50,
        double dropout = 0,
                                  int window = 3, int strides = 1, string padding = "same", NetSettings? settings = null) =>
        LabB("lab-b-small", convs, dense, filters, growth, nodes, dropout, window, strides, padding, settings);

    /// <summary>Lab B's builder with two convolutions and a dense layer of 50. Pixels from −1 to 1.</summary>
    /// <inheritdoc cref="LabBSmall"/>
    public static Model LabB2(int convs = 2, int dense = 1, int filters = 16, string growth = "once", int nodes = 50, double dropout = 0,
                              int window = 3, int strides = 1, string padding = "same", NetSettings? settings = null) =>
        LabB("lab-b-2", convs, dense, filters, growth, nodes, dropout, window, strides, padding, settings);

    /// <summary>Lab B's builder with four convolutions and a dense layer of 50 with dropout. Pixels from −1 to 1.</summary>
    /// <inheritdoc cref="LabBSmall"/>
    public static Model LabB4(int convs = 4, int dense = 1, int filters = 16, string growth = "once", int nodes = 50, double dropout = 0.5,
                              int window = 3, int strides = 1, string padding = "same", NetSettings? settings = null) =>
        LabB("lab-b-4", convs, dense, filters, growth, nodes, dropout, window, strides, padding, settings);

    /// <summary>Lab B's fully convolutional net: trained on images of one size it takes those of any, which global pooling makes one row of
    /// numbers. Pixels from −1 to 1.</summary>
    /// <param name="side">Height and width of samples, in pixels; null for any.</param>
    /// <param name="convs">Blocks.</param>
    /// <param name="filters">Of the first convolution.</param>
    /// <param name="growth">"each": filters double from layer to layer; "once": every later layer has twice the first's.</param>
    /// <param name="window">Side of the kernels, in pixels.</param>
    /// <param name="strides">Of the convolutions, in pixels.</param>
    /// <param name="padding">"same" or "valid".</param>
    /// <param name="dropout">Rate behind the global pooling.</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the layers do not fit each other.</exception>
    public static Model LabBAnySize(int? side = 32, int convs = 3, int filters = 16, string growth = "each", int window = 3,
        int strides = 1,
                                    string padding = "same", double dropout = 0, NetSettings? settings = null) =>
        Build("lab-b-any-size", settings, ("side", side is { } n ? n : "any"), ("convs", convs), ("filters", filters), ("growth", growth),
            ("window", window),
              ("strides", strides), ("padding", padding), ("dropout", dropout));

    /// <summary>Lab C, net 1: a convolution of 32 filters, pooling, a dense layer of 100.</summary>
    /// <param name="dropout">Rate behind the pooling, and behind each later convolution.</param>
    /// <param name="units">Of the dense layers; 100 by default.</param>
    /// <param name="window">Side of the kernels, in pixels.</param>
    /// <param name="strides">Of the convolutions, in pixels.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the layers do not fit each other.</exception>
    public static Model LabC1(double dropout = 0, int[]? units = null, int window = 3, int strides = 1, string padding = "valid",
        NetSettings? settings = null) =>
        LabC("lab-c-1", dropout, units, window, strides, padding, settings);

    /// <summary>Lab C, net 2: net 1 with dropout.</summary>
    /// <inheritdoc cref="LabC1"/>
    public static Model LabC2(double dropout = 0.15, int[]? units = null, int window = 3, int strides = 1, string padding = "valid",
        NetSettings? settings = null) =>
        LabC("lab-c-2", dropout, units, window, strides, padding, settings);

    /// <summary>Lab C, net 3: three convolutions of 32 filters, pooling behind the first.</summary>
    /// <inheritdoc cref="LabC1"/>
    public static Model LabC3(double dropout = 0, int[]? units = null, int window = 3, int strides = 1, string padding = "valid",
        NetSettings? settings = null) =>
        LabC("lab-c-3", dropout, units, window, strides, padding, settings);

    /// <summary>Lab C, net 3a: net 3 with dropout.</summary>
    /// <inheritdoc cref="LabC1"/>
    public static Model LabC3a(double dropout = 0.1, int[]? units = null, int window = 3, int strides = 1, string padding = "valid",
        NetSettings? settings = null) =>
        LabC("lab-c-3a", dropout, units, window, strides, padding, settings);

    /// <summary>Lab C, net 4: net 3a with a wide head, dense layers of 1000, 500 and 100.</summary>
    /// <inheritdoc cref="LabC1"/>
    public static Model LabC4(double dropout = 0.1, int[]? units = null, int window = 3, int strides = 1, string padding = "valid",
        NetSettings? settings = null) =>
        LabC("lab-c-4", dropout, units, window, strides, padding, settings);

    /// <summary>Lab C, net 6: net 1 with a separable convolution.</summary>
    /// <inheritdoc cref="LabC1"/>
    public static Model LabC6(double dropout = 0, int[]? units = null, int window = 3, int strides = 1, string padding = "valid",
        NetSettings? settings = null) =>
        LabC("lab-c-6", dropout, units, window, strides, padding, settings);

    /// <summary>Lab C, net 7: a depthwise convolution as large as the image, which leaves one number of it; bad on purpose.</summary>
    /// <inheritdoc cref="LabC1"/>
    public static Model LabC7(double dropout = 0, int[]? units = null, int window = 28, int strides = 3, string padding = "valid",
        NetSettings? settings = null) =>
        LabC("lab-c-7", dropout, units, window, strides, padding, settings);

    /// <summary>Lab C, net 8: a transposed convolution, which makes the image larger, a second relu, pooling.</summary>
    /// <inheritdoc cref="LabC1"/>
    public static Model LabC8(double dropout = 0, int[]? units = null, int window = 3, int strides = 1, string padding = "valid",
        NetSettings? settings = null) =>
        LabC("lab-c-8", dropout, units, window, strides, padding, settings);

    /// <summary>Lab C, the net of the grid search: dense layers of one size, each followed by dropout.</summary>
    /// <param name="units">Of each dense layer.</param>
    /// <param name="layers">Dense layers.</param>
    /// <param name="dropout">Rate behind each.</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public static Model LabCGrid(int units = 500, int layers = 3, double dropout = 0, NetSettings? settings = null) =>
        Build("lab-c-grid", settings, ("units", units), ("layers", layers), ("dropout", dropout));

    /// <summary>Lab C, the head on VGG16's features (1 × 1 × 512): a dense layer of 512, leaky relu of slope 0.1, the classes.</summary>
    /// <param name="units">Of the dense layer; 512 by default.</param>
    /// <param name="slope">Of the leaky relu below 0.</param>
    /// <param name="dropout">Rate behind the dense layer.</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public static Model LabCVggHead(int[]? units = null, double slope = 0.1, double dropout = 0, NetSettings? settings = null) =>
        Build("lab-c-vgg-head", settings, ("units", units), ("slope", slope), ("dropout", dropout));

    /// <summary>Lab C, the residual net: 7 × 7 with stride 2, four blocks of two units, filters doubled and sides halved from block to
    /// block, pooling, the classes.</summary>
    /// <param name="blocks">Blocks; one fewer with <paramref name="pool"/>.</param>
    /// <param name="units">Units in a block, of two convolutions each.</param>
    /// <param name="filters">Of the first block.</param>
    /// <param name="pool">Whether there is max pooling before the first block.</param>
    /// <param name="settings">What every net can be told, but batch normalisation, which it has.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the layers do not fit each other.</exception>
    public static Model LabCResnet(int blocks = 4, int units = 2, int filters = 64, bool pool = false, NetSettings? settings = null) =>
        Build("lab-c-resnet", settings, ("blocks", blocks), ("units", units), ("filters", filters), ("pool", pool));

    /// <summary>Lab D, the classic for MNIST: convolutions of 32 and 64 filters with pooling behind each, a dense layer of 64.</summary>
    /// <param name="filters">Of the first and of the second convolution; 32, 64 by default.</param>
    /// <param name="window">Side of the kernels, in pixels.</param>
    /// <param name="strides">Of the convolutions, in pixels.</param>
    /// <param name="padding">"valid" or "same".</param>
    /// <param name="units">Of the dense layers; 64 by default.</param>
    /// <param name="dropout">Rate behind each pooling.</param>
    /// <param name="settings">What every net can be told.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the layers do not fit each other.</exception>
    public static Model LabD(int[]? filters = null, int window = 3, int strides = 1, string padding = "valid", int[]? units = null,
        double dropout = 0,
                             NetSettings? settings = null) =>
        Build("lab-d", settings, ("filters", filters), ("window", window), ("strides", strides), ("padding", padding), ("units", units),
            ("dropout", dropout));

    static Model LabAConv(string name, int[]? filters, int window, string padding, int strides, double dropout, NetSettings? settings) =>
        Build(name, settings, ("filters", filters), ("window", window), ("padding", padding), ("strides", strides), ("dropout", dropout));

    static Model LabB(string name, int convs, int dense, int filters, string growth, int nodes, double dropout, int window, int strides,
        string padding,
                      NetSettings? settings) =>
        Build(name, settings, ("convs", convs), ("dense", dense), ("filters", filters), ("growth", growth), ("nodes", nodes),
            ("dropout", dropout), ("window", window),
              ("strides", strides), ("padding", padding));

    static Model LabC(string name, double dropout, int[]? units, int window, int strides, string padding, NetSettings? settings) =>
        Build(name, settings, ("dropout", dropout), ("units", units), ("window", window), ("strides", strides), ("padding", padding));

    // What is as the net has it need not be something that it asks for.
    static Model Build(string name, NetSettings? settings, params ReadOnlySpan<(string, object?)> own)
    {
        var defaults = NetOptions.Defaults(Find(name).Defaults);
        return Build(name, settings ??= new(), settings.With(own).Where(s => defaults.GetValueOrDefault(s.Key) != s.Value).ToDictionary());
    }

    static Model Build(string name, NetSettings settings, IReadOnlyDictionary<string, string> set) =>
        Find(name).Build(settings.Seed ?? RandomSeed.Next(), set, settings.InputShape, settings.Classes);
}
