using System.Buffers.Binary;

namespace Hornbill.Images;

/// <summary>One channel of a frame: its share of the samples, and where they go.</summary>
sealed class JpegComponent(byte id, int horizontal, int vertical, int table)
{
    public byte Id => id;

    /// <summary>Blocks of a unit, in each direction.</summary>
    public int Horizontal => horizontal;

    public int Vertical => vertical;

    public int Table => table;

    /// <summary>Samples that count.</summary>
    public int Width { get; set; }

    public int Height { get; set; }

    /// <summary>Blocks that count.</summary>
    public int Columns => (Width + 7) / 8;

    public int Rows => (Height + 7) / 8;

    /// <summary>Samples of a row of <see cref="Samples"/>: whole units.</summary>
    public int Stride { get; set; }

    public byte[] Samples { get; set; } = [];

    /// <summary>Of a progressive image: 64 for each block, in natural order.</summary>
    public short[] Coefficients { get; set; } = [];

    /// <summary>As it was when the component's first scan began.</summary>
    public ushort[]? Quantization { get; set; }

    public int Predictor { get; set; }

    public int AllRows { get; set; }
}

/// <summary>What a frame's header says, and the samples of its components.</summary>
sealed class JpegFrame
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required bool Progressive { get; init; }

    public required JpegComponent[] Components { get; init; }

    /// <summary>Units of one block of the coarsest component, in each direction.</summary>
    public int UnitColumns { get; private set; }

    public int UnitRows { get; private set; }

    public int MostHorizontal { get; private set; }

    public int MostVertical { get; private set; }

    /// <summary>Reads the header; memory is taken once the size is within the limit and the file long enough to hold it.</summary>
    public static JpegFrame Read(ReadOnlySpan<byte> content, int at, bool progressive, long maxPixels, int fileLength)
    {
        if (content.Length < 6 || content.Length < 6 + (3 * content[5])) throw ImageException.Damaged(at,
            $"a frame's header of {content.Length} bytes ends", "each component has three");
        if (content[0] != 8) throw ImageException.Unsupported(at, $"a frame of {content[0]} bits a sample begins", "8 can be read");
        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(content[1..]), BinaryPrimitives.ReadUInt16BigEndian(content[3..]));
        ImageException.CheckSize(at, width, height, maxPixels);
        if (content[5] is not (1 or 3 or 4)) throw ImageException.Unsupported(at, $"a frame of {content[5]} components begins",
            "1, 3 or 4 can be read");
        var components = new JpegComponent[content[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var (id, h, v, table) = (content[6 + (3 * i)], content[7 + (3 * i)] >> 4, content[7 + (3 * i)] & 15, content[8 + (3 * i)]);
            if (h is < 1 or > 4 || v is < 1 or > 4 || table > 3 || components.Any(c => c?.Id == id))
                throw ImageException.Damaged(at, $"component {i} has the numbers {id}, {h} × {v} and {table}",
                    "a number of its own, 1 to 4 blocks and table 0 to 3");
            components[i] = new(id, h, v, table);
        }
        var frame = new JpegFrame { Width = width, Height = height, Progressive = progressive, Components = components };
        frame.LayOut(at, fileLength);
        return frame;
    }

    void LayOut(int at, int fileLength)
    {
        (MostHorizontal, MostVertical) = (Components.Max(c => c.Horizontal), Components.Max(c => c.Vertical));
        if (Components.Length == 1) // a unit is a block, whatever is said
            (MostHorizontal, MostVertical, Components[0]) = (1, 1, new(Components[0].Id, 1, 1, Components[0].Table));
        if (Components.Any(c => MostHorizontal % c.Horizontal != 0 || MostVertical % c.Vertical != 0))
            throw ImageException.Unsupported(at, "components are sampled by fractions of each other", "whole factors can be read");
        (UnitColumns, UnitRows) = (DivideUp(Width, 8 * MostHorizontal), DivideUp(Height, 8 * MostVertical));
        var blocks = (long)UnitColumns * UnitRows * Components.Sum(c => c.Horizontal * c.Vertical);
        // A block takes one bit at least.
        if (blocks > fileLength * 8L)
            throw ImageException.Damaged(at, $"the size {Width} × {Height} is declared",
                $"the file's {fileLength:N0} bytes cannot hold it");
        foreach (var c in Components) Allocate(c);
    }

    void Allocate(JpegComponent c)
    {
        (c.Width, c.Height) = (DivideUp(Width * c.Horizontal, MostHorizontal), DivideUp(Height * c.Vertical, MostVertical));
        (c.Stride, c.AllRows) = (UnitColumns * c.Horizontal * 8, UnitRows * c.Vertical * 8);
        var samples = checked(c.Stride * c.AllRows);
        if (Progressive) c.Coefficients = new short[samples];
        else c.Samples = GC.AllocateUninitializedArray<byte>(samples);
    }

    /// <summary>Notes the tables by which a scan's components were quantised.</summary>
    public static void Take(JpegScan scan, ushort[]?[] tables, int at)
    {
        foreach (var part in scan.Parts)
            part.Component.Quantization ??= tables[part.Component.Table] ??
                throw ImageException.Damaged(at, $"a scan needs quantisation table {part.Component.Table}", "it was not defined");
    }

    /// <summary>Makes samples of a progressive image's coefficients, and holds that each component came.</summary>
    public void Finish()
    {
        foreach (var c in Components)
        {
            if (c.Quantization is null) throw ImageException.Damaged(0, $"component {c.Id} has no image data",
                "a scan of each component is expected");
            if (!Progressive) continue;
            c.Samples = GC.AllocateUninitializedArray<byte>(c.Stride * c.AllRows);
            JpegTransform.All(c);
            c.Coefficients = [];
        }
    }

    static int DivideUp(int a, int b) => (a + b - 1) / b;
}
