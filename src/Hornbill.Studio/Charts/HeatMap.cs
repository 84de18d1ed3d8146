using System.Globalization;
using Hornbill.Studio.Drawing;

namespace Hornbill.Studio;

/// <summary>A table whose cells are the darker the greater their numbers: a confusion matrix, a search over two settings.</summary>
/// <example><code>new HeatMap("predicted", "true", names, names, counts) { Title = "Confusion" }</code></example>
public sealed class HeatMap : Picture
{
    const double CellHeight = 26, LeastWidth = 34, MostText = 20;
    const int MostNumbered = 30;

    readonly string _across, _down;
    readonly IReadOnlyList<string> _columns, _rows;
    readonly double[,] _values;

    /// <summary>With names and numbers.</summary>
    /// <param name="across">What the columns are.</param>
    /// <param name="down">What the rows are.</param>
    /// <param name="columns">A name for each column.</param>
    /// <param name="rows">A name for each row.</param>
    /// <param name="values">[row, column]; what is no number stays empty.</param>
    /// <exception cref="ArgumentException">There are not as many numbers as names.</exception>
    public HeatMap(string across, string down, IReadOnlyList<string> columns, IReadOnlyList<string> rows, double[,] values)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(values);
        if (columns.Count == 0 || rows.Count == 0 || values.GetLength(0) != rows.Count || values.GetLength(1) != columns.Count)
            throw new ArgumentException(
                $"A HeatMap got {rows.Count} rows and {columns.Count} columns but {values.GetLength(0)} × {values.GetLength(1)} values, " +
                $"and needs one for each. Give them.");
        (_across, _down, _columns, _rows, _values) = (across, down, columns, rows, values);
    }

    /// <summary>How numbers are written, as .NET's format.</summary>
    public string Format { get; init; } = "0.####";

    /// <summary>Whether each row has a scale of its own, as in a confusion matrix, where classes differ in number.</summary>
    public bool ByRow { get; init; }

    bool Numbered => _columns.Count <= MostNumbered && _rows.Count <= MostNumbered;

    double LongestRow => Math.Min(MostText, _rows.Max(r => r.Length)) * 7.2;

    double LongestColumn => Math.Min(MostText, _columns.Max(c => c.Length)) * 7.2;

    double CellWidth => Numbered ? Math.Max(LeastWidth, (_values.Cast<double>().Max(v => Written(v).Length) * 7.2) + 8) : 12;

    internal override (double Width, double Height) Size =>
        (Math.Max(LongestRow + (_columns.Count * CellWidth) + 40, (Title.Length * 7.6) + 20), (_rows.Count * (Numbered ? CellHeight : 12))
            + Math.Max(LongestColumn, 20) + 95);

    internal override int Rows => _rows.Count + (int)Math.Min(MostText, _columns.Max(c => c.Length)) + 6;

    internal override void Draw(Canvas canvas)
    {
        var (line, gap) = (canvas.LineHeight, canvas.Gap);
        var top = Heading.Draw(canvas, Title, [], signs: false);
        var left = Math.Min(MostText, _rows.Max(r => r.Length)) * canvas.TextWidth("x") + (2 * gap);
        canvas.Text(new(gap, top + (line / 2)), _down, Anchor.Start, Ink.Text);
        var turned = _columns.Max(canvas.TextWidth) + gap > (canvas.Width - left - gap) / _columns.Count;
        var below = (turned ? Math.Min(MostText, _columns.Max(c => c.Length)) * canvas.TextWidth("x") : line) + (1.8 * line);
        var table = new Box(left, top + (1.2 * line), canvas.Width - left - (2 * gap), canvas.Height - top - (1.2 * line) - below);
        if (canvas is TextCanvas) table = table with { Y = top + line, Height = _rows.Count * line };
        Cells(canvas, table);
        Names(canvas, table, turned);
        canvas.Text(new(table.Centre.X, table.Bottom + below - (0.7 * line)), _across, Anchor.Middle, Ink.Text);
    }

    void Cells(Canvas canvas, Box table)
    {
        var (wide, high) = (table.Width / _columns.Count, table.Height / _rows.Count);
        for (var r = 0; r < _rows.Count; r++)
        {
            var (low, range) = Range(r);
            for (var c = 0; c < _columns.Count; c++)
            {
                var cell = new Box(table.X + (c * wide), table.Y + (r * high), wide, high);
                var share = double.IsFinite(_values[r, c]) ? Math.Clamp((_values[r, c] - low) / range, 0, 1) : 0;
                if (ByRow) share = Math.Sqrt(share); // what is rare shall be seen
                if (share > 0) canvas.Rectangle(cell, Ink.Of(0), share * 0.95);
                if (Numbered && double.IsFinite(_values[r, c])) canvas.Text(cell.Centre, Written(_values[r, c]), Anchor.Middle, share > 0.55
                    ? Ink.Paper : Ink.Text);
            }
        }
        if (canvas is TextCanvas) return;
        for (var r = 0; r <= _rows.Count; r++) canvas.Line([new(table.X, table.Y + (r * high)), new(table.Right, table.Y + (r * high))],
            new(Ink.Faint, 0.7));
        for (var c = 0; c <= _columns.Count; c++) canvas.Line([new(table.X + (c * wide), table.Y), new(table.X + (c * wide), table.Bottom)],
            new(Ink.Faint, 0.7));
    }

    // Counts begin at 0; other numbers at the least of them.
    (double Low, double Range) Range(int row)
    {
        var rows = ByRow ? [row] : Enumerable.Range(0, _rows.Count);
        double[] all = [.. from r in rows from c in Enumerable.Range(0, _columns.Count)
            where double.IsFinite(_values[r, c]) select _values[r, c]];
        if (all.Length == 0) return (0, 1);
        var low = all.Min() is >= 0 and var least && (ByRow || all.All(v => v == Math.Floor(v))) ? 0
            : all.Min() - ((all.Max() - all.Min()) * 0.1);
        return (low, all.Max() > low ? all.Max() - low : 1);
    }

    void Names(Canvas canvas, Box table, bool turned)
    {
        var (wide, high, gap) = (table.Width / _columns.Count, table.Height / _rows.Count, canvas.Gap);
        for (var r = 0; r < _rows.Count; r++) canvas.Text(new(table.X - gap, table.Y + ((r + 0.5) * high)), Cut(_rows[r]), Anchor.End,
            Ink.Text);
        for (var c = 0; c < _columns.Count; c++)
            canvas.Text(new(table.X + ((c + 0.5) * wide), table.Bottom + (turned ? gap : canvas.LineHeight * 0.6)), Cut(_columns[c]), turned
                ? Anchor.End : Anchor.Middle, Ink.Text, turned: turned);
    }

    string Written(double value) => double.IsFinite(value) ? value.ToString(Format, CultureInfo.InvariantCulture) : "";

    static string Cut(string text) => text.Length <= MostText ? text : text[..((int)MostText - 1)] + "…";
}
