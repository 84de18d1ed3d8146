namespace Hornbill.Data;

/// <summary>What the bytes 0 to 255 become: Low + byte × (High − Low) / 255.</summary>
/// <param name="Low">What 0 becomes.</param>
/// <param name="High">What 255 becomes.</param>
public readonly record struct PixelRange(float Low, float High)
{
    /// <summary>As they are, 0 to 255.</summary>
    public static PixelRange Bytes => new(0, 255);

    /// <summary>0 to 1.</summary>
    public static PixelRange Unit => new(0, 1);

    /// <summary>−1 to 1.</summary>
    public static PixelRange Signed => new(-1, 1);

    /// <summary>What a value from 0 to 255 becomes.</summary>
    /// <param name="pixel">The value, whole or not.</param>
    public float Of(float pixel) => Low + (pixel * (High - Low) / 255f);

    internal float[] Table()
    {
        var range = this;
        return [.. Enumerable.Range(0, 256).Select(b => range.Of(b))];
    }
}
