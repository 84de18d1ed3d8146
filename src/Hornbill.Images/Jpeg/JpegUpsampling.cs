namespace Hornbill.Images;

/// <summary>Rows of a component at the image's full size. Factors of 2 are interpolated: a sample counts ¾, its nearest neighbour ¼ in each
/// direction, as libjpeg's "fancy upsampling"; other factors repeat samples.</summary>
sealed class JpegUpsampling
{
    readonly JpegComponent _component;
    readonly int _horizontal, _vertical;
    readonly bool _smooth;
    readonly int[] _sums;
    readonly byte[] _row;

    public JpegUpsampling(JpegComponent component, JpegFrame frame)
    {
        (_component, _horizontal, _vertical) = (component, frame.MostHorizontal / component.Horizontal,
            frame.MostVertical / component.Vertical);
        // libjpeg interpolates columns only where there are more than two.
        _smooth = (_horizontal, _vertical) == (1, 2) || (_horizontal == 2 && _vertical <= 2 && component.Width > 2);
        _sums = _smooth ? new int[component.Width] : [];
        _row = _horizontal == 1 && _vertical == 1 ? [] : new byte[component.Stride * _horizontal];
    }

    /// <summary>Row <paramref name="y"/> of the image; valid until the next one is asked for.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        var own = Samples(y / _vertical);
        if (_row.Length == 0) return own;
        if (!_smooth) Repeat(own);
        else if (_vertical == 1) Columns(own);
        else if (_horizontal == 1) Rows(own, Other(y), y % 2 == 0 ? 1 : 2);
        else Both(own, Other(y));
        return _row;
    }

    ReadOnlySpan<byte> Samples(int y) => _component.Samples.AsSpan(Math.Clamp(y, 0, _component.Height - 1) * _component.Stride,
        _component.Stride);

    // The row above for the upper one of two, the row below for the lower.
    ReadOnlySpan<byte> Other(int y) => Samples((y / 2) + (y % 2 == 0 ? -1 : 1));

    void Repeat(ReadOnlySpan<byte> own)
    {
        for (var x = 0; x < own.Length; x++) _row.AsSpan(x * _horizontal, _horizontal).Fill(own[x]);
    }

    void Rows(ReadOnlySpan<byte> own, ReadOnlySpan<byte> other, int half)
    {
        for (var x = 0; x < _sums.Length; x++) _row[x] = (byte)(((own[x] * 3) + other[x] + half) >> 2);
    }

    void Columns(ReadOnlySpan<byte> own)
    {
        for (var x = 0; x < _sums.Length; x++) _sums[x] = own[x];
        Spread(1, 2, 2);
        (_row[0], _row[(2 * _sums.Length) - 1]) = (own[0], own[_sums.Length - 1]);
    }

    void Both(ReadOnlySpan<byte> own, ReadOnlySpan<byte> other)
    {
        for (var x = 0; x < _sums.Length; x++) _sums[x] = (own[x] * 3) + other[x];
        Spread(8, 7, 4);
        (_row[0], _row[(2 * _sums.Length) - 1]) = ((byte)(((_sums[0] * 4) + 8) >> 4), (byte)(((_sums[^1] * 4) + 7) >> 4));
    }

    // Each sum gives two samples, the left one nearer to its left neighbour.
    void Spread(int halfLeft, int halfRight, int shift)
    {
        var sums = _sums.AsSpan();
        var row = _row.AsSpan(0, 2 * _sums.Length);
        for (var x = 0; x < sums.Length; x++)
        {
            var (sum, left, right) = (sums[x] * 3, sums[Math.Max(0, x - 1)], sums[Math.Min(sums.Length - 1, x + 1)]);
            row[2 * x] = (byte)((sum + left + halfLeft) >> shift);
            row[(2 * x) + 1] = (byte)((sum + right + halfRight) >> shift);
        }
    }
}
