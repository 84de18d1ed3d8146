using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>A layer that makes one value of all places, channel by channel.</summary>
public abstract class GlobalPooling : Layer
{
    readonly int _dimensions;

    private protected GlobalPooling(int dimensions, bool keepDims, string? name) : base(name) =>
        (_dimensions, KeepDims) = (dimensions, keepDims);

    /// <summary>Whether the dimensions pooled stay, as 1.</summary>
    public bool KeepDims { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("keepdims", KeepDims);

    internal abstract Op Op(Pair pool);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        if (_dimensions == 2) NeedImage(input.Shape);
        else if (input.Shape.Rank != 2) throw BadInput(input.Shape, "(steps, features)",
            "Add a Reshape to these two dimensions before it.");
        var (height, width, channels) = (input.Shape[0], _dimensions == 2 ? input.Shape[1] : 1, input.Shape[^1]);
        if ((long)height * width > Kernels.MaxPooling.Most)
            throw BadInput(input.Shape, $"{Kernels.MaxPooling.Most} places at most", "Add another pooling before it.");
        var image = _dimensions == 2 ? input : Node(new Graph.Ops.View([height, 1, channels]), input);
        var y = Node(Op(new(height, width)), image);
        return Node(new Graph.Ops.View(KeepDims ? Shape.Create([.. Enumerable.Repeat(1, _dimensions), channels]) : [channels]), y);
    }
}
