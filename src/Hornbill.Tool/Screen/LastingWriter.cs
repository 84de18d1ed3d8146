using System.Text;

namespace Hornbill.Tool.Screen;

/// <summary>Standard output or error: one that is closed, or whose disk is full, ends nothing. What could not be written is lost, and the
/// reason is noted.</summary>
sealed class LastingWriter : TextWriter
{
    readonly TextWriter _to;

    public LastingWriter(Func<TextWriter> open)
    {
        try
        {
            _to = open();
        }
        catch (Exception e) when (IsLost(e))
        {
            (_to, Failure) = (Null, e.Message);
        }
    }

    /// <summary>Whether it writes to that one.</summary>
    public bool Is(Func<TextWriter> console) => _to != Null && _to == console();

    public override Encoding Encoding => _to.Encoding;

    /// <summary>Why something could not be written; null where all was.</summary>
    public string? Failure { get; private set; }

    public override void Write(char value) => Try(() => _to.Write(value));

    public override void Write(string? value) => Try(() => _to.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => _to.Write(buffer, index, count));

    public override void WriteLine(string? value) => Try(() => _to.WriteLine(value));

    public override void Flush() => Try(_to.Flush);

    void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (IsLost(e))
        {
            Failure ??= e.Message;
        }
    }

    static bool IsLost(Exception e) => e is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException;
}
