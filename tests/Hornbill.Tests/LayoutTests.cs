using System.Text.RegularExpressions;
using Xunit;

namespace Hornbill.Tests;

/// <summary>What an editor shows without scrolling: 140 columns. A text in quotes and an example in one line may be longer.</summary>
public partial class LayoutTests
{
    const int Columns = 140;

    [Fact]
    public void Lines_end_at_column_140()
    {
        string[] folders = ["src", "tests", "bench", "labs"];
        var files = folders.SelectMany(f => Directory.GetFiles(Path.Combine(Repository.Root(), f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")).ToArray();
        Assert.True(files.Length > 500);
        Assert.Empty(files.SelectMany(f => TooLong(File.ReadAllLines(f)).Select(l =>
            $"{Path.GetRelativePath(Repository.Root(), f)}: {l}")));
    }

    [Fact]
    public void Lines_that_are_too_long_are_found()
    {
        var code = "    " + string.Join(" + ", Enumerable.Range(0, 40).Select(i => $"a{i}")) + ";";
        Assert.Equal(["1"], TooLong([code]));
        Assert.Empty(TooLong([$"x = \"{new string('a', 150)}\";", $"/// <example><code>{code}</code></example>", "\"\"\"", code,
            "\"\"\";"]));
    }

    static IEnumerable<string> TooLong(string[] lines)
    {
        var raw = false;
        foreach (var (index, line) in lines.Index())
        {
            var quotes = line.Split("\"\"\"").Length - 1;
            if (!raw && quotes == 0 && line.Length > Columns
                && Quoted().Replace(line, "").Length > Columns - 10) yield return $"{index + 1}";
            raw ^= quotes % 2 == 1;
        }
    }

    [GeneratedRegex("""\$?"(?:\\.|[^"\\])*"|<code>.*</code>""")]
    private static partial Regex Quoted();
}
