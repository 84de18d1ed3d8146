using System.CommandLine;
using Hornbill.Models;
using Hornbill.Tool.Screen;
using Spectre.Console;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill nets</c>: the built-in nets.</summary>
static class NetsCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NET")
        {
            Description = "Tell the options of this net [default: list all nets]",
            Arity = ArgumentArity.ZeroOrOne
        };
        name.Validators.Add(result => Words.Check(result, word => Words.Unknown(() => Nets.Find(word))));
        var command = new Command("nets", "List the built-in nets and where they come from.") { name };
        command.SetAction(parsed =>
        {
            var terminal = Words.Terminal(parsed);
            if (parsed.GetValue(name) is not { } net) terminal.Table(Table());
            else foreach (var option in Nets.Find(net).GetOptions()) terminal.Line($"--set {option}");
        });
        return command;
    }

    static Table Table()
    {
        var table = new Table().AddColumns("Name", "Source", "Batch", "Optimizer", "Loss", "Parameters");
        table.Columns[2].RightAligned();
        table.Columns[5].RightAligned();
        foreach (var net in Nets.All) table.AddRow([.. Cells(net).Select(c => new Text(c))]);
        return table;
    }

    static string[] Cells(Net net) =>
        [net.Name, net.Source, $"{net.BatchSize}", $"{net.Optimizer} {net.LearningRate}", Net.Loss, $"{net.Build(0).ParameterCount:N0}"];
}
