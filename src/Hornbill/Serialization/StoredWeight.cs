using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>A weight as a file holds it: what it is before its values are read, so that none are that nobody wants.</summary>
sealed class StoredWeight(string name, Shape shape, Func<Tensor> read)
{
    public string Name => name;

    public Shape Shape => shape;

    /// <summary>Its values.</summary>
    public Tensor Read() => read();
}
