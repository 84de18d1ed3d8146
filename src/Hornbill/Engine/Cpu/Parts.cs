namespace Hornbill.Engine.Cpu;

/// <summary>What one sample is cut into for workers that share it: rows, or channels, as far as they are worth the workers'
/// meeting.</summary>
static class Parts
{
    /// <summary>Channels that stay together: a vector of the widest processor.</summary>
    public const int Together = 16;

    // Floats: fewer are done before a second worker has woken.
    const int Least = 4096;

    /// <summary>Parts of so many rows, or of whatever else can be done apart, that hold so many floats.</summary>
    public static int Of(int rows, long floats) => (int)Math.Clamp(floats / Least, 1, Math.Max(1, rows));

    /// <summary>Parts of so many channels.</summary>
    public static int OfChannels(int channels, long floats) => Of((channels + Together - 1) / Together, floats);

    /// <summary>The rows that the parts at hand are, of so many parts.</summary>
    public static (int From, int To) Rows(Frame f, int parts, int rows) =>
        ((int)((long)f.From * rows / parts), (int)((long)f.To * rows / parts));

    /// <summary>The channels that the parts at hand are.</summary>
    public static (int From, int To) Channels(Frame f, int parts, int channels)
    {
        var (from, to) = Rows(f, parts, (channels + Together - 1) / Together);
        return (from * Together, Math.Min(channels, to * Together));
    }
}
