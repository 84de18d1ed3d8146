using System.Text;
using System.Text.Json;
using Hornbill.Tool.Runs;
using Xunit;

namespace Hornbill.Tests.Tool;

public sealed class ResultsFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("hornbill-").FullName;

    string Path => System.IO.Path.Combine(_folder, "results.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static RunRecord Record(params double[] losses) => new()
    {
        ModelStruct = "lab-d ,z=0.01 ,rot=7 ",
        Time = new(2026, 3, 7, 9, 5, 0),
        Info = "glyphs \"é\" \\ \n",
        CompInfo = "adam, sparse_categorical_crossentropy",
        History = new Dictionary<string, IReadOnlyList<double>> { ["loss"] = losses, ["accuracy"] = [0.5, 0.75], ["learning_rate"] = [1] },
        BatchSize = 64,
        Epochs = 2,
        Samples = 5400,
        Model = "runs/x/model.safetensors",
        TestLoss = 0.25,
        TestAccuracy = 0.9,
    };

    [Fact]
    public void A_record_has_the_labs_keys_and_no_other()
    {
        using var json = JsonDocument.Parse(Record(1, 0.5).ToJson());
        var root = json.RootElement;
        Assert.Equal(["codeRef", "modelStruct", "timeStamp", "info", "compInfo", "histDict", "histParams", "h5", "testRes"],
                     root.EnumerateObject().Select(p => p.Name));
        Assert.Equal("0703_0905", root.GetProperty("timeStamp").GetString());
        Assert.Equal("glyphs \"é\" \\ \n", root.GetProperty("info").GetString());
        Assert.Equal("""{"loss":[1,0.5],"acc":[0.5,0.75]}""", root.GetProperty("histDict").GetRawText());
        Assert.Equal("""{"batch_size":64,"epochs":2,"steps":null,"samples":5400,"verbose":1,"do_validation":false,"metrics":["loss","acc"]}""",
                     root.GetProperty("histParams").GetRawText());
        Assert.Equal("[0.25,0.9]", root.GetProperty("testRes").GetRawText());
    }

    [Fact]
    public void A_loss_that_is_no_number_is_null() =>
        Assert.Contains("\"loss\":[null,null]", Record(double.NaN, double.PositiveInfinity).ToJson(), StringComparison.Ordinal);

    [Fact]
    public void Runs_follow_each_other_one_a_line()
    {
        ResultsFile.Append(Path, Record(1));
        ResultsFile.Append(Path, Record(2));
        Assert.Equal([Record(1).ToJson(), Record(2).ToJson(), ""], File.ReadAllText(Path).Split('\n'));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("[{\"codeRef\": \"colab\"},\r\n {\"other\": NaN}]", true)]
    [InlineData("\uFEFF{\"a\":1}\n{\"b\":2}\n\n", false)]
    [InlineData("not JSON at all \u0000 \uD83D\uDC26", true)]
    [InlineData("", false)]
    public void What_the_file_held_stays(string before, bool lineMissing)
    {
        File.WriteAllBytes(Path, Encoding.UTF8.GetBytes(before));
        ResultsFile.Append(Path, Record(1));
        Assert.Equal(before + (lineMissing ? "\n" : "") + Record(1).ToJson() + "\n", Encoding.UTF8.GetString(File.ReadAllBytes(Path)));
    }
}
