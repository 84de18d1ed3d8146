using Hornbill.Tool;
using Hornbill.Tool.Labs;
using Xunit;

namespace Hornbill.Tests.Tool;

public class LabsTests
{
    static readonly LabFolder Folder = LabFolder.Find(Repository.Root());

    static readonly Experiment One = new("lab-x-one", "one", "lab-d", "--epochs 2", Figure.AtLeast(0.9, 0.3));

    static LabResult Result(ulong seed, double accuracy, string name = "lab-x-one") =>
        new(name, seed, One.Command, new Dictionary<string, double?> { ["accuracy"] = accuracy, ["loss"] = 0.25 })
        {
            Seconds = 12.5, Epochs = 2, ImagesPerSecond = 1000, Threads = 2, Processor = "a \"fast\" one", Date = new(2026, 1, 2), Engine =
                "hornbill 0.1.0",
        };

    [Fact]
    public void Every_experiment_has_a_name_of_its_own_and_a_program_that_knows_its_options()
    {
        Assert.Equal(Experiments.All.Count, Experiments.All.Select(e => e.Name).Distinct().Count());
        Assert.Equal(Experiments.All.Count, Experiments.All.Select(e => e.Command).Distinct().Count());
        foreach (var e in Experiments.All)
        {
            Assert.True(File.Exists(Folder.Program(e)), e.Name);
            var source = File.ReadAllText(Folder.Program(e)) + "Option(\"epochs\"";
            Assert.All(e.Words.Where(w => w.StartsWith("--", StringComparison.Ordinal)), w =>
                Assert.Contains($"(\"{w[2..]}\"", source, StringComparison.Ordinal));
            Assert.True(e.Figures.Count > 0 || e.Text is not null || e.Error is not null, e.Name);
        }
    }

    [Fact]
    public void Every_program_of_the_labs_is_run_by_an_experiment()
    {
        var programs = Directory.GetFiles(Folder.Path, "lab-*.cs").Select(f => Path.GetFileNameWithoutExtension(f)!);
        Assert.Equal(programs.Order(StringComparer.Ordinal),
            Experiments.All.Select(e => e.Program).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0.89, true)]
    [InlineData(0.8899, false)]
    [InlineData(0.99, true)]
    public void A_figure_is_met_from_a_hundredth_below_the_report_s(double median, bool met) =>
        Assert.Equal(met, Figure.AtLeast(0.9).IsMet(median));

    [Fact]
    public void Bad_settings_have_a_band_and_counts_are_exact()
    {
        var band = Figure.Within(0.77, 0.7, 0.85);
        Assert.Equal([false, true, false], ((double[])[0.69, 0.77, 0.86]).Select(band.IsMet));
        Assert.Equal([false, true, false], ((double[])[9, 10, 11]).Select(Figure.Exactly("parameters", 10).IsMet));
        Assert.True(Figure.First().IsMet(0));
        Assert.False(Figure.First().IsMet(double.NaN));
        Assert.All(Experiments.All.SelectMany(e => e.Figures).Where(f => f.Seed is not null), f => Assert.True(f.IsMet(f.Seed!.Value)));
    }

    [Fact]
    public void Results_are_kept_in_order_and_an_older_one_of_the_same_seed_gives_way()
    {
        using var folder = new TempFolder();
        var results = new LabResults(folder.File("results.json"));
        Assert.Empty(results.Read());
        foreach (var r in (LabResult[])[Result(1, 0.5), Result(0, 0.6), Result(0, 0.4, Experiments.All[3].Name),
            Result(1, 0.7)]) results.Add(r);
        Assert.Equal([(Experiments.All[3].Name, 0UL), ("lab-x-one", 0UL), ("lab-x-one", 1UL)],
            results.Read().Select(r => (r.Experiment, r.Seed)));
        var kept = results.Read()[2];
        Assert.Equal(Result(1, 0.7).ToJson(), kept.ToJson());
        Assert.Equal((0.7, "a \"fast\" one", new DateOnly(2026, 1, 2)), (kept.Figures["accuracy"], kept.Processor, kept.Date));
        Assert.Equal([true, false, false], ((Experiment[])[One, One with { Options = "--epochs 3" },
            One with { Name = "lab-x-two" }]).Select(e => results.Has(e, 1)));
        Assert.Equal(["results.json"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Many_processes_may_add_at_once()
    {
        using var folder = new TempFolder();
        Parallel.For(0, 12, i => new LabResults(folder.File("results.json")).Add(Result((ulong)i, 0.5)));
        Assert.Equal(12, new LabResults(folder.File("results.json")).Read().Count);
    }

    [Theory]
    [InlineData("[{\"experiment\":\"a\"")]
    [InlineData("{}")]
    [InlineData("[{\"experiment\":3,\"figures\":{}}]")]
    [InlineData("[{\"experiment\":\"a\"}]")]
    [InlineData("[{\"experiment\":\"a\",\"seed\":1e99,\"figures\":{}}]")]
    public void A_damaged_file_is_told_and_stays(string text)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("results.json"), text);
        ThreeParts.Throws<InvalidDataException>(() =>
            new LabResults(folder.File("results.json")).Add(Result(0, 0.5)), "results.json", "expected");
        Assert.Equal(text, File.ReadAllText(folder.File("results.json")));
    }

    [Fact]
    public void The_table_has_medians_extremes_and_what_is_missing()
    {
        var text = LabTable.Write([One, One with { Name = "lab-x-two", Options = "" }],
            [Result(0, 0.91), Result(1, 0.85), Result(2, 0.93)]);
        Assert.Contains("| accuracy (≥ 0.8900) | 0.9000 (0.3000) | 0.9100 (0.2500) | 0.8500 – 0.9300 | 3 | yes | 6.3 |", text,
            StringComparison.Ordinal);
        Assert.Contains("| lab-x-two | one | `dotnet run labs/lab-d.cs` | accuracy (≥ 0.8900) | 0.9000 (0.3000) |  |  | 0 |  |", text,
            StringComparison.Ordinal);
        Assert.Contains("2 experiments: 1 have been run, 1 of them are met, 1 have 3 seeds", text, StringComparison.Ordinal);
        Assert.Contains("| **no** |", LabTable.Write([One], [Result(0, 0.85)]), StringComparison.Ordinal);
        // A result of other options is none.
        Assert.False(LabTable.IsMet(One with { Options = "--epochs 3" }, [Result(0, 0.91)]));
    }

    [Fact]
    public void A_figure_that_a_run_lacks_is_not_met() =>
        Assert.False(LabTable.IsMet(One, [Result(0, 0.91) with { Figures = new Dictionary<string, double?> { ["accuracy"] = null } }]));

    [Fact]
    public void Texts_and_errors_are_compared()
    {
        var says = One with { Figures = [], Text = "a, b" };
        var fails = One with { Figures = [], Error = "(4, 4, 64)" };
        LabResult Saying(string text) => Result(0, 0) with { Text = text };
        Assert.Equal([true, false], ((string[])["a, b", "a, c"]).Select(t => LabTable.IsMet(says, [Saying(t)])));
        Assert.Equal([true, false], ((string[])["got (4, 4, 64) but", "got nothing"]).Select(t => LabTable.IsMet(fails, [Saying(t)])));
    }

    [Fact]
    public void The_table_of_the_repository_is_that_of_its_results() =>
        Assert.Equal(LabTable.Write(Experiments.All, new LabResults(Folder.ResultsPath).Read()),
            File.ReadAllText(Folder.TablePath).ReplaceLineEndings("\n"));

    [Fact]
    public void The_pages_have_the_figures_of_the_results()
    {
        var results = new LabResults(Folder.ResultsPath).Read();
        Assert.All(Folder.Pages, page => Assert.Equal(LabPages.Fill(File.ReadAllText(page), results), File.ReadAllText(page)));
        Assert.NotEmpty(Folder.Pages);
    }

    [Fact]
    public void Figures_are_filled_into_a_page_again_and_again()
    {
        var d = Experiments.Find("lab-d");
        LabResult[] results = [.. ((double[])[0.99, 0.98, 0.985]).Select((a, i) =>
            Result((ulong)i, a, d.Name) with { Command = d.Command })];
        var page =
            LabPages.Fill("So <!-- lab-d accuracy -->x<!-- --> in <!-- lab-d seconds --><!-- --> s, <!-- lab-c-1 accuracy --><!-- -->.",
            results);
        Assert.Equal(
            "So <!-- lab-d accuracy -->0.9850<!-- --> in <!-- lab-d seconds -->6.3<!-- --> s, <!-- lab-c-1 accuracy -->(not run yet)<!-- " +
            "-->.", page);
        Assert.Equal(page, LabPages.Fill(page, results));
        ThreeParts.Throws<ArgumentException>(() => LabPages.Fill("<!-- lab-e accuracy --><!-- -->", results), "lab-e", "lab-d");
    }

    [Theory]
    [InlineData("experiment 'lab-c-9'", "Known", "labs", "run", "lab-c-9")]
    [InlineData("experiment 'lab-x*'", "Known", "labs", "run", "lab-x*")]
    [InlineData("--seeds got '0'", "from 1", "labs", "run", "lab-d", "--seeds", "0")]
    [InlineData("without a command", "list, run, table", "labs")]
    public async Task Wrong_words_are_told(string came, string fix, params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(2, await CommandLine.Run(words, output, error));
        Assert.Contains(came, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(fix, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_the_repository_there_are_no_labs()
    {
        using var folder = new TempFolder();
        ThreeParts.Throws<DirectoryNotFoundException>(() => LabFolder.Find(folder.Path), folder.Path, "repository");
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void A_try_runs_the_program_and_keeps_nothing()
    {
        var before = new LabResults(Folder.ResultsPath).Read().Count;
        using var tool = new ToolProcess(Folder.Path, "labs", "run", "lab-c-7", "lab-a-strides-impossible", "--quick", "--verbose");
        Assert.True(tool.End() == 0, tool.Output + tool.Error);
        Assert.Contains("lab-c-convolutions: works", tool.Output, StringComparison.Ordinal);
        Assert.Contains("1,995", tool.Output, StringComparison.Ordinal);
        Assert.Equal(before, new LabResults(Folder.ResultsPath).Read().Count);
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void A_lab_tells_what_it_does_not_know()
    {
        using var lab = ToolProcess.Shell(Folder.Path, $"--version && dotnet run {Path.Combine(Folder.Path, "lab-d.cs")} -- --epoch 3");
        Assert.Equal(1, lab.End());
        ThreeParts.Assert(lab.Error.Trim().Split('\n')[^1], "--epoch", "--epochs");
    }
}
