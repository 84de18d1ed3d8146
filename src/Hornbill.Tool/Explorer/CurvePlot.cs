using System.Globalization;

namespace Hornbill.Tool.Explorer;

/// <summary>A curve to draw: a mark for its points, its name, its values by epoch, and around them a band from the least to the greatest of
/// several runs.</summary>
/// <param name="Mark">Drawn at its points.</param>
/// <param name="Name">In the legend.</param>
/// <param name="Values">By epoch; NaN is left out.</param>
/// <param name="Band">From and to by epoch; null for none.</param>
sealed record Curve(char Mark, string Name, IReadOnlyList<double> Values,
    (IReadOnlyList<double> Low, IReadOnlyList<double> High)? Band = null);

/// <summary>Curves over epochs, drawn with characters.</summary>
static class CurvePlot
{
    const int Height = 12, Label = 8, MostWidth = 72;
    const char InBand = '.', Several = '+';

    /// <summary>The lines of a picture: title, grid with its least and greatest value, epochs from 0, legend.</summary>
    public static IEnumerable<string> Draw(string title, IReadOnlyList<Curve> curves, int room)
    {
        var all = curves.SelectMany(c => c.Band is { } b ? [.. c.Values, .. b.Low, .. b.High] : c.Values).Where(double.IsFinite).ToArray();
        if (all.Length == 0) return [];
        var (low, high, epochs) = (all.Min(), all.Max(), curves.Max(c => c.Values.Count));
        if (high <= low) (low, high) = (low - 0.5, high + 0.5);
        var grid = new char[Height, Math.Clamp(room - Label - 2, 10, MostWidth)];
        foreach (var curve in curves.Where(c => c.Band is not null)) Fill(grid, curve.Band!.Value, epochs, low, high);
        foreach (var curve in curves) Mark(grid, curve, epochs, low, high);
        return [title, .. Rows(grid, low, high), Axis(grid.GetLength(1), epochs),
            $"{new string(' ', Label)} {string.Join("  ", curves.Select(c => $"{c.Mark} {c.Name}"))}"];
    }

    static IEnumerable<string> Rows(char[,] grid, double low, double high) => Enumerable.Range(0, Height).Select(row =>
    {
        var label = row is 0 or Height / 2 or Height - 1 ? Short(high - ((high - low) * row / (Height - 1))) : "";
        var cells = Enumerable.Range(0, grid.GetLength(1)).Select(column => grid[row, column] is '\0' ? ' ' : grid[row, column]);
        return $"{label,Label} |{string.Concat(cells).TrimEnd()}";
    });

    static string Axis(int width, int epochs) => $"{"epoch",Label} 0{$"{epochs - 1}".PadLeft(width - 1, '-')}";

    static void Mark(char[,] grid, Curve curve, int epochs, double low, double high)
    {
        for (var epoch = 0; epoch < curve.Values.Count; epoch++)
        {
            if (!double.IsFinite(curve.Values[epoch])) continue;
            var (row, column) = (Row(curve.Values[epoch], low, high), Column(epoch, epochs, grid.GetLength(1)));
            grid[row, column] = grid[row, column] is '\0' or InBand || grid[row, column] == curve.Mark ? curve.Mark : Several;
        }
    }

    static void Fill(char[,] grid, (IReadOnlyList<double> Low, IReadOnlyList<double> High) band, int epochs, double low, double high)
    {
        for (var epoch = 0; epoch < Math.Min(band.Low.Count, band.High.Count); epoch++)
        {
            if (!double.IsFinite(band.Low[epoch]) || !double.IsFinite(band.High[epoch])) continue;
            var column = Column(epoch, epochs, grid.GetLength(1));
            for (var row = Row(band.High[epoch], low, high); row <= Row(band.Low[epoch], low, high); row++) grid[row, column] = InBand;
        }
    }

    static int Row(double value, double low, double high) => (int)Math.Round((high - value) / (high - low) * (Height - 1));

    static int Column(int epoch, int epochs, int width) => epochs == 1 ? 0 : (int)((long)epoch * (width - 1) / (epochs - 1));

    static string Short(double x) => x.ToString(Math.Abs(x) >= 100_000 ? "0.0e+00" : "0.####", CultureInfo.InvariantCulture);
}
