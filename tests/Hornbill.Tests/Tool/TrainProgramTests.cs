using System.Text.Json;
using Hornbill.Serialization;
using Xunit;

namespace Hornbill.Tests.Tool;

/// <summary>The program from outside: exit codes, files, what goes where.</summary>
[Trait("Speed", "slow")]
public sealed class TrainProgramTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("hornbill-").FullName;

    string Model => Path.Combine(_folder, "out", "model.safetensors");

    string Results => Path.Combine(_folder, "out", "results.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static string[] Train(params string[] words) => ["train", "--limit", "500", "--output", "out", .. words];

    ToolProcess Start(params string[] words) => new(_folder, words);

    [Theory]
    [InlineData(ToolProcess.Interrupt, 130)]
    [InlineData(ToolProcess.Terminate, 143)]
    public void A_signal_ends_the_step_and_keeps_the_best_model(int signal, int code)
    {
        using var program = Start(Train("--epochs", "100000"));
        program.Await("Epoch 2/100000");
        program.Signal(signal);
        Assert.Equal(code, program.End());
        Assert.Contains("Stopped", program.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("out", "model.safetensors"), program.Output, StringComparison.Ordinal);
        Assert.Equal("lab-d", SafeTensorsFile.Read(Model).Metadata["net"]);
        var record = JsonDocument.Parse(Assert.Single(File.ReadAllLines(Results))).RootElement;
        Assert.InRange(record.GetProperty("histDict").GetProperty("val_loss").GetArrayLength(), 2, 99999);
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(Model)!).Length);
    }

    [Fact]
    public void A_killed_training_goes_on_as_if_it_never_was()
    {
        string Hash(ToolProcess program)
        {
            Assert.Equal(0, program.End());
            return JsonDocument.Parse(program.Output).RootElement.GetProperty("weights_sha256").GetString()!;
        }
        string[] kept = Train("--net", "lab-a-5x5", "--batch-size", "16", "--epochs", "2", "--json", "--checkpoint", "kept",
            "--checkpoint-every", "3");
        using (var killed = Start(kept))
        {
            while (!Directory.Exists(Path.Combine(_folder, "kept"))
                || Directory.GetFiles(Path.Combine(_folder, "kept"), "*.safetensors").Length < 2) Thread.Sleep(5);
            killed.Signal(9);
            Assert.NotEqual(0, killed.End());
        }
        using var refused = Start(kept);
        Assert.Equal(1, refused.End());
        Assert.Contains("--resume", refused.Error, StringComparison.Ordinal);
        using var resumed = Start([.. kept, "--resume", "--threads", "1"]);
        using var whole = Start("train", "--limit", "500", "--output", "whole", "--net", "lab-a-5x5", "--batch-size", "16", "--epochs", "2",
            "--json");
        Assert.Equal(Hash(whole), Hash(resumed));
        Assert.Contains("It went on from", resumed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_images_train_to_the_same_bits_on_any_number_of_threads_and_are_told_in_the_record()
    {
        string Hash(params string[] words)
        {
            using var program = Start(Train([.. words, "--epochs", "2", "--json", "--overwrite"]));
            Assert.Equal(0, program.End());
            return JsonDocument.Parse(program.Output).RootElement.GetProperty("weights_sha256").GetString()!;
        }
        string[] augment = ["--augment", "rotation=7,zoom=0.01"];
        var changed = Hash([.. augment, "--threads", "1"]);
        Assert.Equal(changed, Hash([.. augment, "--threads", "3"]));
        Assert.NotEqual(changed, Hash());
        Assert.Equal(Hash(), Hash("--augment", "rotation=0,zoom=0"));
        var record = JsonDocument.Parse(File.ReadAllLines(Results)[0]).RootElement;
        Assert.Equal("lab-d ,z=0.01 ,rot=7 ", record.GetProperty("modelStruct").GetString());
        var parameters = record.GetProperty("histParams");
        Assert.Equal(450.0 / 128, parameters.GetProperty("steps").GetDouble());
        Assert.False(parameters.TryGetProperty("batch_size", out _));
        Assert.False(parameters.TryGetProperty("samples", out _));
    }

    [Fact]
    public void With_json_standard_output_is_one_line()
    {
        using var program = Start(Train("--epochs", "1", "--json"));
        Assert.Equal(0, program.End());
        var line = Assert.Single(program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal(["test_loss", "test_accuracy", "seconds", "images_per_second", "weights_sha256"],
            json.EnumerateObject().Select(p => p.Name));
        Assert.Matches("^[0-9a-f]{64}$", json.GetProperty("weights_sha256").GetString());
    }

    [Fact]
    public void A_stop_with_json_still_gives_the_line()
    {
        using var program = Start(Train("--epochs", "100000", "--json"));
        while (!program.Error.Contains("Epoch 1/", StringComparison.Ordinal)) Thread.Sleep(20);
        program.Signal(ToolProcess.Interrupt);
        Assert.Equal(130, program.End());
        Assert.Single(program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Into_a_pipe_go_plain_lines_and_no_escape_codes()
    {
        using var program = Start(Train("--epochs", "2"));
        Assert.Equal(0, program.End());
        Assert.DoesNotContain('\e', program.Output + program.Error);
        Assert.DoesNotContain('\r', program.Output);
        Assert.Equal(2, program.Output.Split('\n').Count(l => l.StartsWith("Epoch ", StringComparison.Ordinal)));
        Assert.Contains("evaluate " + Path.Combine("out", "model.safetensors"), program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_terminal_NO_COLOR_means_no_colours()
    {
        // The runtime itself sets the terminal's keypad mode ("\e[?1h\e=") before the first word; all else is ours.
        static string Ours(string text) => text.Replace("\e[?1h\e=", "", StringComparison.Ordinal);
        if (!File.Exists("/usr/bin/script")) Assert.Skip("util-linux's 'script' gives the pseudo-terminal, and is not here.");
        ToolProcess Terminal(string? noColor) =>
            ToolProcess.AtTerminal(_folder, new() { ["TERM"] = "xterm-256color", ["NO_COLOR"] = noColor },
                Train("--epochs", "1", "--overwrite"));
        using var colors = Terminal(null);
        Assert.Equal(0, colors.End());
        using var none = Terminal("1");
        Assert.Equal(0, none.End());
        Assert.Contains('\e', Ours(colors.Output));
        Assert.DoesNotContain('\e', Ours(none.Output));
        Assert.Contains("ETA ", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_trained_can_be_evaluated_shown_and_used()
    {
        using var train = Start(Train("--epochs", "1"));
        Assert.Equal(0, train.End());
        var result = JsonDocument.Parse(File.ReadAllText(Results)).RootElement.GetProperty("testRes");
        using var evaluate = Start("evaluate", Model);
        Assert.Equal(0, evaluate.End());
        Assert.Contains($"loss {result[0].GetDouble():0.0000}, accuracy {result[1].GetDouble():0.0000}", evaluate.Output,
            StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "black.pgm"), $"P2 28 28 255 {string.Join(' ', Enumerable.Repeat(0, 784))}");
        using var predict = Start("predict", Model, "black.pgm");
        Assert.Equal(0, predict.End());
        Assert.Matches(@"^0: \S+ [01]\.\d{4}, \S+ [01]\.\d{4}, \S+ [01]\.\d{4}\n$", predict.Output);
        using var summary = Start("summary", Model);
        Assert.Equal(0, summary.End());
    }

    [Fact]
    public void An_image_of_another_size_is_told()
    {
        using var train = Start(Train("--epochs", "1"));
        Assert.Equal(0, train.End());
        File.WriteAllText(Path.Combine(_folder, "small.pgm"), "P2 1 1 255 0");
        using var predict = Start("predict", Model, "small.pgm");
        Assert.Equal(1, predict.End());
        Assert.Contains("(1, 1, 1)", predict.Error, StringComparison.Ordinal);
        Assert.Contains("(28, 28, 1)", predict.Error, StringComparison.Ordinal);
    }

    // The averages of the weights reach far enough back to help, and not so far that the beginning is in them.
    [Fact]
    public void The_recipe_for_the_glyphs_is_better_than_its_lab_s_net()
    {
        using var program = Start("train", "glyphs", "--recipe", "best", "--output", "out", "--json");
        Assert.Equal(0, program.End());
        Assert.InRange(JsonDocument.Parse(program.Output).RootElement.GetProperty("test_accuracy").GetDouble(), 0.97, 1);
    }
}
