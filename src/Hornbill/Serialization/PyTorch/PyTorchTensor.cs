using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>A tensor of a PyTorch file, whose numbers are read when they are asked for.</summary>
public sealed class PyTorchTensor
{
    readonly PyTorchFile _file;
    readonly PyTorchView _view;

    internal PyTorchTensor(string name, PyTorchFile file, PyTorchView view) => (Name, _file, _view) = (name, file, view);

    /// <summary>Its name in the state dict: <c>layer1.0.conv1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>Its dimensions in PyTorch's order: a convolution's kernel is (outputs, inputs, height, width).</summary>
    public Shape Shape => _view.Shape;

    /// <summary>PyTorch's word for its numbers: <c>float32</c>, <c>bfloat16</c>, <c>int64</c>.</summary>
    public string Type => _view.Storage.Type switch
    {
        ElementType.F32 => "float32",
        ElementType.F64 => "float64",
        ElementType.F16 => "float16",
        ElementType.BF16 => "bfloat16",
        ElementType.I64 => "int64",
        ElementType.I32 => "int32",
        ElementType.I16 => "int16",
        ElementType.I8 => "int8",
        ElementType.U8 => "uint8",
        _ => "bool",
    };

    /// <summary>Its values in the order of rows, as the nearest float32.</summary>
    /// <exception cref="InvalidDataException">The file is damaged there, or has changed since it was opened.</exception>
    public Tensor Read()
    {
        var values = new float[_view.Span];
        Elements.To<float>(_view.Storage.Type, _file.Read(_view.Storage, _view.Offset, _view.Span), values);
        return new(Shape, _view.IsContiguous ? values : InRows(values));
    }

    // Counts through the elements in the order of rows, and steps by the strides beside.
    float[] InRows(float[] from)
    {
        var (to, index, at) = (new float[Shape.Elements], new int[Shape.Rank], 0L);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from[at];
            for (var d = Shape.Rank - 1; d >= 0; d--)
            {
                at += _view.Strides[d];
                if (++index[d] < Shape[d]) break;
                at -= _view.Strides[d] * Shape[d];
                index[d] = 0;
            }
        }
        return to;
    }
}
