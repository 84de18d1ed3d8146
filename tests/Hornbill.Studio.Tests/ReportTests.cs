using Hornbill.Images;
using Hornbill.Metrics;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Studio.Tests;

public sealed class ReportTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static RunReport Whole()
    {
        var matrix = new ConfusionMatrix(3);
        for (var i = 0; i < 30; i++) matrix.Add(i % 3, i % 7 == 0 ? (i + 1) % 3 : i % 3);
        var image = new Image(2, 2, 1, [0, 80, 160, 255]);
        return new()
        {
            Name = "lab-d <on> glyphs", TestAccuracy = 0.9, TestLoss = 0.3, ClassNames = ["ant", "bee", "<wasp>"], Confusion = matrix,
            Facts = [("seed", "1")], Command = "hornbill train glyphs",
            History = new Dictionary<string, IReadOnlyList<double>>
            {
                ["loss"] = [1, 0.5], ["val_loss"] = [1.1, 0.7],
                ["accuracy"] = [0.5, 0.9]
            },
            Mistakes = [new(image, 7, 0, 1, 0.98, 4)], Samples = [(image, 2)], Architecture = PicturesTests.All["architecture"](),
        };
    }

    [Fact]
    public void A_page_has_everything_and_needs_nothing_else()
    {
        RunPage.Write(_folder.File("run.html"), Whole());
        var html = File.ReadAllText(_folder.File("run.html"));
        foreach (var word in (string[])["test accuracy 0.9000", "Confusion matrix", "Precision, recall and F1",
            "#7: ant taken for bee (98.0%)", "Most confused", "&lt;wasp&gt;", "hornbill train glyphs", "data:image/png;base64,", "Architecture", "validation"])
            Assert.Contains(word, html, StringComparison.Ordinal);
        Assert.DoesNotContain("<wasp>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", html);
        if (Environment.GetEnvironmentVariable("HORNBILL_PICTURES") is { Length: > 0 } folder) File.Copy(_folder.File("run.html"),
            Path.Combine(folder, "run.html"), overwrite: true);
    }

    [Fact]
    public void A_run_of_which_little_is_known_has_a_page_too() =>
        Assert.Contains("<h1>a</h1>", RunPage.ToHtml(new() { Name = "a" }), StringComparison.Ordinal);

    [Fact]
    public void Runs_are_compared()
    {
        RunReport Run(string name, double accuracy, string units, double? seconds) => new()
        {
            Name = name, TestAccuracy = accuracy, Seconds = seconds, Settings = [("units", units), ("optimizer", "adam")],
            History = new Dictionary<string, IReadOnlyList<double>> { ["val_accuracy"] = [0.5, accuracy] },
        };
        RunReport[] runs = [Run("a", 0.8, "16", 3), Run("a", 0.84, "16", 4), Run("b", 0.9, "64", 9)];
        var html = ComparisonPage.ToHtml("two nets", runs);
        foreach (var word in (string[])["Accuracy by model", "a (2 runs)", "Accuracy against time", "Settings and accuracy", "val_accuracy",
            "<th>units</th>"]) Assert.Contains(word, html, StringComparison.Ordinal);
        Assert.DoesNotContain("<th>optimizer</th>", html, StringComparison.Ordinal); // the same in all
        var band = RunCharts.Together(runs, "val_accuracy").Series[0];
        Assert.Equal((0.8, 0.82, 0.84), (band.Low![1], Math.Round(band.Y[1], 9), band.High![1]));
        ThreeParts.Throws<ArgumentException>(() => ComparisonPage.ToHtml("none", []), "no runs");
    }
}
