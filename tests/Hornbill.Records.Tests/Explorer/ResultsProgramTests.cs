using System.Diagnostics;
using System.Text;
using Hornbill.Records.Store;
using Hornbill.Tests.Tool;
using Hornbill.Tool;
using Xunit;

namespace Hornbill.Tests.Records.Explorer;

/// <summary>The command from outside: at a pseudo-terminal, behind a pipe, for programs.</summary>
[Trait("Speed", "slow")]
public sealed class ResultsProgramTests : IDisposable
{
    readonly TempFolder _folder = new();

    static string Fixture => Path.Combine(AppContext.BaseDirectory, "Fixtures", "lines.json");

    public void Dispose() => _folder.Dispose();

    string Run(int code, params string[] words)
    {
        using var program = new ToolProcess(_folder.Path, words);
        Assert.True(program.End() == code, program.Error);
        return code == 0 ? program.Output : program.Error;
    }

    [Fact]
    public void At_a_terminal_it_prompts_and_answers()
    {
        var start = new ProcessStartInfo("script",
            ["-qec", $"dotnet exec {typeof(CommandLine).Assembly.Location} results {Fixture}", "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        (start.Environment["TERM"], start.Environment["LANG"]) = ("xterm", "C.UTF-8");
        using var script = Process.Start(start)!;
        Assert.EndsWith($"{Fixture}\nindStr [moreStr] > ", Await(script), StringComparison.Ordinal);
        Assert.Contains("\n0 <colab_CNN00> 2703_1340, 2Conv, CNN filters: 32, 64\n[0.2491, 0.9185] <--> 0.924 at 6/8:\n",
            Answer(script, "s"), StringComparison.Ordinal);
        Assert.Contains("\n0 <colab_CNN02> 0104_0911,", Answer(script, "o"), StringComparison.Ordinal);
        Assert.Contains(
            "\n<colab_CNN00> 2Conv, adam, categorical_crossentropy, 2703_1340\nCNN filters: 32, 64\ntest Results [0.2491, 0.9185]\nbest " +
            "val accuracy: at epochs 6/8 value 0.924\nhistory Params: {",
                        Answer(script, "1"), StringComparison.Ordinal);
        Assert.Contains("loss: [0.5211, 0.3402", Answer(script, "1 a"), StringComparison.Ordinal);
        Assert.Contains("o train  x validation", Answer(script, "1 p"), StringComparison.Ordinal);
        Assert.Contains("exit", Answer(script, ""), StringComparison.Ordinal);
        script.StandardInput.Write("e\n");
        script.StandardInput.Flush();
        script.WaitForExit();
        Assert.Equal(0, script.ExitCode);
    }

    static string Answer(Process script, string command)
    {
        script.StandardInput.Write(command + "\n");
        script.StandardInput.Flush();
        return Await(script);
    }

    // What comes until the next prompt, without the commands of the terminal.
    static string Await(Process script)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("indStr [moreStr] > ", StringComparison.Ordinal))
        {
            var c = script.StandardOutput.Read();
            if (c < 0) throw new InvalidOperationException($"It ended after: {text}");
            if (c is '\r') continue;
            text.Append((char)c);
        }
        return System.Text.RegularExpressions.Regex.Replace(text.ToString(), "\u001b(\\[[0-9;?]*[a-zA-Z]|[=>])", "");
    }

    [Fact]
    public void Behind_a_pipe_it_reads_commands_and_for_programs_it_lists()
    {
        using var piped = ToolProcess.Shell(_folder.Path, $"results {Fixture} <<'END'\no\n0\ne\nEND");
        Assert.Equal(0, piped.End());
        Assert.DoesNotContain("indStr", piped.Output, StringComparison.Ordinal);
        Assert.Contains("\n<colab_CNN02> 3Conv ,z=0.01 ,rot=7 , adam", piped.Output, StringComparison.Ordinal);
        Assert.Contains("0 <colab_CNN00>", Run(0, "results", Fixture), StringComparison.Ordinal);
        Assert.Equal(["1", "0"], Run(0, "results", Fixture, "--csv", "--order", "-accuracy", "--filter", "accuracy>0.5").TrimEnd().Split(
            '\n')[1..].Select(l => l.Split(',')[0]));
        var json = System.Text.Json.JsonDocument.Parse(Run(0, "results", Fixture, "--json").Split('\n')[0]).RootElement;
        Assert.Equal((0.24906, 6), (json.GetProperty("loss").GetDouble(), json.GetProperty("best_epoch").GetInt32()));
        Assert.Contains("There is no column 'x'", Run(2, "results", Fixture, "--order", "x"), StringComparison.Ordinal);
        Assert.Contains("There is no file 'none.json'", Run(1, "results", "none.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_goes_into_a_store_and_out_again()
    {
        Run(0, "results", "import", Fixture);
        Run(0, "results", "export", "out.json");
        Run(0, "results", "import", "out.json", "--store", "second.db");
        Run(0, "results", "export", "again.json", "--store", "second.db", "--filter", "accuracy<2");
        var text = File.ReadAllText(_folder.File("out.json"));
        Assert.Equal(text, File.ReadAllText(_folder.File("again.json")));
        Assert.Contains("\"loss\":[NaN,Infinity]", text, StringComparison.Ordinal);
        Assert.Contains("The store is none, but one is needed", Run(1, "results", "import", Fixture, "--store", "none"),
            StringComparison.Ordinal);
        Assert.Contains("B - A", Run(0, "results", "compare", "0", "1", "--from", "hornbill.db"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_is_kept_with_all_that_repeats_it()
    {
        Run(0, "train", "--limit", "300", "--epochs", "2", "--seed", "7", "--output", "out", "--net", "lab-a-baseline");
        using var store = RunStore.Open(_folder.File("hornbill.db"), create: false);
        var run = store.Read(Assert.Single(store.List(RunFilter.Parse("net=lab-a-baseline,seed=7,state=finished"))).Id);
        var d = run.Details;
        Assert.Equal(File.ReadAllText(_folder.File("out/results.json")).TrimEnd(), run.ToJson());
        Assert.Equal(1000, d.Confusion!.Sum(row => row.Sum()));
        Assert.Matches("^crc32c:[0-9a-f]{8}$", d.DataChecksum);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            File.ReadAllBytes(_folder.File("out/model.safetensors")))), d.ModelSha256);
        Assert.EndsWith("train --limit 300 --epochs 2 --seed 7 --output out --net lab-a-baseline", d.Command, StringComparison.Ordinal);
        Assert.True(d.Seconds > 0 && d.ImagesPerSecond > 0);
        Assert.Equal([1, 2], store.Steps(run.Details.Confusion is null ? 0 : store.List()[0].Id).Select(s => s.Epoch).Distinct());
        Run(0, "train", "--limit", "300", "--epochs", "1", "--output", "out2", "--net", "lab-a-baseline", "--store", "none");
        Assert.Single(store.List());
        Assert.Contains("second", Run(1, "train", "--limit", "300", "--output", "out3", "--store", "no/folder/second.db"),
            StringComparison.Ordinal);
    }
}
