using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Hornbill.Tests;

/// <summary>The programs in README.md run, each as a file-based program in a folder of its own. A ```text block right after one is its
/// output: line by line the same, where … stands for anything. Whole numbers are the same; a number with decimals, a loss or a share, is
/// within 0.03 of what is shown, or 3 % where it is above 1: the last digits of a training differ between processors. A time (9ms, 1s) is
/// any time.</summary>
public partial class ReadmeTests
{
    const double Band = 0.03;

    [Fact]
    [Trait("Speed", "slow")]
    public async Task Programs_run_and_print_what_is_shown()
    {
        var programs = Programs(await File.ReadAllTextAsync(Path.Combine(Repository.Root(), "README.md")));
        Assert.SkipWhen(programs.Count == 0, "README.md holds no program.");
        foreach (var (code, shown) in programs)
        {
            var (exit, output, errors) = await Run(code);
            Assert.True(exit == 0, $"Exit code {exit} from\n{code}\n{output}\n{errors}");
            if (shown is not null) Assert.True(Fits(shown, output), $"README.md shows\n{shown}\nbut this came:\n{output}");
        }
    }

    [Fact]
    public void Programs_and_their_outputs_are_found()
    {
        var programs =
            Programs("a\n```csharp\nx();\n```\n\n```text\n1\n```\n```bash\nls\n```\n```csharp\ny();\n```\nwords\n```text\n2\n```\n");
        Assert.Equal([("x();\n", "1\n"), ("y();\n", null)], programs);
    }

    [Theory]
    [InlineData("loss: 0.31\n", "loss: 0.2987\n", true)]
    [InlineData("accuracy 0.9960, loss 12.5\n", "accuracy 0.9710, loss 12.2\n", true)]
    [InlineData("accuracy 0.9960\n", "accuracy 0.1\n", false)]
    [InlineData("accuracy 0.9960\n", "accuracy 0.94\n", false)]
    [InlineData("accuracy 0.9960\n", "accuracy 1\n", true)]
    [InlineData("loss 12.5\n", "loss 12.0\n", false)]
    [InlineData("epoch 1: … 0.5\n", "epoch 1: 3 s, 0.51\n", true)]
    [InlineData("85/85 1s 9ms/step - loss: 0.31\n", "85/85 0s 812us/step - loss: 0.31\n", true)]
    [InlineData("85/85 1s 9ms/step - loss: 0.31\n", "84/85 0s 812us/step - loss: 0.31\n", false)]
    [InlineData("85/85 1s 9ms/step - loss: 0.31\n", "85/85 0s/step - loss: 0.31\n", false)]
    [InlineData("166,986 parameters (652.29 KB)\n", "166,986 parameters (652.29 KB)\n", true)]
    [InlineData("166,986 parameters\n", "166,987 parameters\n", false)]
    [InlineData("epoch 1/3 …\n…\ndone\n", "epoch 1/3 9 s\nepoch 2/3\nepoch 3/3\ndone\n", true)]
    [InlineData("166,986 parameters\n", "166,986 weights\n", false)]
    [InlineData("one\n", "one\ntwo\n", false)]
    [InlineData("[1] (a+b)\n", "[1] (a+b)\n", true)]
    [InlineData("[1] (a+b)\n", "[7] (a+b)\n", false)]
    public void Shown_output_fits(string shown, string output, bool fits) => Assert.Equal(fits, Fits(shown, output));

    static List<(string Code, string? Shown)> Programs(string readme) =>
        [.. Block().Matches(readme.ReplaceLineEndings("\n")).Select(m =>
            (m.Groups["code"].Value, m.Groups["shown"].Success ? m.Groups["shown"].Value : null))];

    static bool Fits(string shown, string output)
    {
        var numbers = Decimal().Matches(shown.Trim()).Select(m => Value(m.Value)).ToArray();
        var between = Decimal().Split(shown.Trim())
            .Select(t => Time().Replace(Regex.Escape(t), "[0-9]+(?:s|ms|us)").Replace("…", ".*?", StringComparison.Ordinal));
        var pattern = string.Join(@"(\d[\d,]*(?:\.\d+)?)", between);
        var match = Regex.Match(output.ReplaceLineEndings("\n").Trim(), $"^{pattern}$", RegexOptions.Singleline);
        return match.Success && numbers.Zip(match.Groups.Values.Skip(1), (n, g) => Math.Abs(Value(g.Value) - n) <= Band * Math.Max(1, n))
            .All(near => near);
    }

    static double Value(string number) => double.Parse(number, NumberStyles.Float | NumberStyles.AllowThousands,
        CultureInfo.InvariantCulture);

    static async Task<(int Exit, string Output, string Errors)> Run(string code)
    {
        var folder = Directory.CreateTempSubdirectory("hornbill-readme-").FullName;
        try
        {
            var file = Path.Combine(folder, "readme.cs");
            var project = Path.Combine(Repository.Root(), "src", "Hornbill");
            await File.WriteAllTextAsync(file,
                $"#:project {project}\n#:property PublishAot=false\n#:property InvariantGlobalization=true\n{code}");
            var start = new ProcessStartInfo("dotnet", ["run", file])
            {
                WorkingDirectory = folder, RedirectStandardOutput = true,
                RedirectStandardError = true
            };
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```\n(?:\s*^```text\n(?<shown>.*?)^```)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\d[\d,]*\.\d+")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"\b\d+(?:s|ms|us)\b")]
    private static partial Regex Time();
}
