using System.CommandLine;
using Hornbill.Tool.Bench;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill bench images</c>: images decoded per second on one core, beside libjpeg-turbo's where it is installed.</summary>
static class BenchImagesCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("PATH") { Description = "A folder with JPEG images" };
        var seconds = Words.Number("--seconds", "How long to measure [default: 3]", 0.0, 3600);
        var command = new Command("images", "Decode the JPEG images of a folder on one core; one line of JSON.") { path, seconds };
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(
            DecodeBench.Measure(parsed.GetRequiredValue(path), parsed.GetValue(seconds) ?? 3).ToJson()));
        return command;
    }
}
