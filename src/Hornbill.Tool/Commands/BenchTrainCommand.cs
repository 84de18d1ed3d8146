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
        var profile = new Option<bool>("--profile")
        {
            Description = "Show each step of the plan, with its time, share of the peak and bytes moved [default: speed alone]",
        };
        var command = new Command("train", "Train built-in nets on random images; one line of JSON each.")
        {
            net, set, threads, seconds, profile,
        };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var settings = Words.Pairs(parsed.GetValue(set));
            var (workers, time) = (parsed.GetValue(threads) ?? 1, parsed.GetValue(seconds) ?? 3);
            foreach (var definition in Chosen(parsed.GetRequiredValue(net)!))
            {
                if (parsed.GetValue(profile)) Show(definition, settings, workers, time, output);
                else output.WriteLine(TrainBench.Measure(definition, settings, workers, time).ToJson());
                output.Flush();
            }
        });
        return command;
    }

    static void Show(Net net, IReadOnlyDictionary<string, string> set, int threads, double seconds, TextWriter output)
    {
        foreach (var training in (bool[])[true, false])
            foreach (var line in Profile.Measure(net, set, training, threads, seconds / 2).Lines()) output.WriteLine(line);
    }

    static IReadOnlyList<Net> Chosen(string name) => name == AllNets ? Nets.All : [Nets.Find(name)];
}
