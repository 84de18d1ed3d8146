using System.Text;

namespace Hornbill.Records.Results;

/// <summary>Reads the three shapes of <c>results.json</c>, also mixed in one file as concatenation leaves them: an object a line, objects
/// one after the other, and arrays of objects.</summary>
sealed class ResultsText
{
    // Deeper nested, System.Text.Json takes none.
    const int Deepest = 64, MostReported = 20, Shown = 40;

    readonly string _text;
    readonly List<RunRecord> _records = [];
    readonly List<string> _report = [];
    int _left;

    ResultsText(string text) => _text = text;

    /// <summary>Reads as far as it is sound: what is damaged is left out and told, and reading goes on at the next object.</summary>
    public static ResultsRead Read(string text)
    {
        var results = new ResultsText(text);
        results.Read();
        if (results._left > MostReported) results._report.Add($"{results._left - MostReported} more places were left out.");
        return new(results._records, results._report);
    }

    void Read()
    {
        var (at, junk) = (0, -1);
        while (at < _text.Length)
        {
            if (_text[at] == '{')
            {
                LeaveOut(junk, at, "belongs to no record");
                junk = -1;
                at = Take(at);
                continue;
            }
            if (!IsBetween(_text[at]) && junk < 0) junk = at;
            at++;
        }
        LeaveOut(junk, _text.Length, "belongs to no record");
    }

    // Reads the object that begins here and returns where to go on.
    int Take(int at)
    {
        var end = End(at);
        try
        {
            if (end > 0)
            {
                _records.Add(RunRecord.Parse(_text[at..end]));
                return end;
            }
            LeaveOut(at, _text.Length, "has no end");
        }
        catch (InvalidDataException)
        {
            LeaveOut(at, end, "is no JSON");
        }
        return Next(at, end > 0 ? end : _text.Length);
    }

    // A record that lacks its end takes those behind it for its own: the next line that begins an object is tried.
    int Next(int at, int end)
    {
        for (var line = _text.IndexOf('\n', at); line >= 0 && line + 1 < end; line = _text.IndexOf('\n', line + 1))
            if (_text[line + 1] == '{') return line + 1;
        return end;
    }

    // Behind the brace that closes the one at the start; 0 where none does.
    int End(int start)
    {
        var (depth, quoted) = (0, false);
        for (var i = start; i < _text.Length && depth <= Deepest; i++)
            if (quoted && _text[i] == '\\') i++;
            else if (_text[i] == '"') quoted = !quoted;
            // Text has no ends of lines in JSON: a quote is missing.
            else if (quoted && _text[i] == '\n') return 0;
            else if (!quoted && _text[i] == '{') depth++;
            else if (!quoted && _text[i] == '}' && --depth == 0) return i + 1;
        return 0;
    }

    void LeaveOut(int from, int to, string why)
    {
        if (from < 0 || ++_left > MostReported) return;
        var line = 1 + _text.AsSpan(0, from).Count('\n');
        var start = Plain.Text(_text[from..Math.Min(to, from + Shown)].TrimEnd()) + (to - from > Shown ? "..." : "");
        _report.Add($"Line {line}, byte {Encoding.UTF8.GetByteCount(_text.AsSpan(0, from))}: '{start}' {why} and is left out.");
    }

    static bool IsBetween(char c) => JsonLine.IsSpace(c) || c is '[' or ']' or ',' or '\uFEFF';
}
