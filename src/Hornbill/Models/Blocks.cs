using Hornbill.Graph;
using Hornbill.Layers;

namespace Hornbill.Models;

/// <summary>Groups of layers that the built-in nets are written in.</summary>
static class Blocks
{
    /// <summary>A convolution with the net's window, strides and padding, unless told otherwise.</summary>
    public static IEnumerable<Layer> Conv(NetOptions o, int filters, int? strides = null, string? padding = null) =>
    [
        new Conv2D(filters, o.Int("window"), strides ?? o.Int("strides"), padding ?? o.Text("padding"), activation: o.Activation,
            kernelInitializer: o.Initializer,
                   kernelRegularizer: o.Regularizer),
        .. Norm(o),
    ];

    /// <summary>Flatten, and dense layers with dropout behind each.</summary>
    public static IEnumerable<Layer> Dense(NetOptions o, int[] units, bool drops = true)
    {
        var dropout = drops ? o.Dropout : 0; // an option, too, where there is no layer
        return
        [
            new Flatten(),
            .. units.SelectMany(n => (IEnumerable<Layer>)[
                new Dense(n, o.Activation, kernelInitializer: o.Initializer, kernelRegularizer: o.Regularizer), .. Norm(o),
                    .. Drop(dropout)]),
        ];
    }

    /// <summary>Flatten and a dense layer, without dropout.</summary>
    public static IEnumerable<Layer> Dense(NetOptions o, int units) => Dense(o, [units], drops: false);

    public static IEnumerable<Layer> Norm(NetOptions o) => o.Norm ? [new BatchNormalization()] : [];

    public static IEnumerable<Layer> Drop(double rate) => rate > 0 ? [new Dropout(rate)] : [];

    public static MaxPooling2D Pool(string padding = "valid") => new(2, padding: padding);

    public static Dense Classes(NetOptions o) => new(o.Classes, "softmax");

    public static Node Chain(Node x, params ReadOnlySpan<Layer> layers)
    {
        foreach (var layer in layers) x = layer.Apply(x);
        return x;
    }
}
