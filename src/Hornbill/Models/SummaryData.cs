using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>What <see cref="Model.Summary"/> shows, as data.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Layers">Its layers, in the order of computation.</param>
/// <param name="Parameters">Number of weights.</param>
/// <param name="TrainableParameters">Number of weights that training changes.</param>
/// <param name="OptimizerParameters">Numbers that the optimizer keeps; null before training has begun.</param>
public sealed record SummaryData(string Name, IReadOnlyList<SummaryLayer> Layers, long Parameters, long TrainableParameters,
    long? OptimizerParameters)
{
    /// <summary>Number of weights that training leaves as they are.</summary>
    public long NonTrainableParameters => Parameters - TrainableParameters;
}

/// <summary>A layer in a summary.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its class: <c>Conv2D</c>.</param>
/// <param name="OutputShapes">The shape of one sample of each output, without the batch.</param>
/// <param name="Parameters">Number of its weights, those of the layers within among them.</param>
/// <param name="Trainable">Whether training changes them.</param>
/// <param name="ConnectedTo">What it is applied to, as <c>conv2d[0][0]</c>: which of that layer's calls, and which output.</param>
/// <param name="Layers">The layers within: of a model, or of a layer of one's own.</param>
public sealed record SummaryLayer(string Name, string Kind, IReadOnlyList<Shape> OutputShapes, long Parameters, bool Trainable,
    IReadOnlyList<string> ConnectedTo,
                                  IReadOnlyList<SummaryLayer> Layers);
