using System.CommandLine;
using Hornbill.Records.Results;
using Hornbill.Records.Store;
using Hornbill.Tool.Explorer;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill results</c>: the runs of a results.json or of a store, at a prompt or as lists for programs; compared, imported,
/// exported.</summary>
static class ResultsCommand
{
    static Argument<string?> Where() => new("FILE|STORE")
    {
        Description =
            "A results.json, a file of SQLite or an address of PostgreSQL [default: HORNBILL_STORE, or results.json or hornbill.db in " +
            "this folder]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create()
    {
        var where = Where();
        var order = new Option<string?>("--order")
        {
            Description = "List in the order of a column, with a minus in front the greatest first: -accuracy [default: as they were " +
                "recorded]", HelpName = "COLUMN"
        };
        order.Validators.Add(result => Words.Check(result, text => Words.Unknown(() => RunOrder.Parse(text))));
        var filter = Filter();
        var json =
            new Option<bool>("--json") { Description = "List as JSON, an object a line [default: a table, or a prompt at a terminal]" };
        var csv = new Option<bool>("--csv") { Description = "List as CSV [default: as --json says]" };
        var command = new Command("results", "Look through the records of runs: a prompt at a terminal, lists for programs.") { where,
            order, filter, json, csv, Compare(), Import(), Export() };
        command.SetAction(parsed =>
        {
            using var runs = RunList.Open(parsed.GetValue(where));
            var output = parsed.InvocationConfiguration.Output;
            var terminal = Words.Terminal(parsed);
            if (parsed.GetValue(json) || parsed.GetValue(csv) || parsed.GetValue(order) is not null || parsed.GetValue(filter) is not null)
            {
                foreach (var damage in runs.Report) parsed.InvocationConfiguration.Error.WriteLine(Plain.Text(damage));
                var list = runs.List(RunFilter.Parse(parsed.GetValue(filter) ?? ""), parsed.GetValue(order) is { } text
                    ? RunOrder.Parse(text) : null);
                List(runs, list, parsed.GetValue(json), parsed.GetValue(csv), output, terminal);
            }
            else new Session(runs, terminal, Input(), prompts: !Console.IsInputRedirected && terminal.Interactive).Run();
        });
        return command;
    }

    // Of somebody who types where nothing can be shown nothing is read.
    static TextReader Input() => Console.IsInputRedirected || !Console.IsOutputRedirected ? Console.In : TextReader.Null;

    static void List(RunList runs, IReadOnlyList<RunSummary> list, bool json, bool csv, TextWriter output, Terminal terminal)
    {
        var places = runs.Runs.Select((run, place) => (run.Id, place)).ToDictionary(r => r.Id, r => r.place);
        if (csv) output.WriteLine(RunTable.CsvHeader);
        else if (!json)
            foreach (var line in RunText.Header) terminal.Line(line);
        foreach (var run in list)
            if (json) output.WriteLine(RunTable.Json(places[run.Id], run));
            else if (csv) output.WriteLine(RunTable.Csv(places[run.Id], run));
            else
                foreach (var line in RunText.InList(places[run.Id], run)) terminal.Line(line);
    }

    static Option<string?> Filter()
    {
        var filter = new Option<string?>("--filter")
        {
            Description =
                "List those alone for which all of these hold: accuracy>=0.91,variant~Conv,batch_size=64, with columns and settings, and " +
                "= != < <= > >= ~ [default: all runs]",
            HelpName = "CONDITIONS",
        };
        filter.Validators.Add(result => Words.Check(result, text => Words.Unknown(() => RunFilter.Parse(text))));
        return filter;
    }

    static Command Compare()
    {
        var groups = new Argument<string[]>("RUNS")
        {
            Description =
                "At least two: an index, which stands for all runs that differ from it in nothing but the seed; indexes joined by " +
                "commas, for those alone; or a condition such as net=lab-d",
            Arity = new(2, 26),
        };
        var from = new Option<string?>("--from")
        {
            Description = "The results.json or the store [default: as of 'results']",
            HelpName = "FILE|STORE"
        };
        var command =
            new Command("compare",
            "Runs beside each other: settings that differ, figures, curves, and whether the difference is more than the seeds' spread.") { groups, from };
        command.SetAction(parsed =>
        {
            using var runs = RunList.Open(parsed.GetValue(from));
            new Comparison([.. parsed.GetRequiredValue(groups).Select((text, i) =>
                new RunGroup((char)('A' + i), RunChoice.Of(runs, text)))], Words.Terminal(parsed)).Tell();
        });
        return command;
    }

    static Command Import()
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "results.json files of any program in the labs' form",
            Arity = ArgumentArity.OneOrMore
        };
        var store = Words.Store("Where they go");
        var command = new Command("import", "Take the records of results.json files into a store.") { files, store };
        command.SetAction(parsed =>
        {
            var (terminal, read) = (Words.Terminal(parsed),
                parsed.GetRequiredValue(files).Select(f => (Path: f, Read: ResultsFile.Read(f))).ToArray());
            using var to = RunStore.Open(Words.NeededStore(parsed.GetValue(store)));
            foreach (var (path, results) in read)
            {
                to.AddAll(results.Records);
                terminal.Line($"{path}: {results.Records.Count} records to {to.Name}");
                foreach (var damage in results.Report) terminal.Line(damage);
            }
        });
        return command;
    }

    static Command Export()
    {
        var file = new Argument<string>("FILE") { Description = "The results.json to write" };
        var store = Words.Store("Where they come from");
        var filter = Filter();
        var command = new Command("export", "Write the records of a store to a results.json.") { file, store, filter };
        command.SetAction(parsed =>
        {
            using var from = RunStore.Open(Words.NeededStore(parsed.GetValue(store)), create: false);
            var runs = from.List(RunFilter.Parse(parsed.GetValue(filter) ?? ""));
            var path = parsed.GetRequiredValue(file);
            ResultsFile.Write(path, runs.Select(run => from.Read(run.Id)));
            Words.Terminal(parsed).Line($"{path}: {runs.Count} records of {from.Name}");
        });
        return command;
    }
}
