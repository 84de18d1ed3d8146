using System.CommandLine;
using System.Text;
using System.Text.Json;
using Hornbill.Records.Search;
using Hornbill.Records.Store;
using Hornbill.Tool.Screen;
using Hornbill.Tool.Searches;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill search SPEC.json</c>: the best settings of a net by cross-validation. Started anew it goes on; started several
/// times it shares the work.</summary>
static class SearchCommand
{
    public static Command Create()
    {
        var spec = new Argument<string>("SPEC") { Description = "A JSON file that says what to search (labs/search has examples)" };
        var store = Words.Store("Where the search is kept; several processes or machines share one");
        var threads = Words.Threads();
        var lease = Words.Number("--lease", "Seconds without a sign of life after which a worker's fold is given to another [default: 60]",
            1.0, 86_400);
        var output = new Option<string?>("--output")
        {
            Description = "The file for the refitted model [default: it is not kept]",
            HelpName = "FILE"
        };
        var json =
            new Option<bool>("--json")
            { Description = "Write the points to standard output, one a line as JSON, and nothing else [default: a table]" };
        var command = new Command("search", "Find the best settings of a net by cross-validation: grid, random, halving, asha or tpe.")
            { spec, store, threads, lease, output, json };
        command.SetAction((parsed, _) =>
        {
            var read = SearchSpec.Read(parsed.GetRequiredValue(spec));
            using var runs = RunStore.Open(Words.NeededStore(parsed.GetValue(store)));
            var terminal = Terminal.Of(parsed.GetValue(json) ? parsed.InvocationConfiguration.Error
                : parsed.InvocationConfiguration.Output);
            var search = new Search(runs, read.Plan, parsed.GetValue(lease) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
            var trials = new Trials(read, parsed.GetValue(threads), parsed.GetValue(output));
            using var stop = new StopSignals();
            var display = new SearchDisplay(read.Plan, terminal);
            terminal.Line(
                $"{Product.Engine}: {read.Plan.Name}, {read.Plan.Sampler}, {read.Plan.Count} points of {read.Plan.Folds} folds on " +
                $"{read.Dataset}, in {runs.Name}");
            var outcome = search.Run(trials.Fit, trials.Refit, display, stop.Token);
            display.Tell(outcome);
            if (stop.ExitCode != 0) terminal.Line("Stopped; the same command goes on.");
            if (parsed.GetValue(json))
                foreach (var point in outcome.Points) parsed.InvocationConfiguration.Output.WriteLine(Line(point, point == outcome.Best));
            return Task.FromResult(stop.ExitCode);
        });
        return command;
    }

    static string Line(PointResult point, bool best)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteNumber("point", point.Number);
            json.WriteStartObject("settings");
            foreach (var (name, value) in point.Settings) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteString("state", point.State);
            json.WriteNumber("rung", point.Rung);
            Runs.Json.Numbers(json, "folds", point.Folds);
            Runs.Json.Number(json, "mean", point.Score.Mean);
            Runs.Json.Number(json, "deviation", point.Score.Deviation);
            json.WriteNumber("seconds", Math.Round(point.Seconds, 3));
            json.WriteBoolean("best", best);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
