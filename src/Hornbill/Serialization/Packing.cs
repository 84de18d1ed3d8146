namespace Hornbill.Serialization;

/// <summary>How much a packed file may grow to when it is unpacked, unless more is asked for: deflate could make a thousand times its
/// length of nothing.</summary>
static class Packing
{
    const long Free = 64 << 20;
    const int Times = 32;

    /// <summary>Bytes that a file of that length may unpack to: 64 MB and 32 times its length.</summary>
    public static long Most(long length) => Free + (Times * length);
}
