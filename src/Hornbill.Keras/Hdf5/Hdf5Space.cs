using static Hornbill.Keras.Hdf5.Hdf5Bytes;

namespace Hornbill.Keras.Hdf5;

/// <summary>The dimensions of a data set or an attribute.</summary>
static class Hdf5Space
{
    const int MostDimensions = 32;

    public static int[] Read(Hdf5Bytes bytes, ReadOnlySpan<byte> data, long at)
    {
        var first = data.Length >= 4 && data[0] == 1;
        var from = first ? 8 : 4;
        if (data.Length < from || data[0] is not (1 or 2) || data[1] > MostDimensions || data.Length < from + (8 * data[1]))
            throw bytes.Wrong(at, "no dimensions stand there", $"versions 1 and 2 can be read, of {MostDimensions} dimensions at most");
        if (!first && data[3] == 2) return [0]; // a null space
        var dims = new int[data[1]];
        var elements = 1L;
        for (var d = 0; d < dims.Length; d++)
        {
            var size = I64(data, from + (8 * d));
            if (size > int.MaxValue || (elements *= size) > Array.MaxLength)
                throw bytes.Wrong(at, $"dimension {d} is {size}", $"all together may have {Array.MaxLength:N0} elements");
            dims[d] = (int)size;
        }
        return dims;
    }
}
