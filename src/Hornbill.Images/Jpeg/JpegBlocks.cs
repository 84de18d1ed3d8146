namespace Hornbill.Images;

/// <summary>Reads blocks of 8 × 8 coefficients (ITU-T T.81, F.2.2 and G.2): first to last in zigzag order, from bit high to bit
/// low.</summary>
sealed class JpegBlocks(int first, int last, int high, int low)
{
    readonly int[] _block = new int[64];

    /// <summary>Blocks that follow and have nothing more in this scan.</summary>
    public int Skip { get; set; }

    /// <summary>Reads the block of a component at a place.</summary>
    public void Block(JpegFrame frame, JpegPart part, ref JpegBits bits, int x, int y)
    {
        var c = part.Component;
        if (!frame.Progressive)
        {
            var filled = Sequential(part, ref bits);
            JpegTransform.Block(_block, filled, c.Samples.AsSpan((y * 8 * c.Stride) + (x * 8)), c.Stride);
            return;
        }
        var block = c.Coefficients.AsSpan(((y * (c.Stride / 8)) + x) * 64, 64);
        if (first == 0) First(part, ref bits, block);
        else if (high == 0) Rest(part.Ac!, ref bits, block);
        else Refine(part.Ac!, ref bits, block);
    }

    // All coefficients, multiplied by their steps; returns how far they go in zigzag order.
    int Sequential(JpegPart part, ref JpegBits bits)
    {
        var block = _block.AsSpan();
        ReadOnlySpan<ushort> steps = part.Component.Quantization;
        var natural = JpegScan.Natural;
        var table = part.Ac!;
        block.Clear();
        block[0] = (short)Dc(part, ref bits) * steps[0];
        var end = 1;
        for (var k = 1; k < 64; k++)
        {
            var symbol = bits.Symbol(table);
            var size = symbol & 15;
            if (size == 0)
            {
                if (symbol != 0xF0) break;
                k += 15;
                continue;
            }
            k += symbol >> 4;
            if (k > 63) throw TooFar(bits.At);
            block[natural[k]] = bits.Signed(size) * steps[k];
            end = k + 1;
        }
        return end;
    }

    static int Dc(JpegPart part, ref JpegBits bits)
    {
        var size = bits.Symbol(part.Dc!);
        if (size > 15) throw ImageException.Damaged(bits.At, $"a difference has {size} bits", "15 are the most");
        if (size > 0) part.Component.Predictor = unchecked(part.Component.Predictor + bits.Signed(size));
        return part.Component.Predictor;
    }

    void First(JpegPart part, ref JpegBits bits, Span<short> block)
    {
        if (high == 0) block[0] = (short)(Dc(part, ref bits) << low);
        else block[0] |= (short)(bits.Take(1) << low);
    }

    void Rest(JpegHuffman table, ref JpegBits bits, Span<short> block)
    {
        if (Skip > 0)
        {
            Skip--;
            return;
        }
        for (var k = first; k <= last; k++)
        {
            var symbol = bits.Symbol(table);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < 15)
            {
                Skip = Run(run, ref bits) - 1;
                return;
            }
            k += run;
            if (size == 0) continue;
            if (k > 63) throw TooFar(bits.At);
            block[JpegScan.Natural[k]] = (short)(bits.Signed(size) << low);
        }
    }

    static int Run(int bitsMore, ref JpegBits bits) => (1 << bitsMore) + (bitsMore > 0 ? bits.Take(bitsMore) : 0);

    // One more bit for those that are not zero, and new ones of one bit between them.
    void Refine(JpegHuffman table, ref JpegBits bits, Span<short> block)
    {
        var k = first;
        for (; Skip == 0 && k <= last; k++)
        {
            var symbol = bits.Symbol(table);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && run < 15)
            {
                Skip = Run(run, ref bits);
                break;
            }
            var value = size == 0 ? 0 : (bits.Take(1) == 0 ? -1 : 1) << low;
            k = Correct(ref bits, block, k, run);
            if (value != 0 && k <= last) block[JpegScan.Natural[k]] = (short)value;
        }
        if (Skip == 0) return;
        Correct(ref bits, block, k, int.MaxValue);
        Skip--;
    }

    // Goes over so many zeros and stands at the next one.
    int Correct(ref JpegBits bits, Span<short> block, int k, int zeros)
    {
        for (; k <= last; k++)
        {
            ref var value = ref block[JpegScan.Natural[k]];
            if (value == 0)
            {
                if (zeros-- == 0) return k;
            }
            else if (bits.Take(1) == 1 && (value & (1 << low)) == 0)
                value += (short)((value > 0 ? 1 : -1) << low);
        }
        return k;
    }

    static ImageException TooFar(int at) => ImageException.Damaged(at, "a run of zeros leaves its block", "a block has 64 coefficients");
}
