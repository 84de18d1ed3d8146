namespace Hornbill.Studio.Drawing;

/// <summary>A colour by what it is for; a theme says which it is.</summary>
/// <param name="Index">Its place in a theme.</param>
readonly record struct Ink(int Index)
{
    const int First = 3;

    /// <summary>Colours of series; after the last comes the first.</summary>
    public const int Series = 7;

    public static Ink Paper => new(0);

    public static Ink Text => new(1);

    public static Ink Faint => new(2);

    public static Ink Of(int series) => new(First + (series % Series));
}
