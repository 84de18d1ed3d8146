using System.Text.Json;
using Hornbill.Serialization;
using Xunit;

namespace Hornbill.Tests.Tool;

/// <summary>What users have is not lost, through the program: the rows of docs/reliability.md.</summary>
[Trait("Speed", "slow")]
public sealed class KeepingTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string At(string path) => _folder.File(path);

    static string[] Train(params string[] words) =>
        ["train", "--limit", "200", .. words.Contains("--net") ? Array.Empty<string>() : ["--net", "lab-a-baseline"],
            .. words.Contains("--epochs") ? Array.Empty<string>() : ["--epochs", "1"], .. words];

    ToolProcess Start(params string[] words) => new(_folder.Path, words);

    ToolProcess Shell(string redirections, params string[] words) =>
        ToolProcess.Shell(_folder.Path, string.Join(' ', words) + " " + redirections);

    (int Code, string Output, string Error) Run(params string[] words) => Ended(Start(words));

    static (int Code, string Output, string Error) Ended(ToolProcess process)
    {
        using (process) return (process.End(), process.Output, process.Error);
    }

    static string[] Lines(string path) => File.ReadAllLines(path);

    [Fact]
    public void Each_run_has_a_folder_of_its_own_and_is_told()
    {
        Assert.Equal(0, Run(Train()).Code);
        var first = File.ReadAllBytes(At("runs/glyphs-lab-a-baseline/model.safetensors"));
        var second = Run(Train("--seed", "1"));
        Assert.Equal(0, second.Code);
        Assert.Contains("runs/glyphs-lab-a-baseline-2", second.Output, StringComparison.Ordinal);
        Assert.Contains("holds the model of an earlier run", second.Output, StringComparison.Ordinal);
        Assert.Equal(first, File.ReadAllBytes(At("runs/glyphs-lab-a-baseline/model.safetensors")));
        Assert.True(File.Exists(At("runs/glyphs-lab-a-baseline-2/model.safetensors")));
        Assert.Equal(["model.safetensors", "results.json"],
            Directory.GetFiles(At("runs/glyphs-lab-a-baseline")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_that_holds_a_model_is_refused_unless_it_may_be_replaced()
    {
        Assert.Equal(0, Run(Train("--output", "o")).Code);
        var first = File.ReadAllBytes(At("o/model.safetensors"));
        var refused = Run(Train("--output", "o", "--seed", "1"));
        Assert.Equal((1, ""), (refused.Code, refused.Output));
        ThreeParts.Assert(refused.Error.Trim(), "'o'", "--overwrite");
        Assert.Equal(first, File.ReadAllBytes(At("o/model.safetensors")));
        Assert.Equal(0, Run(Train("--output", "o", "--seed", "1", "--overwrite")).Code);
        Assert.NotEqual(first, File.ReadAllBytes(At("o/model.safetensors")));
        Assert.Equal(2, Lines(At("o/results.json")).Length);
    }

    [Fact]
    public void An_interrupted_run_leaves_the_earlier_model()
    {
        Assert.Equal(0, Run(Train("--output", "o")).Code);
        var first = File.ReadAllBytes(At("o/model.safetensors"));
        using var stopped = Start(Train("--output", "o", "--overwrite", "--epochs", "100000"));
        stopped.Await("Epoch 2/");
        stopped.Signal(ToolProcess.Interrupt);
        Assert.Equal(130, stopped.End());
        Assert.Equal(first, File.ReadAllBytes(At("o/model.safetensors")));
        Assert.Contains("model-interrupted.safetensors", stopped.Output, StringComparison.Ordinal);
        Assert.Equal("true", SafeTensorsFile.Read(At("o/model-interrupted.safetensors")).Metadata["interrupted"]);
    }

    [Fact]
    public void One_that_goes_on_replaces_its_own_model_alone()
    {
        string[] kept = ["--output", "o", "--checkpoint", "c"], more = ["--epochs", "2", "--resume"];
        Assert.Equal(0, Run(Train(kept)).Code);
        var first = File.ReadAllBytes(At("o/model.safetensors"));
        Assert.Equal(0, Run(Train([.. kept, .. more])).Code);
        Assert.NotEqual(first, File.ReadAllBytes(At("o/model.safetensors")));
        Directory.Delete(At("c"), true);
        Assert.Equal(1, Run(Train([.. kept, .. more])).Code);
        Assert.Equal(1, Run(Train("--output", "o", "--checkpoint", "d")).Code);
    }

    [Fact]
    public void Two_processes_in_one_folder_are_told_and_neither_is_harmed()
    {
        using var first = Start(Train("--output", "o", "--checkpoint", "c", "--checkpoint-every", "1", "--epochs", "100000"));
        first.Await("Epoch 1/");
        for (var i = 0; i < 5; i++)
        {
            var second = Run(Train("--output", "o"));
            Assert.Equal(1, second.Code);
            Assert.Contains("a run that is going on", second.Error, StringComparison.Ordinal);
            foreach (var resume in (string[][])[[], ["--resume"]])
            {
                var third = Run(Train(["--output", "p", "--checkpoint", "c", .. resume]));
                Assert.Equal(1, third.Code);
                Assert.Contains("a training that is running", third.Error, StringComparison.Ordinal);
                Assert.False(Directory.Exists(At("p")));
            }
        }
        first.Signal(ToolProcess.Interrupt);
        Assert.Equal(130, first.End());
        Assert.DoesNotContain("Warning", first.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(At("o/model.safetensors")));
    }

    [Fact]
    public void Four_processes_lose_no_record()
    {
        var records = Enumerable.Range(0, 4).Select(_ => Start(Train("--output", "o", "--overwrite"))).ToArray().Select(Ended)
            .Count(r => r.Code == 0);
        Assert.InRange(records, 1, 4);
        Assert.Equal(records, Lines(At("o/results.json")).Length);
        Assert.All(Lines(At("o/results.json")), line => JsonDocument.Parse(line).Dispose());
    }

    [Theory]
    [InlineData("--output", "file/o")]
    [InlineData("--output", "file")]
    [InlineData("--checkpoint", "file/c")]
    [InlineData("--checkpoint", "file")]
    public void A_place_that_cannot_be_is_told_before_training(string option, string path)
    {
        File.WriteAllText(At("file"), "x");
        var run = Run(Train(option, path));
        Assert.Equal(1, run.Code);
        Assert.DoesNotContain("Epoch", run.Output, StringComparison.Ordinal);
        Assert.Contains("Give another", run.Error, StringComparison.Ordinal);
        Assert.Equal("x", File.ReadAllText(At("file")));
    }

    [Theory]
    [InlineData("ro", "Read-only")]
    [InlineData("size=256k", "full")]
    public void A_read_only_or_small_disk_is_told_before_training(string options, string reason)
    {
        using var mount = Mounted.On(At("disk"), options);
        foreach (var words in (string[][])[["--output", "disk"], ["--output", "o", "--checkpoint", "disk"]])
        {
            var run = Run(Train(words));
            Assert.Equal(1, run.Code);
            Assert.DoesNotContain("Epoch", run.Output, StringComparison.Ordinal);
            Assert.Contains(reason, run.Error, StringComparison.OrdinalIgnoreCase);
            Assert.False(Directory.Exists(At("o")));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_output_that_fails_in_the_middle_costs_no_training(bool full)
    {
        using var mount = Mounted.On(At("disk"), "size=4m");
        using var run = Start(Train("--output", "disk", "--epochs", "100000"));
        run.Await("Epoch 1/");
        if (full) mount.Fill();
        else mount.MakeReadOnly();
        run.Signal(ToolProcess.Interrupt);
        Assert.Equal(130, run.End());
        var elsewhere = System.Text.RegularExpressions.Regex.Match(run.Output, "the model is in '(.*)' instead").Groups[1].Value;
        Assert.True(File.Exists(elsewhere), run.Output + run.Error);
        File.Delete(elsewhere);
        Assert.Contains("Test: loss", run.Output, StringComparison.Ordinal);
        Assert.Contains("the record is lost", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_folder_that_fills_in_the_middle_costs_no_training()
    {
        using var mount = Mounted.On(At("disk"), "size=8m");
        using var run = Start(Train("--output", "o", "--checkpoint", "disk", "--epochs", "100000"));
        run.Await("Epoch 1/");
        mount.Fill();
        run.Await("A checkpoint could not be written");
        run.Signal(ToolProcess.Interrupt);
        Assert.Equal(130, run.End());
        Assert.True(File.Exists(At("o/model.safetensors")));
    }

    [Theory]
    [InlineData("o")]
    [InlineData("c")]
    public void A_folder_that_vanishes_is_made_again(string which)
    {
        using var run = Start(Train("--output", "o", "--checkpoint", "c", "--epochs", "100000"));
        run.Await("Epoch 2/");
        Gone(At(which));
        run.Signal(ToolProcess.Interrupt);
        Assert.Equal(130, run.End());
        Assert.True(File.Exists(At("o/model.safetensors")));
        Assert.NotEmpty(Directory.GetFiles(At("c"), "*.safetensors"));
    }

    static void Gone(string folder)
    {
        for (var attempt = 0; Directory.Exists(folder) && attempt < 1000; attempt++)
            try
            {
                Directory.Delete(folder, true);
            }
            catch (IOException)
            {
            }
    }

    [Theory]
    [InlineData("> /dev/full")]
    [InlineData(">&-")]
    [InlineData("2> /dev/full > /dev/full")]
    [InlineData("2>&- >&-")]
    public void A_closed_or_full_output_ends_no_training(string redirections)
    {
        using var run = Shell(redirections, Train("--output", "o"));
        Assert.Equal(0, run.End());
        Assert.True(File.Exists(At("o/model.safetensors")));
        Assert.Single(Lines(At("o/results.json")));
    }

    [Fact]
    public void What_is_only_output_fails_where_it_cannot_be_written()
    {
        using var summary = Shell("> /dev/full", "summary", "lab-d");
        Assert.Equal(1, summary.End());
        Assert.Contains("Standard output could not be written", summary.Error, StringComparison.Ordinal);
        using var error = Shell("2> /dev/full", "summary", "no-such-net");
        Assert.Equal(2, error.End());
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_training_with_finite_weights()
    {
        var run = Run(Train("--output", "o", "--optimizer", "sgd", "--learning-rate", "1e9", "--checkpoint", "c"));
        Assert.Equal(1, run.Code);
        Assert.Contains("learning rate", run.Output, StringComparison.Ordinal);
        Assert.Contains("--allow-nan", run.Output, StringComparison.Ordinal);
        Assert.All(SafeTensorsFile.Read(At("o/model.safetensors")).Tensors, t =>
            Assert.All(t.Value.Data, v => Assert.True(float.IsFinite(v))));
        var allowed = Run(Train("--output", "p", "--optimizer", "sgd", "--learning-rate", "1e9", "--allow-nan"));
        Assert.Equal(0, allowed.Code);
        Assert.Contains("Warning: The loss is", allowed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_training_is_listed_and_what_is_changed_on_purpose_is_recorded()
    {
        string[] kept = ["--output", "o", "--checkpoint", "c", "--net", "lab-d"], more = [.. kept, "--epochs", "2", "--resume"];
        Assert.Equal(0, Run(Train(kept)).Code);
        var refused = Run(Train([.. more, "--learning-rate", "0.5", "--set", "dropout=0.6"]));
        Assert.Equal(1, refused.Code);
        Assert.Contains("learning rate of 0.5", refused.Error, StringComparison.Ordinal);
        Assert.Contains("rate 0.6", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, Run(Train([.. more, "--with", "learning-rate=0.0005"])).Code);
        Assert.Contains("lr:0.0005", Lines(At("o/results.json"))[^1], StringComparison.Ordinal);
        Assert.Contains("with other learning rate", Lines(At("o/results.json"))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_from_a_file_commands_no_terminal()
    {
        Assert.Equal(0, Run(Train("--output", "o")).Code);
        var file = SafeTensorsFile.Read(At("o/model.safetensors"));
        var evil = "\u001b]0;PWNED\u0007\u001b[2J\u009b31m\n";
        var metadata = new Dictionary<string, string>(file.Metadata)
        {
            ["net"] = evil,
            ["class_names"] = JsonSerializer.Serialize(Enumerable.Repeat(evil, 10))
        };
        SafeTensorsFile.Write(At("evil.safetensors"), file.Tensors, metadata, checksum: true);
        File.WriteAllText(At("black.pgm"), $"P2 28 28 255 {string.Join(' ', Enumerable.Repeat(0, 784))}");
        File.WriteAllText(At("small.pgm"), "P2 1 1 255 0");
        metadata["hornbill.architecture"] = metadata["hornbill.architecture"].Replace("\"Dense\"", "\"De\\u001b[2Jnse\"",
            StringComparison.Ordinal);
        SafeTensorsFile.Write(At("kinds.safetensors"), file.Tensors, metadata, checksum: true);
        foreach (var words in (string[][])[["predict", "evil.safetensors", "black.pgm"], ["predict", "evil.safetensors", "small.pgm"],
            ["evaluate", "evil.safetensors"],
                                           ["summary", "evil.safetensors"], ["summary", "kinds.safetensors"]])
        {
            var run = Run(words);
            Assert.DoesNotContain('\e', run.Output + run.Error);
            Assert.DoesNotContain('\a', run.Output + run.Error);
            Assert.DoesNotContain('\u009b', run.Output + run.Error);
        }
    }
}
