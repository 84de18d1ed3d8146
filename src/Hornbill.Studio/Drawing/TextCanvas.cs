using System.Text;

namespace Hornbill.Studio.Drawing;

/// <summary>A picture as letters of a terminal. A letter has 2 × 4 dots, which are units here; where Unicode is shown they are those of
/// Braille.</summary>
sealed class TextCanvas : Canvas
{
    const int Across = 2, Down = 4, Braille = 0x2800;
    const string Shades = " ░▒▓█", AsciiShades = " .+%#";

    // The bit of each dot in a letter of Braille, row by row.
    static readonly int[] Bits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

    readonly int _columns, _rows;
    readonly bool _unicode;
    readonly int[] _dots;
    readonly char[] _letters; // over the dots; 0 where there is none

    TextCanvas(int columns, int rows, bool unicode) =>
        (_columns, _rows, _unicode, _dots, _letters) = (columns, rows, unicode, new int[columns * rows], new char[columns * rows]);

    public static TextCanvas Of(int columns, int rows, bool unicode) =>
        new(columns, rows, unicode) { Width = columns * Across, Height = rows * Down };

    public override double LineHeight => Down;

    public override double Gap => Across;

    public override double TextWidth(string text) => text.Length * Across;

    public override void Line(IReadOnlyList<Point> points, Pen pen)
    {
        foreach (var stroke in Dashes.Cut(points, pen.Dash, 1))
            for (var i = 1; i < stroke.Length; i++)
            {
                var steps = (int)Math.Ceiling(Math.Max(Math.Abs(stroke[i].X - stroke[i - 1].X), Math.Abs(stroke[i].Y - stroke[i - 1].Y)))
                    + 1;
                for (var s = 0; s <= steps; s++)
                    Put(stroke[i - 1].X + ((stroke[i].X - stroke[i - 1].X) * s / steps), stroke[i - 1].Y
                        + ((stroke[i].Y - stroke[i - 1].Y) * s / steps));
            }
    }

    // Boxes alone: bands would cover what lies in them.
    public override void Fill(IReadOnlyList<Point> corners, Ink ink, double opacity = 1)
    {
        if (corners.Count != 4 || ink == Ink.Paper) return;
        var shade = (_unicode ? Shades : AsciiShades)[Math.Clamp((int)Math.Round(opacity * 4), 0, 4)];
        for (var y = Cell(corners[0].Y, Down); y < Math.Max(Cell(corners[2].Y, Down), Cell(corners[0].Y, Down) + 1); y++)
            for (var x = Cell(corners[0].X, Across); x < Cell(corners[2].X, Across); x++) Letter(x, y, shade);
    }

    public override void Mark(Point at, int kind, Ink ink) =>
        Letter((int)(at.X / Across), (int)(at.Y / Down), Marks.Letters[kind % Marks.Letters.Length]);

    public override void Text(Point at, string text, Anchor anchor, Ink ink, bool bold = false, bool turned = false)
    {
        var start = anchor switch { Anchor.Start => 0, Anchor.Middle => -text.Length / 2, _ => -text.Length };
        var (x, y) = ((int)(at.X / Across), (int)(at.Y / Down));
        for (var i = 0; i < text.Length; i++)
            if (turned) Letter(x, y + (anchor == Anchor.End ? i : start + i), text[i]); // from above
            else Letter(x + start + i, y, text[i]);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        for (var y = 0; y < _rows; y++)
        {
            var line = string.Concat(Enumerable.Range(y * _columns, _columns).Select(At));
            text.Append(line.TrimEnd()).Append('\n');
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    char At(int cell)
    {
        if (_letters[cell] != 0) return _letters[cell];
        if (_dots[cell] == 0) return ' ';
        if (_unicode) return (char)(Braille + _dots[cell]);
        return ((_dots[cell] & 0x1B) != 0, (_dots[cell] & 0xE4) != 0) switch { (true, true) => ':', (true, false) => '\'', _ => '.' };
    }

    void Put(double x, double y)
    {
        var (column, row) = ((int)Math.Floor(x), (int)Math.Floor(y));
        if (column < 0 || row < 0 || column >= _columns * Across || row >= _rows * Down) return;
        _dots[(row / Down * _columns) + (column / Across)] |= Bits[(row % Down * Across) + (column % Across)];
    }

    void Letter(int x, int y, char letter)
    {
        if (x >= 0 && y >= 0 && x < _columns && y < _rows) _letters[(y * _columns) + x] = letter;
    }

    static int Cell(double x, int size) => (int)Math.Round(x / size);
}
