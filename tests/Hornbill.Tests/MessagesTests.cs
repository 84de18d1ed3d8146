using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Hornbill.Tests;

/// <summary>Every error that the sources can throw, read from their texts: it says what came, what was expected, and how to mend
/// it.</summary>
public partial class MessagesTests
{
    const char Hole = '…'; // what stands for something that is put in
    const string Begins = "…'-";

    // Caught where they arise, and told within another message.
    static readonly string[] Within = ["FormatException", "JsonException", "TimeoutException", "RefusedException", "TooLongException",
        "ArgumentNullException", "ImageException"];

    // The same, of kinds that are told by themselves elsewhere; and what only those meet who write an engine.
    static readonly string[] Parts =
    [
        "is a folder.", "another training is writing it", "more than there may be", "applications of layers",
            "a Lambda's function is in no file", "has relu in front of a gradient",
        "has no steps on the processor", "has no kernel on the processor", "Its optimizer has made no number of steps",
            "Its position is none", "sum is …, expected …", "where it is tried,", "If it is your own, pass",
    ];

    [Fact]
    public void Each_has_three_parts()
    {
        var (bad, count) = (new List<string>(), 0);
        foreach (var (file, text) in Messages())
        {
            count++;
            if (Parts.Any(p => text.Contains(p, StringComparison.Ordinal))) continue;
            if (!IsWhole(text)) bad.Add($"{file}: {text}");
        }
        Assert.True(bad.Count == 0, string.Join('\n', bad));
        Assert.InRange(count, 300, 1000); // the sources are read at all
    }

    [Fact]
    public void Each_begins_with_a_capital_a_name_or_what_is_put_in()
    {
        var bad = Messages().Where(m => !Parts.Any(p => m.Text.Contains(p, StringComparison.Ordinal))
            && !(char.IsUpper(m.Text[0]) || Begins.Contains(m.Text[0])) && !m.Text.StartsWith("glu ", StringComparison.Ordinal));
        Assert.True(!bad.Any(), string.Join('\n', bad));
    }

    // What ends with something that is put in has its advice there.
    static bool IsWhole(string text)
    {
        var open = text.EndsWith(Hole) || text.EndsWith(' ');
        if (open && text.TrimEnd(Hole, ' ').EndsWith(':')) return true;
        if (TargetOrMetric().IsMatch(text)) return true;
        try
        {
            ThreeParts.Assert(open ? text.TrimEnd(Hole, ' ') + " Use it." : text);
            return true;
        }
        catch (Xunit.Sdk.XunitException)
        {
            return false;
        }
    }

    static IEnumerable<(string File, string Text)> Messages()
    {
        var sources = Path.Combine(Repository.Root(), "src");
        foreach (var path in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories).Where(p =>
            !Generated().IsMatch(p)).Order(StringComparer.Ordinal))
        {
            var source = File.ReadAllText(path);
            foreach (Match thrown in Thrown().Matches(source))
                if (!Within.Contains(thrown.Groups[1].Value) && Literals(source, thrown.Index + thrown.Length) is { Length: > 0 } text)
                    yield return ($"{Path.GetRelativePath(sources, path)}:{source.AsSpan(0, thrown.Index).Count('\n') + 1}", text);
        }
    }

    /// <summary>The texts between the brackets that were opened before a place, one after the other.</summary>
    static string Literals(string source, int at)
    {
        var text = new StringBuilder();
        for (var depth = 1; depth > 0; at++)
            if (source[at] == '"') at = Literal(source, at, text);
            else if (source[at] == '\'') at = source.IndexOf('\'', at + (source[at + 1] == '\\' ? 3 : 2));
            else if (source[at] is '(' or ')') depth += source[at] == '(' ? 1 : -1;
        return text.ToString();
    }

    // One text from its first quotation mark; the place of its last.
    static int Literal(string source, int at, StringBuilder text)
    {
        var holes = source[at - 1] == '$';
        for (at++; source[at] != '"'; at++)
            if (source[at] == '\\') text.Append(source[++at] == 'n' ? ' ' : source[at]);
            else if (holes && source[at] is '{' or '}' && source[at + 1] == source[at]) text.Append(source[at++]);
            else if (holes && source[at] == '{') (at, _) = (HoleEnd(source, at), text.Append(Hole));
            else text.Append(source[at]);
        return at;
    }

    static int HoleEnd(string source, int at)
    {
        for (var depth = 0; ; at++)
            if (source[at] == '"') at = Literal(source, at, new());
            else if (source[at] is '{' or '}' && (depth += source[at] == '{' ? 1 : -1) == 0) return at;
    }

    [GeneratedRegex(@"new (\w*Exception)\(")]
    private static partial Regex Thrown();

    [GeneratedRegex(@"[/\\](obj|bin)[/\\]")]
    private static partial Regex Generated();

    // The loss or the metric goes on with what it needs.
    [GeneratedRegex("^The (target of sample .*|metric) ?….*…$")]
    private static partial Regex TargetOrMetric();
}
