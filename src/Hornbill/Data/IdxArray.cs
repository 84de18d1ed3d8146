using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>What an IDX file holds.</summary>
/// <param name="Shape">Its dimensions: (60000, 28, 28) for MNIST's training images, (60000,) for their labels.</param>
/// <param name="Data">The bytes, last dimension fastest.</param>
public sealed record IdxArray(Shape Shape, byte[] Data);
