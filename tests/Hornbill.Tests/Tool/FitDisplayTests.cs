using Hornbill.Models;
using Hornbill.Tool.Screen;
using Xunit;

namespace Hornbill.Tests.Tool;

public class FitDisplayTests
{
    static readonly Dictionary<string, double> Running = new() { ["accuracy"] = 0.5, ["loss"] = 0.0001 };
    static readonly Dictionary<string, double> Ended =
        new() { ["val_accuracy"] = 0.9, ["accuracy"] = 0.75, ["val_loss"] = 1, ["loss"] = 0.5 };

    static string Shown(bool interactive, bool unicode, int width = 200, params FitProgress[] reports)
    {
        var text = new StringWriter { NewLine = "\n" };
        var display = FitDisplay.On(new(text, interactive, colors: false, unicode, width));
        foreach (var report in reports) display.Report(report);
        display.End();
        return text.ToString();
    }

    static readonly FitProgress Half = new(1, 5, 21, 42, 12345, TimeSpan.FromSeconds(75), Running, EpochEnd: false);
    static readonly FitProgress End = new(1, 5, 42, 42, 12345, null, Ended, EpochEnd: true);

    [Fact]
    public void Elsewhere_than_at_a_terminal_an_epoch_is_one_plain_line() => Assert.Matches(
        "^Epoch 1/5 - 42/42 - [0-9.]+s - 12,345 images/s - loss: 0.5000 - accuracy: 0.7500 - val_loss: 1.0000 - val_accuracy: 0.9000\n$",
        Shown(interactive: false, unicode: true, reports: [Half, End]));

    [Fact]
    public void At_a_terminal_the_running_epoch_has_a_bar_and_an_end_in_sight() => Assert.Equal(
        "\rEpoch 1/5 ━━━━━━━━━━·········· 21/42 ETA 1:15 12,345 images/s - loss: 1.0000e-04 - accuracy: 0.5000\n",
        Shown(interactive: true, unicode: true, reports: [Half]));

    [Fact]
    public void The_bar_gives_way_to_the_numbers()
    {
        var line = Shown(interactive: true, unicode: true, width: 86, reports: [Half]);
        Assert.Contains("━━━···", line, StringComparison.Ordinal);
        Assert.EndsWith("accuracy: 0.5000\n", line, StringComparison.Ordinal);
        Assert.Equal(86, line.TrimStart('\r').Length);
        Assert.Equal(41, Shown(interactive: true, unicode: true, width: 40, reports: [Half]).Length);
    }

    [Fact]
    public void The_epochs_end_covers_the_bar_and_stays()
    {
        var last = Shown(interactive: true, unicode: true, width: 60, reports: [Half, End]).Split('\r')[^1];
        Assert.StartsWith("Epoch 1/5 ━━━━━━━━━━━━━━━━━━━━ 42/42 ", last, StringComparison.Ordinal);
        Assert.EndsWith("val_accuracy: 0.9000\n", last, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_colours_there_are_no_escape_codes_and_without_unicode_only_ascii()
    {
        var text = Shown(interactive: true, unicode: false, reports: [Half, End]);
        Assert.DoesNotContain('\e', text);
        Assert.All(text, c => Assert.InRange(c, '\0', '\x7f'));
    }

    [Fact]
    public void Steps_may_be_unknown() => Assert.Contains(
        "Epoch 1/5 ···················· 21 ", Shown(interactive: true, unicode: true, reports: [Half with { Steps = null }]),
            StringComparison.Ordinal);
}
