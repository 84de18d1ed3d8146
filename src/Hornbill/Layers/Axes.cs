using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Axes as Keras counts them: the batch is 0, a sample's dimensions are 1, 2, …, and −1 is the last.</summary>
static class Axes
{
    /// <summary>The dimension of a sample's shape, from 0; an error in three parts where there is none.</summary>
    public static int Of(Layer layer, int axis, Shape shape)
    {
        var d = axis < 0 ? axis + shape.Rank : axis - 1;
        return axis != 0 && d >= 0 && d < shape.Rank
            ? d
            : throw layer.BadInput(shape, $"the axis {axis}, of which it has 1 to {shape.Rank} and −1 to −{shape.Rank}", "Give an axis within that; 0 is the batch.");
    }
}
