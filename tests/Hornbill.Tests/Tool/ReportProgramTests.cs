using System.Text.Json;
using Hornbill.Images;
using Xunit;

namespace Hornbill.Tests.Tool;

/// <summary>Reports and robustness, from outside.</summary>
[Trait("Speed", "slow")]
public sealed class ReportProgramTests : IDisposable
{
    readonly TempFolder _folder = new();

    public ReportProgramTests() => Run("train", "glyphs", "--limit", "600", "--test-limit", "200", "--epochs", "2", "--output", "out");

    public void Dispose() => _folder.Dispose();

    string Run(params string[] words)
    {
        using var tool = new ToolProcess(_folder.Path, words);
        Assert.True(tool.End() == 0, tool.Error);
        return tool.Output;
    }

    string Fail(params string[] words)
    {
        using var tool = new ToolProcess(_folder.Path, words);
        Assert.NotEqual(0, tool.End());
        return tool.Error.Split('\n')[0];
    }

    [Fact]
    public void A_run_has_a_page()
    {
        Assert.Contains("Written: ", Run("report", "out", "--limit", "200"), StringComparison.Ordinal);
        var html = File.ReadAllText(_folder.File("out/report.html"));
        foreach (var word in (string[])["Confusion matrix", "val_loss", "Architecture", "lab-d", "Samples", "zed"]) Assert.Contains(
            word.Replace("val_loss", "validation", StringComparison.Ordinal), html, StringComparison.Ordinal);
        Run("report", "out/results.json#0", "--output", "curves.png");
        Assert.Equal(1240, ImageReader.Default.Read(_folder.File("curves.png")).Width);
        Run("report", "out", "out", "--output", "both.html");
        Assert.Contains("2 runs", File.ReadAllText(_folder.File("both.html")), StringComparison.Ordinal);
        ThreeParts.Assert(Fail("report", "out/results.json#7"), "run 7", "0 to 0");
        ThreeParts.Assert(Fail("report", "none"), "none");
        File.WriteAllText(_folder.File("broken.json"), "{");
        ThreeParts.Assert(Fail("report", "broken.json"), "broken.json", "no record that can be read");
        File.WriteAllText(_folder.File("empty.json"), "");
        ThreeParts.Assert(Fail("report", "empty.json"), "empty.json", "has no runs");
    }

    [Fact]
    public void Robustness_is_measured_and_drawn()
    {
        var lines = Run("evaluate", "out/model.safetensors", "--limit", "200", "--rotate", "0,90,...,360", "--binarize", "0.5", "--json",
            "--output", "robust.html").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(3, lines.Length);
        var (rotated, unchanged) = (lines[1].GetProperty("accuracy"), lines[0].GetProperty("accuracy").GetDouble());
        Assert.Equal((5, unchanged, unchanged), (rotated.GetArrayLength(), rotated[0].GetDouble(), rotated[4].GetDouble()));
        Assert.True(rotated[2].GetDouble() < unchanged);
        Assert.Contains("Accuracy against rotation", File.ReadAllText(_folder.File("robust.html")), StringComparison.Ordinal);
        var text = Run("evaluate", "out/model.safetensors", "--limit", "100", "--noise", "0,0.3", "--scale", "0.5,1", "--output",
            "robust.svg");
        Assert.Contains("accuracy", text, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("robust-noise.svg")) && File.Exists(_folder.File("robust-scale.svg")));
        ThreeParts.Assert(Fail("evaluate", "out/model.safetensors", "--rotate", "a"), "--rotate got 'a'");
        ThreeParts.Assert(Fail("evaluate", "out/model.safetensors", "--output", "a.html"), "--output came without a distortion");
    }

    [Fact]
    public void Machine_and_convolutions_are_told()
    {
        Assert.Contains("bits used", Run("devices"), StringComparison.Ordinal);
        Assert.Contains("\"vector_floats\"", Run("devices", "--json"), StringComparison.Ordinal);
        Assert.Equal(4, Run("bench", "convolution", "--json").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
