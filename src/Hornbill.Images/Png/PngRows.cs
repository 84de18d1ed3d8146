using System.IO.Compression;

namespace Hornbill.Images;

/// <summary>Unpacks rows and takes their filters off: each byte was written as the difference to a guess from the pixel to the left, above,
/// or both.</summary>
sealed class PngRows : IDisposable
{
    readonly PngFile _png;
    readonly ZLibStream _unpacked;
    readonly int _step; // bytes from a pixel to the one on its left, at least 1

    public PngRows(PngFile png)
    {
        _png = png;
        _unpacked = new(new Pieces(png.Data), CompressionMode.Decompress);
        _step = Math.Max(1, png.Header.Samples * png.Header.Depth / 8);
    }

    public void Dispose() => _unpacked.Dispose();

    /// <summary>Reads the rows of a pass into the image.</summary>
    public void Read(PngPass pass, Image image)
    {
        var bytes = _png.Header.RowBytes(pass.Width);
        // A pixel's worth of zeros in front stands for what is left of the first one; the row above the first one is zero.
        var (row, above) = (new byte[_step + bytes], new byte[_step + bytes]);
        var filter = new byte[1];
        for (var y = 0; y < pass.Height; y++)
        {
            Fill(filter, y, pass);
            Fill(row.AsSpan(_step), y, pass);
            Unfilter(filter[0], row, above, y);
            var to = (pass.Row + (y * pass.RowStep)) * image.Width * image.Channels;
            _png.Colors.Write(row.AsSpan(_step), pass, image.Pixels.AsSpan(to, image.Width * image.Channels), _png.DataAt);
            (row, above) = (above, row);
        }
    }

    void Fill(Span<byte> bytes, int y, PngPass pass)
    {
        var read = 0;
        try
        {
            read = _unpacked.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // a stream that asks for a dictionary is the latter
        {
            throw ImageException.Damaged(_png.DataAt, $"the packed pixels are damaged in row {y}, which begin",
                "they must unpack without error");
        }
        if (read < bytes.Length) throw ImageException.Damaged(_png.DataAt, $"the packed pixels end in row {y}, which begin",
            $"there are {pass.Height} rows");
    }

    void Unfilter(byte filter, byte[] row, byte[] above, int y)
    {
        switch (filter)
        {
            case 0: break;
            case 1: for (var i = _step; i < row.Length; i++) row[i] += row[i - _step]; break;
            case 2: for (var i = _step; i < row.Length; i++) row[i] += above[i]; break;
            case 3: for (var i = _step; i < row.Length; i++) row[i] += (byte)((row[i - _step] + above[i]) / 2); break;
            case 4: for (var i = _step; i < row.Length; i++) row[i] += Paeth(row[i - _step], above[i], above[i - _step]); break;
            default:
                throw ImageException.Damaged(_png.DataAt, $"the pixels have filter {filter} in row {y}, which begin",
                "0 to 4 are all there are");
        }
    }

    // Of left, above and above left the one nearest to left + above − above left (PNG specification, 9.4).
    static byte Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - (2 * corner)));
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }

    /// <summary>Pieces of memory read one after the other.</summary>
    sealed class Pieces(IReadOnlyList<ReadOnlyMemory<byte>> pieces) : Stream
    {
        int _piece, _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            for (; _piece < pieces.Count; (_piece, _at) = (_piece + 1, 0))
            {
                var left = pieces[_piece].Span[_at..];
                if (left.Length == 0) continue;
                var count = Math.Min(left.Length, buffer.Length);
                left[..count].CopyTo(buffer);
                _at += count;
                return count;
            }
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
