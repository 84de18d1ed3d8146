namespace Hornbill.Tests.Killed;

/// <summary>A disk that takes its time when some of a file is written.</summary>
sealed class SlowStream(Stream to, int milliseconds) : Stream
{
    int _writes;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => to.Length;

    public override long Position
    {
        get => to.Position;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        to.Write(buffer);
        to.Flush();
        if (++_writes == 3) Thread.Sleep(milliseconds);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => to.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
