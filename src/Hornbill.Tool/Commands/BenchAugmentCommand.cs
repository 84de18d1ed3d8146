using System.CommandLine;
using System.CommandLine.Parsing;
using Hornbill.Tensors;
using Hornbill.Tool.Bench;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill bench augment</c>: images changed per second by the generator, such as lab A's.</summary>
static class BenchAugmentCommand
{
    const string LabA = "rotation=7,zoom=0.01", DefaultSize = "28x28x1";
    const int MostElements = 1 << 22;

    public static Command Create()
    {
        var augment = Words.Augment($"How images are changed [default: lab A's, {LabA}]");
        var size = new Option<string?>("--size")
        {
            Description = $"Height x width x channels [default: {DefaultSize}]",
            HelpName = "HxWxC"
        };
        size.Validators.Add(result => Words.Check(result, text => Words.Unknown(() => Size(text))));
        var threads = Words.Number("--threads", "Threads that change images [default: 1]", 1, Words.MostThreads);
        var seconds = Words.Number("--seconds", "How long to measure [default: 3]", 0.0, 3600);
        var command = new Command("augment", "Change random images as a generator does for training; one line of JSON.") { augment, size,
            threads, seconds };
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(AugmentBench.Measure(
            AugmentText.Parse(parsed.GetValue(augment) ?? LabA), Size(parsed.GetValue(size) ?? DefaultSize), parsed.GetValue(threads) ?? 1,
                parsed.GetValue(seconds) ?? 3).ToJson()));
        return command;
    }

    static Shape Size(string text)
    {
        var sides = text.Split('x').Select(s => int.TryParse(s, out var n) && n is >= 1 and <= 4096 ? n : 0).ToArray();
        return sides.Length == 3 && !sides.Contains(0) && (long)sides[0] * sides[1] * sides[2] <= MostElements
            ? Shape.Create(sides)
            : throw new ArgumentException(
                $"--size got '{text}' but needs height x width x channels, together up to {MostElements:N0} numbers. Write it as in " +
                $"--size {DefaultSize}.");
    }
}
