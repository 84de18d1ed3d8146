using System.CommandLine;
using System.Diagnostics;
using Hornbill.Images;
using Hornbill.Studio;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill report</c>: a run, or several, as one page of HTML.</summary>
sealed class ReportCommand
{
    readonly Argument<string[]> _runs = new("RUN...")
    {
        Description = "Folders that 'train' wrote into, files of records and stores, or one of their runs: results.json#3",
        Arity = ArgumentArity.OneOrMore
    };

    readonly Option<string?> _output = new("--output")
    {
        Description = "The page (.html), or the curves as a picture (.svg, .png) [default: report.html in the run's folder]",
        HelpName = "FILE"
    };

    readonly Option<string?> _test = new("--test")
    {
        Description = "A data set, or a folder of images with a sub-folder for each class, to test the model on [default: its data " +
            "set's test images]", HelpName = "DATA"
    };

    readonly Option<int?> _limit = Words.Limit("Use the first N test images [default: all]");

    readonly Option<bool> _open = new("--open") { Description = "Show it in the browser [default: no]" };

    public static Command Create() => new ReportCommand().Build();

    Command Build()
    {
        var command =
            new Command("report", "Make a page of a run: curves, confusion, mistakes, architecture; of several runs a comparison.") { _runs,
            _output, _test, _limit, _open };
        command.SetAction(Run);
        return command;
    }

    void Run(ParseResult parsed)
    {
        var (words, terminal) = (parsed.GetRequiredValue(_runs), Words.Terminal(parsed));
        (string What, RunReport Run)[] runs = [.. words.SelectMany(w => RunReports.Find(w, terminal).Select(r => (w, r)))];
        var output = parsed.GetValue(_output) ?? Path.Combine(Directory.Exists(words[0]) ? words[0]
            : Path.GetDirectoryName(words[0]) is { Length: > 0 } folder ? folder : ".", "report.html");
        if (runs.Length > 1) Compare(output, [.. runs.Select(r => r.Run)]);
        else
        {
            var (what, run) = runs[0];
            if (RunReports.ModelOf(what, run) is { } model) run =
                RunReports.Tested(run, model, parsed.GetValue(_test), parsed.GetValue(_limit), terminal);
            else terminal.Line("The run's model is not here: the page shows what the record says.");
            Write(output, run);
            foreach (var chart in RunCharts.Curves(run).Take(2)) terminal.Text(
                chart.ToText(Math.Clamp(terminal.Room, 40, 100), 14, terminal.Unicode));
        }
        terminal.Line($"Written: {output}");
        if (parsed.GetValue(_open)) Open(output);
    }

    static void Write(string output, RunReport run)
    {
        if (Path.GetExtension(output) is ".svg" or ".png") PictureFile.Write(output, RunCharts.Curves(run) is [var first, ..] ? first
            : throw new InvalidDataException(
            $"'{output}' should show curves, but the run '{run.Name}' has no history. Give an .html file."));
        else RunPage.Write(output, run);
    }

    static void Compare(string output, IReadOnlyList<RunReport> runs)
    {
        if (Path.GetExtension(output) is ".svg" or ".png") PictureFile.Write(output, RunCharts.ByModel(runs));
        else ComparisonPage.Write(output, $"{runs.Count} runs", runs);
    }

    // By what the system opens files with.
    static void Open(string path)
    {
        try
        {
            using var _ = Process.Start(new ProcessStartInfo(Path.GetFullPath(path)) { UseShellExecute = true });
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException(
                $"'{path}' is written but nothing here opens it ({e.Message}), and a browser is needed. Open it by hand. Use no --open " +
                $"here.", e);
        }
    }
}
