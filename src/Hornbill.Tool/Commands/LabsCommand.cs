using System.CommandLine;
using System.IO.Enumeration;
using System.Text;
using Hornbill.Tool.Labs;
using Hornbill.Tool.Screen;
using Spectre.Console;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill labs</c>: the experiments of the four labs: list them, run them, write their table.</summary>
static class LabsCommand
{
    const string Everything = "all";

    public static Command Create() => new("labs", "The experiments of the four labs: list them, run them, write their table.") { List(),
        Run(), Table() };

    static Command List()
    {
        var command = new Command("list", "Name the experiments, the report's figures, and how many seeds are done.");
        command.SetAction(parsed =>
        {
            var results = new LabResults(LabFolder.Find(Environment.CurrentDirectory).ResultsPath).Read();
            var table = new Table().AddColumns("Name", "What", "Report", "Seeds", "Met");
            foreach (var e in Experiments.All)
            {
                var seeds = results.Count(r => r.Experiment == e.Name && r.Command == e.Command);
                table.AddRow([.. ((string[])[e.Name, e.Title, Report(e), $"{seeds}", seeds == 0 ? "" : LabTable.IsMet(e, results) ? "yes"
                    : "no"]).Select(c => new Text(c))]);
            }
            Words.Terminal(parsed).Table(table);
        });
        return command;
    }

    static string Report(Experiment e) => e.Figures.Count == 0 ? "" : e.Figures[0].Seed is { } seed ? $"{seed:0.0000}" : "none";

    static Command Table()
    {
        var command = new Command("table", "Write labs/README.md, and the figures in docs/labs, from labs/results.json.");
        command.SetAction(parsed =>
        {
            var folder = LabFolder.Find(Environment.CurrentDirectory);
            var results = new LabResults(folder.ResultsPath).Read();
            Write(folder.TablePath, LabTable.Write(Experiments.All, results));
            foreach (var page in folder.Pages) Write(page, LabPages.Fill(File.ReadAllText(page), results));
            Words.Terminal(parsed).Line($"{folder.TablePath}: {LabTable.Standing(Experiments.All, results)}");
        });
        return command;
    }

    static void Write(string path, string text) => AtomicFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));

    static Command Run()
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "Experiments (see 'labs list'), patterns such as lab-c-*, or all",
            Arity = ArgumentArity.OneOrMore
        };
        names.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (Words.Unknown(() => Chosen([token.Value])) is { } error) result.AddError(error);
        });
        var quick =
            new Option<bool>("--quick")
            {
                Description = "Try each lab's program on generated data, seconds each; nothing is kept [default: run what is asked for in " +
                "full]"
            };
        var seeds = Words.Number("--seeds", "Run each with the seeds 0 to N - 1 [default: 1]", 1, 1000);
        var threads = Words.Threads();
        var verbose = new Option<bool>("--verbose") { Description = "Pass on what the programs print [default: what came of them alone]" };
        var command = new Command("run", "Run experiments and keep their results in labs/results.json; what is there is not run again.")
            { names, quick, seeds, threads, verbose };
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            var terminal = Words.Terminal(parsed);
            var folder = LabFolder.Find(Environment.CurrentDirectory);
            var run = new LabRun(folder, parsed.GetValue(threads), parsed.GetValue(verbose) ? line => terminal.Line($"  {line}") : null);
            var chosen = Chosen(parsed.GetRequiredValue(names));
            try
            {
                var failed = parsed.GetValue(quick)
                    ? await Try(run, chosen.DistinctBy(e => e.Program), terminal, stop.Token)
                    : await Run(run, new(folder.ResultsPath), chosen, parsed.GetValue(seeds) ?? 1, terminal, stop.Token);
                return failed ? CommandLine.Failed : 0;
            }
            catch (OperationCanceledException)
            {
                terminal.Line("Stopped; the same command goes on.");
                return stop.ExitCode;
            }
        });
        return command;
    }

    static Experiment[] Chosen(string[] names) => [.. names.SelectMany(name => name switch
    {
        Everything => Experiments.All,
        _ when name.Contains('*', StringComparison.Ordinal)
            && Experiments.All.Where(e => FileSystemName.MatchesSimpleExpression(name, e.Name)).ToArray() is { Length: > 0 } several =>
            several,
        _ => [Experiments.Find(name)],
    }).Distinct()];

    // One seed of everything first.
    static async Task<bool> Run(LabRun run, LabResults results, Experiment[] chosen, int seeds, Terminal terminal, CancellationToken cancel)
    {
        var failed = false;
        for (var seed = 0UL; seed < (ulong)seeds; seed++)
            foreach (var experiment in chosen.Where(e => !results.Has(e, seed)))
                failed |= !await Attempt(terminal, $"{experiment.Name}, seed {seed}", async () =>
                {
                    var result = await run.Run(experiment, seed, quick: false, cancel);
                    results.Add(result);
                    return Told(experiment, result, LabTable.IsMet(experiment, [result]));
                });
        terminal.Line(LabTable.Standing(Experiments.All, results.Read()));
        return failed;
    }

    static async Task<bool> Try(LabRun run, IEnumerable<Experiment> chosen, Terminal terminal, CancellationToken cancel)
    {
        var failed = false;
        foreach (var experiment in chosen)
            failed |= !await Attempt(terminal, experiment.Program, async () =>
                $"works, {(await run.Run(experiment, 0, quick: true, cancel)).Seconds:0.0} s");
        return failed;
    }

    static async Task<bool> Attempt(Terminal terminal, string what, Func<Task<string>> attempt)
    {
        try
        {
            terminal.Line($"{what}: {await attempt()}");
            return true;
        }
        catch (InvalidOperationException e)
        {
            terminal.Line($"{what}: FAILED. {e.Message}");
            return false;
        }
    }

    static string Told(Experiment experiment, LabResult result, bool met) =>
        string.Join(", ", [.. experiment.Figures.Select(f =>
            $"{f.Measure} {result.Figures.GetValueOrDefault(f.Measure):0.####}{(f.Seed is { } seed ? $" (report {seed:0.####})" : "")}"),
                           met ? "met" : "NOT met", $"{result.Seconds:0} s"]);
}
