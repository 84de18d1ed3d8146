using System.CommandLine;
using Hornbill.Models;
using Hornbill.Tool.Bench;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill bench train</c>: images per second of the built-in nets, a line of JSON for each.</summary>
static class BenchTrainCommand
{
    const string AllNets = "all";

    public static Command Create()
    {
        var net = Words.Net(AllNets, "The net to measure, or all", AllNets);
        var set = Words.Set();
        var threads = Words.Number("--threads", "Worker threads [default: 1]", 1, Words.MostThreads);
        var seconds = Words.Number("--seconds", "How long to measure each net [default: 3]", 0.0, 3600);
        var command = new Command("train", "Train built-in nets on random images; one line of JSON each.") { net, set, threads, seconds };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            foreach (var definition in Chosen(parsed.GetRequiredValue(net)!))
            {
                var speed = TrainBench.Measure(definition, Words.Pairs(parsed.GetValue(set)), parsed.GetValue(threads) ?? 1,
                    parsed.GetValue(seconds) ?? 3);
                output.WriteLine(speed.ToJson());
                output.Flush();
            }
        });
        return command;
    }

    static IReadOnlyList<Net> Chosen(string name) => name == AllNets ? Nets.All : [Nets.Find(name)];
}
