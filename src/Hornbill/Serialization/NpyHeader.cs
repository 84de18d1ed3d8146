using System.Buffers.Binary;
using System.Text;
using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>How an .npy file begins: the word NUMPY, a version, and a Python dictionary that says what follows.</summary>
/// <param name="Type">Its numbers.</param>
/// <param name="LittleEndian">Whether their lowest byte is first.</param>
/// <param name="Fortran">Whether the first dimension is the fastest, not the last.</param>
/// <param name="Shape">Its dimensions.</param>
readonly record struct NpyHeader(ElementType Type, bool LittleEndian, bool Fortran, Shape Shape)
{
    const int Prefix = 8, Alignment = 64;
    const int Longest = 10_000; // numpy's bound

    /// <summary>Types by numpy's codes.</summary>
    public static readonly IReadOnlyDictionary<string, ElementType> Codes = new Dictionary<string, ElementType>
    {
        ["b1"] = ElementType.Bool,
        ["u1"] = ElementType.U8,
        ["i1"] = ElementType.I8,
        ["u2"] = ElementType.U16,
        ["i2"] = ElementType.I16,
        ["f2"] = ElementType.F16,
        ["u4"] = ElementType.U32,
        ["i4"] = ElementType.I32,
        ["f4"] = ElementType.F32,
        ["u8"] = ElementType.U64,
        ["i8"] = ElementType.I64,
        ["f8"] = ElementType.F64,
    };

    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Bytes of the data.</summary>
    public long Bytes => (long)Shape.Elements * Type.Size();

    /// <summary>Reads and checks the header; exactly its data are left.</summary>
    public static NpyHeader Read(NpyContent content)
    {
        Span<byte> start = stackalloc byte[Prefix + 4];
        var prefix = start[..Prefix];
        content.Fill(prefix);
        if (!prefix[..6].SequenceEqual(Magic)) throw content.Wrong(0, "it begins otherwise", "an .npy file begins with 0x93 and NUMPY");
        if (prefix[6] is < 1 or > 3 || prefix[7] != 0)
            throw content.Wrong(6, $"the version is {prefix[6]}.{prefix[7]}", "1.0, 2.0 and 3.0 can be read");
        var size = start[Prefix..(prefix[6] == 1 ? Prefix + 2 : Prefix + 4)];
        content.Fill(size);
        var length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > Math.Min(content.Length - content.Position, Longest))
            throw content.Wrong(Prefix, $"the header's length is {length}", $"it must be {Longest} at most, in {content.Length} bytes");
        var text = new byte[length];
        var at = content.Position;
        content.Fill(text);
        var header = new NpyParser(content, at, text).Parse();
        var left = content.Length - content.Position;
        return header.Bytes == left
            ? header
            : throw content.Wrong(at, $"{header.Shape} of {header.Type} takes {header.Bytes} bytes", $"{left} follow the header");
    }

    /// <summary>The header of such an array, as numpy writes it: padded so that the data begin on a multiple of 64 bytes.</summary>
    public static byte[] Compose(ElementType type, Shape shape)
    {
        var code = Codes.First(c => c.Value == type).Key;
        var text = $"{{'descr': '{(type.Size() == 1 ? '|' : '<')}{code}', 'fortran_order': False, 'shape': {shape}, }}";
        var total = (Prefix + 2 + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[total];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Prefix), (ushort)(total - Prefix - 2));
        Encoding.ASCII.GetBytes(text.PadRight(total - Prefix - 3) + "\n", bytes.AsSpan(Prefix + 2));
        return bytes;
    }
}
