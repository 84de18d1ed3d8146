using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Hornbill.Data;
using Hornbill.Keras;
using Hornbill.Tool.Commands;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool;

/// <summary>The <c>hornbill</c> command: reads the words, runs the command, tells errors. Exit codes: 0 done, 1 it failed, 2 the words were
/// wrong, 130 and 143 stopped by SIGINT and SIGTERM.</summary>
static class CommandLine
{
    internal const int Failed = 1;
    const int Misused = 2;

    public static RootCommand Root()
    {
        var root = new RootCommand("Train, test and use convolutional networks on the processor you have.")
        {
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            PredictCommand.Create(),
            InspectCommand.Create(),
            ExplainCommand.Create(),
            ExportCommand.Create(),
            ConvertCommand.Create(),
            ReportCommand.Create(),
            DataCommand.Create(),
            SummaryCommand.Create(),
            PlanCommand.Create(),
            NetsCommand.Create(),
            ModelsCommand.Create(),
            ResultsCommand.Create(),
            LabsCommand.Create(),
            SearchCommand.Create(),
            BenchCommand.Create(),
            DevicesCommand.Create(),
        };
        root.Options.OfType<VersionOption>().Single().Action = new TellVersion();
        return root;
    }

    public static async Task<int> Run(string[] args, TextWriter? output = null, TextWriter? error = null)
    {
        (output, error) = (output ?? Console.Out, error ?? Console.Error);
        if (WrongSwitch(args) is { } wrong) return Tell(error, Misused, wrong, "See 'hornbill --help'.");
        var parsed = Root().Parse(args is [] ? ["--help"] : args);
        // Only a request for help or the version answers in spite of errors.
        if (parsed.Action is null or ParseErrorAction || (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true }))
            return Misuse(parsed, error);
        KerasModel.Register(); // published weights may be HDF5
        try
        {
            var code = await parsed.InvokeAsync(new()
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // signals are StopSignals'
            });
            await output.FlushAsync();
            // A training has its files, though nobody could read how it went.
            return code == 0 && output is LastingWriter { Failure: { } lost } && !IsKept(parsed)
                ? Tell(error, Failed,
                    $"Standard output could not be written ({lost}), but what was asked for goes there. Check where it leads.")
                : code;
        }
        catch (Exception e)
        {
            return Tell(error, Failed, Explain(e));
        }
    }

    static bool IsKept(ParseResult parsed) => parsed.CommandResult.Command.Name == TrainCommand.Name && !parsed.GetValue<bool>("--json");

    // What comes from files is in some of them.
    static int Tell(TextWriter error, int code, params string[] messages)
    {
        foreach (var message in messages) error.WriteLine(Plain.Text(message));
        return code;
    }

    // The parser takes the value for an argument of its own.
    static string? WrongSwitch(string[] args)
    {
        var switches = Root().Subcommands.SelectMany(c => c.Subcommands.Prepend(c)).SelectMany(c => c.Options)
            .Where(o => o.ValueType == typeof(bool)).Select(o => o.Name).ToHashSet();
        return args.TakeWhile(a => a != "--").Select(a => a.Split('=', 2))
            .FirstOrDefault(a => a.Length == 2 && switches.Contains(a[0]) && !bool.TryParse(a[1], out _)) is { } bad
            ? $"{bad[0]} got '{bad[1]}' but is a switch: it needs no value, or true or false. Write it as {bad[0]}."
            : null;
    }

    // Errors of the library and of the system speak for themselves; anything else is a fault of ours.
    static string Explain(Exception e) => e switch
    {
        ArgumentException { ParamName: { } name } => e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),
        FileNotFoundException { FileName: { } name } => $"There is no file '{name}', but one is expected. Correct the path.",
        ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException
            or InvalidOperationException or HttpRequestException => e.Message,
        OutOfMemoryException => "The memory is used up, but the batch needs more. Give a smaller --batch-size or --limit.",
        _ => $"{e.GetType().Name}: {e.Message} This is a fault of hornbill: please report it with the command that shows it.",
    };

    static int Misuse(ParseResult parsed, TextWriter error) =>
        Tell(error, Misused, [.. Messages(parsed), $"See '{Path(parsed.CommandResult)} --help'."]);

    static IEnumerable<string> Messages(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // A misspelt option may have been taken for an argument, and then the argument's error misleads.
        var option = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash)
                           .FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal));
        if (option is not null) return [Choices.Unknown("option", option.Value, Options(parsed)).Message];
        var commands = command.Action is null ? command.Subcommands.Select(c => c.Name).ToArray() : [];
        return (parsed.UnmatchedTokens, commands) switch
        {
            ([var first, ..], []) => [$"'{first}' came, but '{Path(parsed.CommandResult)}' expects no more arguments. " +
                                      "Leave it out, or quote what belongs together."],
            ([var first, ..], _) => [Choices.Unknown("command", first, commands).Message],
            (_, []) => parsed.Errors.Select(e => e.Message).Distinct(),
            _ => [$"'{Path(parsed.CommandResult)}' came without a command, but expects one: {string.Join(", ", commands)}. Add one."],
        };
    }

    static IEnumerable<string> Options(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Select(o => o.Name).Append("--help").Distinct();

    static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "hornbill";

    sealed class TellVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Product.Version);
            return 0;
        }
    }
}
