using System.CommandLine;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill summary</c>: a net's layers, shapes and parameters.</summary>
static class SummaryCommand
{
    public static Command Create()
    {
        var (which, set) = (Words.NetOrModel(), Words.Set());
        var command = new Command("summary", "Show a net's layers, output shapes and parameters.") { which, set };
        command.SetAction(parsed => Words.Terminal(parsed).Line(
            NetOrModel.Open(parsed.GetRequiredValue(which), Words.Pairs(parsed.GetValue(set))).Model.Summary().TrimEnd()));
        return command;
    }
}
