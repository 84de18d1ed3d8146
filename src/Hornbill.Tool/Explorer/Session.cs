using System.Globalization;
using Hornbill.Records;
using Hornbill.Records.Store;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Explorer;

/// <summary>The labs' explorer: a prompt, and for each line that is typed an answer.</summary>
sealed class Session(RunList runs, Terminal terminal, TextReader input, bool prompts)
{
    const string Prompt = "indStr [moreStr] > ";

    static readonly string[] Help =
    [
        "s           summary list of all records",
        "o (or so)   the same ordered by test accuracy, best first; an index then means the place in that list",
        "index       part of a record",
        "index a     all of a record",
        "index p     part of a record and the plot of its history",
        "e           exit",
    ];

    IReadOnlyList<RunSummary> _list = runs.Runs;

    /// <summary>Answers until somebody exits, or nothing more comes.</summary>
    public void Run()
    {
        terminal.Line(runs.Name);
        foreach (var damage in runs.Report) terminal.Line(damage);
        var answered = false;
        while (Read() is { } line)
        {
            answered = true;
            if (line is ["e"]) return;
            Answer(line);
        }
        // Of a pipe from which nothing comes the list is what is wanted.
        if (!prompts && !answered) List(runs.Runs);
    }

    string[]? Read()
    {
        if (prompts) terminal.Write(Prompt);
        return input.ReadLine()?.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
    }

    void Answer(string[] words)
    {
        switch (words)
        {
            case []: Tell(Help); break;
            case ["s"]: List(runs.Runs); break;
            case ["o"] or ["so"]: List(RunOrder.Best.Sort(runs.Runs)); break;
            case [var index]: Show(index, RunText.Part); break;
            case [var index, "a"]: Show(index, RunText.All); break;
            case [var index, "p"]: Show(index, run => [.. RunText.Part(run), .. RunPlot.Of(run, terminal.Room)]); break;
            default: Unknown(string.Join(' ', words)); break;
        }
    }

    void List(IReadOnlyList<RunSummary> list)
    {
        _list = list;
        Tell(RunText.Header);
        for (var i = 0; i < list.Count; i++) Tell(RunText.InList(i, list[i]));
    }

    void Show(string index, Func<RunRecord, IEnumerable<string>> lines)
    {
        if (!index.All(char.IsAsciiDigit)) Unknown(index);
        else if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var i) || i >= _list.Count) terminal.Line(
            $"There is no record {Choices.Short(index)}, but {(_list.Count == 0 ? "none at all" : $"0 to {_list.Count - 1}")}. Type s " +
            $"for the list.");
        else Tell(lines(runs.Read(_list[i])));
    }

    void Unknown(string words)
    {
        terminal.Line($"'{Choices.Short(words)}' came, but a command or an index is expected:");
        Tell(Help);
    }

    void Tell(IEnumerable<string> lines)
    {
        foreach (var line in lines) terminal.Line(line);
    }
}
