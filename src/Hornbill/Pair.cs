namespace Hornbill;

/// <summary>Height and width: of an image, a kernel, a stride, a window.</summary>
readonly record struct Pair(int Height, int Width)
{
    public static readonly Pair One = new(1, 1);

    public int Area => Height * Width;
}
