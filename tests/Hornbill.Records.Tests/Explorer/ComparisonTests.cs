using Hornbill.Records;
using Hornbill.Records.Results;
using Hornbill.Tool.Explorer;
using Hornbill.Tool.Screen;
using Xunit;

namespace Hornbill.Tests.Records.Explorer;

public sealed class ComparisonTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static RunRecord Run(string variant, int seed, double accuracy, string batch = "64") => new()
    {
        CodeRef = "c",
        ModelStruct = variant,
        Info = $"glyphs seed:{seed} lr:0.1",
        Parameters = $$"""{"batch_size":{{batch}},"epochs":2}""",
        History = new Dictionary<string, IReadOnlyList<double>> { ["loss"] = [1, 0.5], ["val_acc"] = [accuracy / 2, accuracy] },
        TestResults = [1 - accuracy, accuracy],
    };

    string Compared(params string[] words)
    {
        RunRecord[] records = [Run("a", 0, 0.90), Run("a", 1, 0.91), Run("b", 0, 0.95, "32"), Run("b", 1, 0.96, "32"), Run("a", 2, 0.92),
            Run("b", 2, 0.955, "32"), Run("c", 0, 0.9)];
        var path = _folder.File("r.json");
        ResultsFile.Write(path, records);
        using var writer = new StringWriter();
        using var runs = RunList.Open(path);
        new Comparison([.. words.Select((w, i) => new RunGroup((char)('A' + i), RunChoice.Of(runs, w)))],
            new(writer, interactive: false, colors: false, unicode: false)).Tell();
        return writer.ToString();
    }

    [Fact]
    public void An_index_stands_for_all_seeds_and_what_differs_is_told()
    {
        var text = Compared("0", "2");
        Assert.Matches(@"batch_size +\| 64 +\| 32", text);
        Assert.Matches(@"runs +\| 3 +\| 3", text);
        Assert.Matches(@"seeds +\| 0, 1, 2 +\| 0, 1, 2", text);
        Assert.DoesNotContain("epochs", text.Split("Figure")[0], StringComparison.Ordinal);
        Assert.Contains("0.9100 +- 0.0100 (0.9 to 0.92)", text, StringComparison.Ordinal);
        Assert.Contains("B - A: test accuracy +0.0450", text, StringComparison.Ordinal);
        Assert.Contains(": more than the seeds' spread.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_within_the_spread_is_told_as_such()
    {
        Assert.Contains("not more than the seeds' spread", Compared("0,1", "1,4"), StringComparison.Ordinal);
        Assert.Contains("with one run of B the seeds' spread is not known", Compared("variant=a", "6"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_told()
    {
        ThreeParts.Throws<ArgumentException>(() => Compared("0", "7"), "7");
        ThreeParts.Throws<ArgumentException>(() => Compared("0", "variant=z"), "variant=z");
    }
}
