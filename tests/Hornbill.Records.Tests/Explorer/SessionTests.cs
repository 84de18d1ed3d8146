using Hornbill.Records.Results;
using Hornbill.Records.Store;
using Hornbill.Tool.Explorer;
using Hornbill.Tool.Screen;
using Xunit;

namespace Hornbill.Tests.Records.Explorer;

public sealed class SessionTests : IDisposable
{
    readonly TempFolder _folder = new();

    static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    public void Dispose() => _folder.Dispose();

    static string[] Answers(string where, params string[] commands)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        using var runs = RunList.Open(where);
        new Session(runs, new(writer, interactive: false, colors: false, unicode: true),
            new StringReader(string.Join('\n', commands) + "\n"), prompts: false).Run();
        return writer.ToString().TrimEnd('\n').Split('\n');
    }

    [Theory]
    [InlineData("lines.json")]
    [InlineData("objects.json")]
    [InlineData("array.json")]
    public void A_list_has_two_lines_of_header_and_two_a_record(string name) => Assert.Equal(
        [
            Fixture(name),
            "index <code reference> time stamp, variant, info",
            "[test loss, test accuracy] <--> best val accuracy at epoch/epochs:",
            "0 <colab_CNN00> 2703_1340, 2Conv, CNN filters: 32, 64",
            "[0.2491, 0.9185] <--> 0.924 at 6/8:",
            "1 <colab_CNN02> 0104_0911, 3Conv ,z=0.01 ,rot=7 , drop out :True data aug:True wind:(5, 5)",
            "[0.2259, 0.9229] <--> 0.8912 at 1/2:",
            "2 <colab_D01> 0104_1000, dense, 2 layers of 512",
            "[nan, 0.1] <--> none in 2:",
        ], Answers(Fixture(name), "s", "e", "s"));

    [Fact]
    public void Part_of_a_record_is_five_lines()
    {
        Assert.Equal(
            [
                "<colab_CNN00> 2Conv, adam, categorical_crossentropy, 2703_1340",
                "CNN filters: 32, 64",
                "test Results [0.2491, 0.9185]",
                "best val accuracy: at epochs 6/8 value 0.924",
                """history Params: {"batch_size": 64, "epochs": 8, "steps": null, "samples": 54000, "verbose": 1, "do_validation": true, "metrics": ["loss", "acc", "val_loss", "val_acc"]}""",
            ], Answers(Fixture("lines.json"), "0")[1..]);
        Assert.Contains("\"steps\": 937.5", Answers(Fixture("lines.json"), "1")[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("o")]
    [InlineData("so")]
    public void After_an_order_an_index_is_the_place_in_it(string order)
    {
        var lines = Answers(Fixture("lines.json"), order, "0", "s", "0");
        Assert.Equal(["0 <colab_CNN02>", "1 <colab_CNN00>", "2 <colab_D01>"],
            lines[3..9].Where((_, i) => i % 2 == 0).Select(l => l[..l.IndexOf('>')] + ">"));
        Assert.StartsWith("<colab_CNN02>", lines[9], StringComparison.Ordinal);
        Assert.StartsWith("<colab_CNN00>", lines[^5], StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_a_record_has_its_history_and_unknown_keys()
    {
        var lines = Answers(Fixture("lines.json"), "2 a");
        Assert.Contains("loss: [nan, nan]", lines);
        Assert.Contains("acc: [0.1, 0.1]", lines);
        Assert.Contains("""extra: {"note":"kept \"NaN\""}""", lines);
    }

    [Fact]
    public void A_plot_is_drawn_below_part_of_a_record()
    {
        var lines = Answers(Fixture("lines.json"), "0 p");
        Assert.Equal("<colab_CNN00> 2Conv, adam, categorical_crossentropy, 2703_1340", lines[1]);
        Assert.Equal(["accuracy", "loss"], lines.Where(l => l is "accuracy" or "loss"));
        Assert.Equal("  0.9319 |" + new string(' ', 71) + "o", lines[Array.IndexOf(lines, "accuracy") + 1]);
        Assert.Contains("         o train  x validation", lines);
        Assert.Contains(lines, l => l.StartsWith("   epoch 0---", StringComparison.Ordinal) && l.EndsWith('7'));
    }

    [Fact]
    public void Return_alone_and_what_is_not_known_print_the_help()
    {
        var help = Answers(Fixture("lines.json"), "")[1..];
        Assert.Equal(6, help.Length);
        Assert.Equal(help, Answers(Fixture("lines.json"), "x y z")[2..]);
        Assert.Contains("no record 7", Answers(Fixture("lines.json"), "7")[1], StringComparison.Ordinal);
        Assert.Contains("no record 99999999999", Answers(Fixture("lines.json"), "99999999999")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_a_record_commands_the_terminal()
    {
        var path = _folder.File("r.json");
        File.WriteAllText(path, """{"codeRef":"\u001b[2J\u202e","info":"a\nb","modelStruct":"\u0007","compInfo":"\u009b","timeStamp":"\r","histDict":{"\u001b":[1]},"histParams":{"\u001b":"\u202e"},"h5":"\u001b","x\u001b":"\u001b"}""" + "\n\u001b[31mjunk");
        Assert.All(Answers(path, "s", "0", "0 a", "0 p"), line => Assert.DoesNotContain(line, c => char.IsControl(c) || c == '\u202e'));
    }

    [Fact]
    public void A_store_is_looked_through_like_a_file()
    {
        var path = _folder.File("hornbill.db");
        using (var store = RunStore.Open(path)) store.AddAll(ResultsFile.Read(Fixture("lines.json")).Records);
        foreach (var command in (string[])["s", "o", "0", "1", "2 p"]) Assert.Equal(Answers(Fixture("lines.json"), command)[1..],
            Answers(path, command)[1..]);
    }

    [Fact]
    public void A_file_without_records_is_refused_and_an_empty_one_is_not()
    {
        var path = _folder.File("r.json");
        File.WriteAllText(path, "no records");
        ThreeParts.Throws<InvalidDataException>(() => RunList.Open(path), path);
        File.WriteAllText(path, "");
        Assert.Equal(3, Answers(path, "s").Length);
    }
}
