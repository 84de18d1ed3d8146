namespace Hornbill.Images;

/// <summary>The pixels that come together: all, or those of one of Adam7's seven passes: every so many columns and rows from a first
/// one.</summary>
readonly record struct PngPass(int Column, int Row, int ColumnStep, int RowStep, int Width, int Height)
{
    public static IEnumerable<PngPass> Of(PngHeader header)
    {
        if (!header.Interlaced) return [new(0, 0, 1, 1, header.Width, header.Height)];
        (int Column, int Row, int ColumnStep, int RowStep)[] passes =
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        return passes.Select(p => new PngPass(p.Column, p.Row, p.ColumnStep, p.RowStep,
                                              (header.Width - p.Column + p.ColumnStep - 1) / p.ColumnStep,
                                                  (header.Height - p.Row + p.RowStep - 1) / p.RowStep))
                     .Where(p => p.Width > 0 && p.Height > 0);
    }
}
