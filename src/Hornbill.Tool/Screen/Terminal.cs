using Spectre.Console;

namespace Hornbill.Tool.Screen;

/// <summary>Where text goes. At a terminal lines can be rewritten and have colours, unless <c>NO_COLOR</c> is set; elsewhere they are
/// plain. Where the terminal cannot show more than ASCII, it gets no more.</summary>
sealed class Terminal
{
    const int PlainWidth = 160, Utf8 = 65001, Utf16 = 1200;

    readonly TextWriter _writer;
    readonly IAnsiConsole _console;
    readonly bool _unicode;
    int _written;

    public Terminal(TextWriter writer, bool interactive, bool colors, bool unicode, int? width = null)
    {
        (_writer, Interactive, _unicode) = (writer, interactive, unicode);
        _console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = interactive && colors ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive && colors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        _console.Profile.Width = width ?? (interactive ? Math.Max(_console.Profile.Width, 20) : PlainWidth);
        Room = _console.Profile.Width - 1;
        _console.Profile.Capabilities.Unicode = unicode;
    }

    /// <summary>The terminal behind the process's output or error; anything else is a plain writer.</summary>
    public static Terminal Of(TextWriter writer)
    {
        var interactive = IsOf(writer, () => Console.Out) ? !Console.IsOutputRedirected : IsOf(writer, () => Console.Error)
            && !Console.IsErrorRedirected;
        return new(writer, interactive && Variable("TERM") != "dumb", colors: Variable("NO_COLOR") is null,
            ShowsUnicode(Console.OutputEncoding));
    }

    static bool IsOf(TextWriter writer, Func<TextWriter> console) =>
        writer is LastingWriter lasting ? lasting.Is(console) : writer == console();

    /// <summary>Whether a person watches, so that lines may be rewritten.</summary>
    public bool Interactive { get; }

    /// <summary>Columns that a line may fill: with one more it would wrap.</summary>
    public int Room { get; }

    public void Line(string text = "") => _writer.WriteLine(Shown(text));

    /// <summary>Writes without an end of line: a prompt.</summary>
    public void Write(string text)
    {
        _writer.Write(Shown(text));
        _writer.Flush();
    }

    /// <summary>Whether more than ASCII is shown.</summary>
    public bool Unicode => _unicode;

    /// <summary>Lines of text as they are.</summary>
    public void Text(string lines)
    {
        foreach (var line in lines.Split('\n')) Line(line);
    }

    public void Table(Table table)
    {
        table.Border = _unicode ? TableBorder.Rounded : TableBorder.Ascii;
        _console.Write(table);
    }

    /// <summary>Writes over what the last call wrote, the first part in colour, and no more than fits the line.</summary>
    public void Rewrite(string colored, string rest)
    {
        colored = Clip(colored, Room);
        Replace(colored, Clip(rest, Room - colored.Length));
    }

    /// <summary>Writes over what <see cref="Rewrite"/> wrote, for good and in full.</summary>
    public void Settle(string colored, string rest)
    {
        Replace(colored, rest);
        Settle();
    }

    /// <summary>Leaves what <see cref="Rewrite"/> wrote standing.</summary>
    public void Settle()
    {
        if (_written > 0) _writer.WriteLine();
        _written = 0;
    }

    void Replace(string colored, string rest)
    {
        var written = colored.Length + rest.Length;
        _writer.Write('\r');
        _console.Write(new Spectre.Console.Text(Shown(colored), new(Color.Green)));
        _writer.Write(Shown(rest).PadRight(Math.Max(0, _written - written) + rest.Length));
        _writer.Flush();
        _written = written;
    }

    static string Clip(string text, int room) => text.Length <= room ? text : text[..Math.Max(room, 0)];

    // Names in it may come from a file.
    string Shown(string text) => _unicode ? Plain.Lines(text) : Ascii.Of(Plain.Lines(text));

    static bool ShowsUnicode(System.Text.Encoding encoding) =>
        encoding.CodePage is Utf8 or Utf16 && Variable("TERM") != "linux" &&
        (Variable("LC_ALL") ?? Variable("LC_CTYPE") ?? Variable("LANG")) is not ("C" or "POSIX");

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
