using System.CommandLine;
using Hornbill.Tool.Bench;
using Spectre.Console;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill bench convolution</c>: one thread against all of them.</summary>
static class BenchConvolutionCommand
{
    static readonly int[] Images = [100, 2];

    public static Command Create()
    {
        var threads = Words.Number("--threads", "Threads to compare with one [default: all processors]", 1, Words.MostThreads);
        var json = new Option<bool>("--json") { Description = "Write a line of JSON for each measurement [default: words]" };
        var command = new Command("convolution",
            "Time 32 filters of 7x7x3 over 100 and over 2 random images of 100x100x3: ten runs with one thread and with all.") { threads, json };
        command.SetAction(parsed =>
        {
            var all = parsed.GetValue(threads) ?? Environment.ProcessorCount;
            var times = Images.Select(n => (One: ConvolutionBench.Measure(n, 1), All: ConvolutionBench.Measure(n, all))).ToArray();
            if (parsed.GetValue(json))
            {
                foreach (var time in times.SelectMany(t =>
                    (ConvolutionTime[])[t.One, t.All])) parsed.InvocationConfiguration.Output.WriteLine(time.ToJson());
                return;
            }
            var table = new Table();
            foreach (var column in (string[])["images", "1 thread (s)", $"{all} threads (s)", "speed-up"]) table.AddColumn(
                new TableColumn(new Text(column)).RightAligned());
            foreach (var (one, many) in times) table.AddRow(
                [.. ((string[])[$"{one.Images}", $"{one.Seconds:0.0000}", $"{many.Seconds:0.0000}",
                $"{one.Seconds / many.Seconds:0.00}"]).Select(c => new Text(c))]);
            Words.Terminal(parsed).Table(table);
            Words.Terminal(parsed).Line($"Sum of ten runs after one to warm up, on {Processor.Name}");
        });
        return command;
    }
}
