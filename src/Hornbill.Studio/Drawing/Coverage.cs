namespace Hornbill.Studio.Drawing;

/// <summary>How much of each pixel a shape covers, from 0 to 1: shapes are united until they are taken.</summary>
sealed class Coverage
{
    const int SubRows = 4;

    readonly float[] _shares;
    int _left, _top, _right, _bottom; // of what may be covered

    public Coverage(int width, int height) => (Width, Height, _shares, _left, _top) =
        (width, height, new float[checked(width * height)], width, height);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Every pixel.</summary>
    public void All()
    {
        _shares.AsSpan().Fill(1);
        Touch(0, 0, Width, Height);
    }

    /// <summary>All places nearer to a line than half its width.</summary>
    public void Stroke(Point from, Point to, double thickness)
    {
        var r = thickness / 2;
        var (left, right) = (First(Math.Min(from.X, to.X) - r - 1), End(Math.Max(from.X, to.X) + r + 1, Width));
        var (top, bottom) = (First(Math.Min(from.Y, to.Y) - r - 1), End(Math.Max(from.Y, to.Y) + r + 1, Height));
        for (var y = top; y < bottom; y++)
        {
            var (near, far) = Along(y + 0.5, r + 1, from, to);
            for (var x = Math.Max(left, First(near)); x < Math.Min(right, End(far, Width));
                x++) Add(x, y, r + 0.5 - Distance(new(x + 0.5, y + 0.5), from, to));
        }
        Touch(left, top, right, bottom);
    }

    // What of a row lies near to a line: the stretch of it that is no further up or down, and as much on either side.
    static (double Left, double Right) Along(double y, double near, Point a, Point b)
    {
        if (Math.Abs(b.Y - a.Y) < near) return (Math.Min(a.X, b.X) - near, Math.Max(a.X, b.X) + near);
        double At(double row) => a.X + (Math.Clamp((row - a.Y) / (b.Y - a.Y), 0, 1) * (b.X - a.X));
        return (Math.Min(At(y - near), At(y + near)) - near, Math.Max(At(y - near), At(y + near)) + near);
    }

    // From a place to the nearest one of a line.
    static double Distance(Point p, Point a, Point b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var length = (dx * dx) + (dy * dy);
        var t = length == 0 ? 0 : Math.Clamp((((p.X - a.X) * dx) + ((p.Y - a.Y) * dy)) / length, 0, 1);
        var (x, y) = (p.X - a.X - (t * dx), p.Y - a.Y - (t * dy));
        return Math.Sqrt((x * x) + (y * y));
    }

    /// <summary>What corners enclose, by the even-odd rule: four lines across each row of pixels, exact along them.</summary>
    public void Polygon(Point[] corners)
    {
        var (top, bottom) = (First(corners.Min(c => c.Y)), End(corners.Max(c => c.Y), Height));
        var row = new float[Width];
        for (var y = top; y < bottom; y++)
        {
            Array.Clear(row);
            for (var s = 0; s < SubRows; s++) Across(corners, y + ((s + 0.5) / SubRows), row);
            for (var x = 0; x < Width; x++)
                if (row[x] > 0) Add(x, y, row[x]);
        }
        Touch(First(corners.Min(c => c.X)), top, End(corners.Max(c => c.X), Width), bottom);
    }

    static void Across(Point[] corners, double y, float[] row)
    {
        List<double> crossings = [];
        for (var i = 0; i < corners.Length; i++)
        {
            var (a, b) = (corners[i], corners[(i + 1) % corners.Length]);
            if (a.Y <= y != b.Y <= y) crossings.Add(a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
        }
        crossings.Sort();
        for (var i = 0; i + 1 < crossings.Count; i += 2)
            for (var x = First(crossings[i]); x < End(crossings[i + 1], row.Length); x++)
                row[x] += (float)(Math.Min(x + 1, crossings[i + 1]) - Math.Max(x, crossings[i])) / SubRows;
    }

    /// <summary>Gives what is covered, and forgets it.</summary>
    public void Take(Action<int, float> take)
    {
        for (var y = _top; y < _bottom; y++)
            for (var x = _left; x < _right; x++)
            {
                var at = (y * Width) + x;
                if (_shares[at] > 0) take(at, Math.Min(1, _shares[at]));
                _shares[at] = 0;
            }
        (_left, _top, _right, _bottom) = (Width, Height, 0, 0);
    }

    void Add(int x, int y, double share)
    {
        ref var at = ref _shares[(y * Width) + x];
        at = Math.Max(at, (float)Math.Clamp(share, 0, 1));
    }

    void Touch(int left, int top, int right, int bottom) =>
        (_left, _top, _right, _bottom) = (Math.Min(_left, left), Math.Min(_top, top), Math.Max(_right, right), Math.Max(_bottom, bottom));

    static int First(double x) => (int)Math.Clamp(Math.Floor(x), 0, int.MaxValue);

    static int End(double x, int most) => (int)Math.Clamp(Math.Ceiling(x), 0, most);
}
