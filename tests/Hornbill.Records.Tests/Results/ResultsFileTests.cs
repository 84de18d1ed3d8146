using System.Text;
using Hornbill.Records;
using Hornbill.Records.Results;
using Xunit;

namespace Hornbill.Tests.Records.Results;

public sealed class ResultsFileTests : IDisposable
{
    readonly TempFolder _folder = new();

    string File => _folder.File("results.json");

    public void Dispose() => _folder.Dispose();

    static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    static string[] Lines(IEnumerable<RunRecord> records) => [.. records.Select(r => r.ToJson())];

    [Fact]
    public void Runs_follow_each_other_one_a_line()
    {
        ResultsFile.Append(File, RunRecordTests.Record(1));
        ResultsFile.Append(File, RunRecordTests.Record(2));
        Assert.Equal([RunRecordTests.Record(1).ToJson(), RunRecordTests.Record(2).ToJson(), ""],
            System.IO.File.ReadAllText(File).Split('\n'));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("[{\"codeRef\": \"colab\"},\r\n {\"other\": NaN}]", true)]
    [InlineData("\uFEFF{\"a\":1}\n{\"b\":2}\n\n", false)]
    [InlineData("not JSON at all \u0000 \uD83D\uDC26", true)]
    [InlineData("", false)]
    public void What_the_file_held_stays(string before, bool lineMissing)
    {
        System.IO.File.WriteAllBytes(File, Encoding.UTF8.GetBytes(before));
        ResultsFile.Append(File, RunRecordTests.Record(1));
        Assert.Equal(before + (lineMissing ? "\n" : "") + RunRecordTests.Record(1).ToJson() + "\n",
            Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(File)));
    }

    [Fact]
    public void Lines_objects_and_arrays_hold_the_same_records()
    {
        var lines = ResultsFile.Read(Fixture("lines.json"));
        Assert.Equal((3, 0), (lines.Records.Count, lines.Report.Count));
        Assert.Equal(["colab_CNN00", "colab_CNN02", "colab_D01"], lines.Records.Select(r => r.CodeRef));
        Assert.Equal((6, 0.924, 8), (lines.Records[0].BestEpoch, lines.Records[0].BestValidation, lines.Records[0].Epochs));
        foreach (var name in (string[])["objects.json", "array.json"])
        {
            var other = ResultsFile.Read(Fixture(name));
            Assert.Empty(other.Report);
            Assert.Equal(Lines(lines.Records), Lines(other.Records));
        }
    }

    [Fact]
    public void All_of_them_joined_are_read_and_written_as_lines()
    {
        System.IO.File.WriteAllText(File, string.Concat(
            ((string[])["array.json", "lines.json", "objects.json"]).Select(n => System.IO.File.ReadAllText(Fixture(n)))));
        var read = ResultsFile.Read(File);
        Assert.Equal((9, 0), (read.Records.Count, read.Report.Count));
        ResultsFile.Write(File, read.Records);
        Assert.Equal(Lines(read.Records), System.IO.File.ReadAllLines(File));
        Assert.Equal(Lines(read.Records), Lines(ResultsFile.Read(File).Records));
    }

    [Fact]
    public void A_damaged_file_is_read_as_far_as_it_is_sound_and_the_rest_told()
    {
        var read = ResultsFile.Read(Fixture("damaged.json"));
        Assert.Equal(["colab_CNN00", "colab_D01", "colab_CNN02", "colab_CNN02"], read.Records.Select(r => r.CodeRef));
        Assert.Equal(5, read.Report.Count);
        Assert.StartsWith("Line 2, byte ", read.Report[0], StringComparison.Ordinal);
        Assert.Contains("Traceback", read.Report[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('{')]
    [InlineData('"')]
    [InlineData('[')]
    [InlineData('}')]
    public void What_is_no_record_ends_in_a_report(char c)
    {
        foreach (var text in (string[])[new(c, 200_000), string.Concat(Enumerable.Repeat($"{c}\n", 100_000)),
            string.Concat(Enumerable.Repeat($"{{\"a\":{c}\n", 50_000))])
        {
            System.IO.File.WriteAllText(File, text);
            var read = ResultsFile.Read(File);
            Assert.Empty(read.Records);
            Assert.InRange(read.Report.Count, text.Trim('[', '\n').Length == 0 ? 0 : 1, 21);
        }
    }

    [Fact]
    public void Every_cut_of_a_file_is_read_as_far_as_it_is_whole()
    {
        var (text, whole) = (System.IO.File.ReadAllText(Fixture("lines.json")), ResultsFile.Read(Fixture("lines.json")));
        for (var length = 0; length < text.Length; length += 37)
        {
            System.IO.File.WriteAllText(File, text[..length]);
            var read = ResultsFile.Read(File);
            Assert.Equal(Lines(whole.Records.Take(read.Records.Count)), Lines(read.Records));
            Assert.InRange(read.Records.Count, text[..length].Count(c => c == '\n'), 3);
        }
    }
}
