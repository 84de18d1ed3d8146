using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Hornbill.Tests;

/// <summary>The programs in README.md run, each as a file-based program in a folder of its own. A ```text block right after one is its output:
/// line by line the same, where … stands for anything and numbers may differ in their digits.</summary>
public partial class ReadmeTests
{
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
        var programs = Programs("a\n```csharp\nx();\n```\n\n```text\n1\n```\n```bash\nls\n```\n```csharp\ny();\n```\nwords\n```text\n2\n```\n");
        Assert.Equal([("x();\n", "1\n"), ("y();\n", null)], programs);
    }

    [Theory]
    [InlineData("loss: 0.31\n", "loss: 0.2987\n", true)]
    [InlineData("epoch 1/3 …\n…\ndone\n", "epoch 1/3 9 s\nepoch 2/3\nepoch 3/3\ndone\n", true)]
    [InlineData("166,986 parameters\n", "166,986 weights\n", false)]
    [InlineData("one\n", "one\ntwo\n", false)]
    [InlineData("[1] (a+b)\n", "[7] (a+b)\n", true)]
    public void Shown_output_fits(string shown, string output, bool fits) => Assert.Equal(fits, Fits(shown, output));

    static List<(string Code, string? Shown)> Programs(string readme) =>
        [.. Block().Matches(readme.ReplaceLineEndings("\n")).Select(m => (m.Groups["code"].Value, m.Groups["shown"].Success ? m.Groups["shown"].Value : null))];

    static bool Fits(string shown, string output)
    {
        var pattern = Number().Replace(Regex.Escape(shown.Trim()), @"\d+(,\d+)*").Replace("…", ".*", StringComparison.Ordinal);
        return Regex.IsMatch(output.ReplaceLineEndings("\n").Trim(), $"^{pattern}$", RegexOptions.Singleline);
    }

    static async Task<(int Exit, string Output, string Errors)> Run(string code)
    {
        var folder = Directory.CreateTempSubdirectory("hornbill-readme-").FullName;
        try
        {
            var file = Path.Combine(folder, "readme.cs");
            var project = Path.Combine(Repository.Root(), "src", "Hornbill");
            await File.WriteAllTextAsync(file, $"#:project {project}\n#:property PublishAot=false\n#:property InvariantGlobalization=true\n{code}");
            var start = new ProcessStartInfo("dotnet", ["run", file]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
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

    [GeneratedRegex(@"\d+(,\d+)*")]
    private static partial Regex Number();
}
