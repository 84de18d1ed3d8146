using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>Turns weights from PyTorch's layouts to Keras's: convolutions (out, in, h, w) to (h, w, in, out), depthwise ones
/// (in × times, 1, h, w) to (h, w, in, times), dense ones (out, in) to (in, out), and behind a Flatten channels from first to
/// last.</summary>
sealed class WeightLayouts(Model model)
{
    readonly Dictionary<Variable, Layer> _owners = model.Layers.SelectMany(l => l.Variables.Select(v => (v, l))).DistinctBy(p => p.v)
        .ToDictionary(p => p.v, p => p.l);

    /// <summary>A tensor of a file as the variable has it.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Turned(Variable variable, StoredWeight tensor, string path)
    {
        var needed = variable.Shape;
        var (from, axes) = (_owners[variable], needed.Rank) switch
        {
            (DepthwiseConv2D, 4) => (Shape.Create(needed[2], needed[3], needed[0], needed[1]), (int[])[2, 3, 0, 1]),
            (_, 4) => (Shape.Create(needed[3], needed[2], needed[0], needed[1]), [2, 3, 1, 0]),
            (Dense dense, 2) when Flattened(dense) is { } image =>
                (Shape.Create(needed[1], image[2], image[0], image[1]), [2, 3, 1, 0]),
            (_, 2) => (Shape.Create(needed[1], needed[0]), [1, 0]),
            _ => (needed, [0]),
        };
        if (!Fits(from, tensor.Shape)) throw Misfit(tensor, from, path);
        var values = tensor.Read();
        return axes.Length == 1 ? values : values.Reshape(from).Transpose(axes).Reshape(needed);
    }

    /// <summary>What to say of a tensor of another shape.</summary>
    public static ArgumentException Misfit(StoredWeight tensor, Shape needed, string path) =>
        new(Plain.Text($"'{path}' has '{Choices.Short(tensor.Name)}' of shape {tensor.Shape}, but the net needs {needed}. Give the " +
            "weights of that net, or the number of classes that they have."));

    // Dimensions of 1 tell apart 1 × 1 convolutions and dense layers, nothing else; those of an image may be joined.
    static bool Fits(Shape needed, Shape came) => came.Elements == needed.Elements
        && (came.Where(d => d != 1).SequenceEqual(needed.Where(d => d != 1)) || (came.Rank == 2 && came[0] == needed[0]));

    // The image that a dense layer sees in a row.
    static Shape? Flattened(Dense dense) =>
        dense.Input.Label.Owner is Flatten flatten && flatten.Input.Shape is { Rank: 3 } image ? image : null;
}
