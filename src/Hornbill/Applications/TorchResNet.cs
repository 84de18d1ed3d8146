using Hornbill.Graph;
using Hornbill.Layers;
using static Hornbill.Models.Blocks;

namespace Hornbill.Applications;

/// <summary>Torchvision's residual nets.</summary>
static class TorchResNet
{
    const double Momentum = 0.9; // of what was: PyTorch's 0.1 of what comes

    public static Application Net(string name, int[] blocks, bool bottleneck) =>
        new(name, $"He et al. 2015, torchvision's variant, blocks {string.Join(", ", blocks)}", x => Trunk(x, blocks, bottleneck), Top,
            "fc")
        {
            Names = [new("torchvision and timm", layer => layer)],
        };

    static Node Trunk(Node x, int[] blocks, bool bottleneck)
    {
        x = Chain(x, new ZeroPadding2D(3), Conv(64, 7, 2, "valid", "conv1"), Norm("bn1"), new Activation("relu"),
            new ZeroPadding2D(1), new MaxPooling2D(3, 2));
        for (var stage = 1; stage <= blocks.Length; stage++)
            for (var i = 0; i < blocks[stage - 1]; i++)
                x = Block(x, 32 << stage, stage > 1 && i == 0 ? 2 : 1, bottleneck, $"layer{stage}.{i}");
        return x;
    }

    static Node Top(Node x, ApplicationSettings settings) =>
        Chain(x, new GlobalAveragePooling2D(), new Dense(settings.Classes, settings.ClassifierActivation, name: "fc"));

    static Node Block(Node x, int filters, int strides, bool bottleneck, string name)
    {
        var y = bottleneck ? Bottleneck(x, filters, strides, name) : Basic(x, filters, strides, name);
        var shortcut = x.Shape == y.Shape ? x
            : Chain(x, Conv(y.Shape[^1], 1, strides, "valid", $"{name}.downsample.0"), Norm($"{name}.downsample.1"));
        return Chain(new Add().Apply(shortcut, y), new Activation("relu"));
    }

    static Node Basic(Node x, int filters, int strides, string name) =>
        Chain(Chain(x, [.. Conv3(filters, strides, $"{name}.conv1"), Norm($"{name}.bn1"), new Activation("relu")]),
            [.. Conv3(filters, 1, $"{name}.conv2"), Norm($"{name}.bn2")]);

    static Node Bottleneck(Node x, int filters, int strides, string name) => Chain(x,
    [
        Conv(filters, 1, 1, "valid", $"{name}.conv1"), Norm($"{name}.bn1"), new Activation("relu"),
        .. Conv3(filters, strides, $"{name}.conv2"), Norm($"{name}.bn2"), new Activation("relu"),
        Conv(4 * filters, 1, 1, "valid", $"{name}.conv3"), Norm($"{name}.bn3"),
    ]);

    // A rim of 1 on each side: with stride 2 Keras's "same" would have it at one side only.
    static Layer[] Conv3(int filters, int strides, string name) => strides == 1
        ? [Conv(filters, 3, 1, "same", name)]
        : [new ZeroPadding2D(1), Conv(filters, 3, strides, "valid", name)];

    static Conv2D Conv(int filters, int window, int strides, string padding, string name) =>
        new(filters, window, strides, padding, useBias: false, kernelInitializer: "he_normal", name: name);

    static BatchNormalization Norm(string name) => new(momentum: Momentum, epsilon: 1e-5, name: name);
}
