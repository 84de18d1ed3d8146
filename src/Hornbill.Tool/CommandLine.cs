using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Hornbill.Data;
using Hornbill.Tool.Commands;

namespace Hornbill.Tool;

/// <summary>The <c>hornbill</c> command: reads the words, runs the command, tells errors. Exit codes: 0 done, 1 it failed, 2 the words were
/// wrong, 130 and 143 stopped by SIGINT and SIGTERM.</summary>
static class CommandLine
{
    const int Failed = 1, Misused = 2;

    public static RootCommand Root()
    {
        var root = new RootCommand("Train, test and use convolutional networks on the processor you have.")
        {
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            PredictCommand.Create(),
            DataCommand.Create(),
            SummaryCommand.Create(),
            PlanCommand.Create(),
            NetsCommand.Create(),
            BenchCommand.Create(),
        };
        root.Options.OfType<VersionOption>().Single().Action = new TellVersion();
        return root;
    }

    public static async Task<int> Run(string[] args, TextWriter? output = null, TextWriter? error = null)
    {
        (output, error) = (output ?? Console.Out, error ?? Console.Error);
        var parsed = Root().Parse(args is [] ? ["--help"] : args);
        // Only a request for help or the version answers in spite of errors.
        if (parsed.Action is null or ParseErrorAction || (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true }))
            return Misuse(parsed, error);
        try
        {
            return await parsed.InvokeAsync(new()
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // signals are StopSignals'
            });
        }
        catch (Exception e)
        {
            await error.WriteLineAsync(Explain(e));
            return Failed;
        }
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

    static int Misuse(ParseResult parsed, TextWriter error)
    {
        foreach (var message in Messages(parsed)) error.WriteLine(message);
        error.WriteLine($"See '{Path(parsed.CommandResult)} --help'.");
        return Misused;
    }

    static IEnumerable<string> Messages(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // A misspelt option may have been taken for an argument, and then the argument's error misleads.
        var option = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash)
                           .FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal));
        if (option is not null) return [Choices.Unknown("option", option.Value, Options(parsed)).Message];
        var commands = command.Subcommands.Select(c => c.Name).ToArray();
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
