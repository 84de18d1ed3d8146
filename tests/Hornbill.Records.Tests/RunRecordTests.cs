using System.Text.Json;
using Hornbill.Records;
using Hornbill.Records.Results;
using Xunit;

namespace Hornbill.Tests.Records;

public sealed class RunRecordTests
{
    internal static RunRecord Record(params double[] losses) => new()
    {
        CodeRef = "hornbill train",
        ModelStruct = "lab-d ,z=0.01 ,rot=7 ",
        TimeStamp = RunRecord.Stamp(new(2026, 3, 7, 9, 5, 0)),
        Info = "glyphs \"é\" \\ \n",
        CompInfo = "adam, sparse_categorical_crossentropy",
        History = RunRecord.HistoryOf(new Dictionary<string,
            IReadOnlyList<double>>
        { ["loss"] = losses, ["accuracy"] = [0.5, 0.75], ["learning_rate"] = [1] }),
        Parameters = RunParameters.Of(64, 2, 5400, validates: false),
        Model = "runs/x/model.safetensors",
        TestResults = [0.25, 0.9],
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
        Assert.Equal("""{"batch_size":64,"epochs":2,"steps":null,"samples":5400,"verbose":1,"do_validation":false,"metrics":["loss","acc"]}""", root.GetProperty("histParams").GetRawText());
        Assert.Equal("[0.25,0.9]", root.GetProperty("testRes").GetRawText());
    }

    [Fact]
    public void A_generator_has_steps_that_may_be_a_fraction_and_no_samples() =>
        Assert.Equal("""{"epochs":8,"steps":937.5,"verbose":1,"do_validation":true,"metrics":["loss","acc","val_loss","val_acc"]}""", RunParameters.OfGenerator(937.5, 8, validates: true));

    [Fact]
    public void A_loss_that_is_no_number_is_null_and_no_number_again()
    {
        var json = Record(double.NaN, double.PositiveInfinity).ToJson();
        Assert.Contains("\"loss\":[null,null]", json, StringComparison.Ordinal);
        Assert.All(RunRecord.Parse(json).Series("loss"), loss => Assert.True(double.IsNaN(loss)));
    }

    [Fact]
    public void What_was_read_comes_out_as_it_went_in()
    {
        const string Text = """{"extra":[1.50,{"b":"x } \" y"}],"testRes":[0.1,0.2,0.3],"codeRef":7,"histDict":{"accuracy":[1.0]},"info":"\ud800","modelStruct":null}""";
        var record = RunRecord.Parse(Text.Replace(",\"", " ,\n\t\"", StringComparison.Ordinal));
        Assert.Equal(Text, record.ToJson());
        Assert.Equal(("7", "", @"\ud800", 0.2, 1.0),
            (record.CodeRef, record.ModelStruct, record.Info, record.TestAccuracy, record.Series("accuracy")[0]));
        Assert.Equal(record.ToJson(), RunRecord.Parse(record.ToJson()).ToJson());
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":}")]
    [InlineData("")]
    public void What_is_no_object_is_refused(string text) => ThreeParts.Throws<InvalidDataException>(() => RunRecord.Parse(text));

    [Fact]
    public void The_best_epoch_counts_from_0_and_is_the_first_of_equals()
    {
        var record = new RunRecord
        {
            History = new Dictionary<string,
            IReadOnlyList<double>>
            { ["val_acc"] = [0.5, double.NaN, 0.9, 0.9, 0.1] }
        };
        Assert.Equal((2, 0.9, 5), (record.BestEpoch, record.BestValidation, record.Epochs));
        Assert.Equal(-1, new RunRecord().BestEpoch);
    }

    [Fact]
    public void A_difference_counts_where_it_is_wider_than_Welchs_interval()
    {
        // scipy.stats: t.ppf(0.975, 2.94...) for s = 0.01, 0.02 and n = 3, 3 with the degrees rounded down to 2.
        var (a, b) = (Sample.Of([0.90, 0.91, 0.92]), Sample.Of([0.93, 0.95, 0.97, double.NaN]));
        Assert.Equal(3, b.Count);
        Assert.Equal(4.303 * Math.Sqrt((0.0001 / 3) + (0.0004 / 3)), Sample.WelchHalfWidth(a, b), 6);
    }
}
