using Hornbill.Graph;
using Hornbill.Layers;
using static Hornbill.Models.Blocks;

namespace Hornbill.Applications;

/// <summary>Keras's residual nets, version 1.</summary>
static class KerasResNet
{
    public static Application Net(string name, int[] blocks, bool bottleneck) =>
        new(name, $"He et al. 2015, Keras's variant, blocks {string.Join(", ", blocks)}", x => Trunk(x, blocks, bottleneck), Top,
            "predictions")
        {
            Preprocessing = Preprocessing.Caffe,
        };

    static Node Trunk(Node x, int[] blocks, bool bottleneck)
    {
        x = Chain(x, new ZeroPadding2D(3, name: "conv1_pad"), Conv(64, 7, 2, "valid", "conv1"), Norm("conv1"), Relu("conv1_relu"),
            new ZeroPadding2D(1, name: "pool1_pad"), new MaxPooling2D(3, 2, name: "pool1_pool"));
        for (var stage = 2; stage <= blocks.Length + 1; stage++)
            for (var i = 1; i <= blocks[stage - 2]; i++)
                x = Block(x, 16 << stage, stage > 2 && i == 1 ? 2 : 1, bottleneck, i == 1, $"conv{stage}_block{i}");
        return x;
    }

    static Node Top(Node x, ApplicationSettings settings) => Chain(x, new GlobalAveragePooling2D(name: "avg_pool"),
        new Dense(settings.Classes, settings.ClassifierActivation, name: "predictions"));

    static Node Block(Node x, int filters, int strides, bool bottleneck, bool first, string name)
    {
        var wide = bottleneck ? 4 * filters : filters;
        var shortcut = !first || x.Shape[^1] == wide ? x : Chain(x, Conv(wide, 1, strides, "valid", $"{name}_0"), Norm($"{name}_0"));
        var y = bottleneck ? Bottleneck(x, filters, strides, name) : Basic(x, filters, strides, name);
        return Chain(new Add($"{name}_add").Apply(shortcut, y), Relu($"{name}_out"));
    }

    static Node Basic(Node x, int filters, int strides, string name) => Chain(x,
        Conv(filters, 3, strides, "same", $"{name}_1"), Norm($"{name}_1"), Relu($"{name}_1_relu"),
        Conv(filters, 3, 1, "same", $"{name}_2"), Norm($"{name}_2"));

    static Node Bottleneck(Node x, int filters, int strides, string name) => Chain(x,
        Conv(filters, 1, strides, "valid", $"{name}_1"), Norm($"{name}_1"), Relu($"{name}_1_relu"),
        Conv(filters, 3, 1, "same", $"{name}_2"), Norm($"{name}_2"), Relu($"{name}_2_relu"),
        Conv(4 * filters, 1, 1, "valid", $"{name}_3"), Norm($"{name}_3"));

    static Conv2D Conv(int filters, int window, int strides, string padding, string name) =>
        new(filters, window, strides, padding, name: $"{name}_conv");

    static BatchNormalization Norm(string name) => new(epsilon: 1.001e-5, name: $"{name}_bn");

    static Activation Relu(string name) => new("relu") { Name = name };
}
