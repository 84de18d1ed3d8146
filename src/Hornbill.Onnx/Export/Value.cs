using Hornbill.Onnx.Format;
using Hornbill.Tensors;

namespace Hornbill.Onnx.Export;

/// <summary>A value of the graph that is written.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Shape">The shape of one sample as the library has it, channels last.</param>
/// <param name="First">Whether it lies with the channels first.</param>
/// <param name="Type">The type of its elements.</param>
sealed record Value(string Name, Shape Shape, bool First = false, int Type = OnnxTensor.FloatType)
{
    /// <summary>The sizes as they lie, the batch's in front.</summary>
    public List<long> Dims => [-1, .. Lies(Shape.ToArray()).Select(d => (long)d)];

    /// <summary>The dimension, with the batch's, that one of the library's has become.</summary>
    public int Axis(int dimension) => !First ? dimension + 1 : dimension == Shape.Rank - 1 ? 1 : dimension + 2;

    /// <summary>What is one for each dimension of a sample, in the order in which they lie.</summary>
    public int[] Lies(int[] ofDimensions) => First ? [ofDimensions[^1], .. ofDimensions[..^1]] : ofDimensions;
}
