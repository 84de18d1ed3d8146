namespace Hornbill.Kernels;

/// <summary>
/// Inverted dropout: y_i = x_i / (1 − rate) where the random word of element i is at least rate × 2³², else 0. The words are counted, not drawn:
/// forward and backward ask for the same ones, and neither tiles nor threads change them.
/// </summary>
static unsafe class Dropout
{
    /// <summary>to = from × mask, or to += it; for values and for gradients alike.</summary>
    public static void Apply(in Philox random, float rate, float* from, float* to, int length, bool accumulate)
    {
        var threshold = (uint)Math.Min(uint.MaxValue, Math.Round(rate * 4294967296.0));
        var scale = 1 / (1 - rate);
        var words = stackalloc uint[4];
        for (var i = 0; i < length; i += 4)
        {
            random.Next((ulong)i / 4, out words[0], out words[1], out words[2], out words[3]);
            for (var j = 0; j < 4 && i + j < length; j++)
            {
                var y = words[j] >= threshold ? from[i + j] * scale : 0;
                to[i + j] = accumulate ? to[i + j] + y : y;
            }
        }
    }
}
