using System.CommandLine;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill plan</c>: how the engine runs a net.</summary>
static class PlanCommand
{
    public static Command Create()
    {
        var (which, set) = (Words.NetOrModel(), Words.Set());
        var batchSize = Words.BatchSize("Images a step [default: the net's]");
        var inference = new Option<bool>("--inference") { Description = "Of prediction [default: of training]" };
        var command = new Command("plan", "Show how a net is run: what is fused, where it lies, what it costs.") { which, batchSize, set,
            inference };
        command.SetAction(parsed =>
        {
            var (model, ownBatch) = NetOrModel.Open(parsed.GetRequiredValue(which), Words.Pairs(parsed.GetValue(set)));
            Words.Terminal(parsed).Line(model.Plan(parsed.GetValue(batchSize) ?? ownBatch, parsed.GetValue(inference)).TrimEnd());
        });
        return command;
    }
}
