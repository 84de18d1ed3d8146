using System.Buffers.Binary;
using Hornbill.Serialization;

namespace Hornbill.Data;

/// <summary>Some samples of another source, in an order of their own.</summary>
sealed class Chosen(SampleSource inner, int count, Func<int, int> number) : Passing(inner)
{
    public override int? Count => count;

    protected override string Change => "chosen";

    // Which samples, and in which order.
    internal override uint? Checksum()
    {
        if (Inner.Checksum() is not { } sum) return null;
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number(i));
            sum = Crc32C.Append(sum, bytes);
        }
        return sum;
    }

    internal override int LabelOf(int sample) => Inner.LabelOf(number(sample));

    public override void Read(int sample, in BatchRequest request, Batch batch, int at) => Inner.Read(number(sample), request, batch, at);

    public override IReadOnlyList<Tensors.Shape>? WeightShapes => Inner.WeightShapes;
}
