using Hornbill.Records;
using Hornbill.Records.Results;
using Hornbill.Records.Store;
using Xunit;

namespace Hornbill.Tests.Records.Store;

/// <summary>What holds for any database.</summary>
public abstract class RunStoreTests
{
    protected abstract string Where { get; }

    protected RunStore Open() => RunStore.Open(Where);

    static RunRecord Run(int i, RunState state = RunState.Finished) => new()
    {
        CodeRef = $"code\0 {i % 3}",
        ModelStruct = i % 2 == 0 ? "lab-d" : "lab-a \uD83D\uDC26 é",
        Info = "x",
        History = new Dictionary<string, IReadOnlyList<double>> { ["loss"] = [1, 0.5], ["val_acc"] = [0.25, 0.125 * (i % 8)] },
        TestResults = i % 5 == 4 ? [] : [i == 2 ? double.NaN : 1.0 / (i + 1), 0.01 * ((i * 7) % 100)],
        Details = new()
        {
            State = state,
            Seed = ulong.MaxValue,
            Settings = new Dictionary<string, string> { ["batch_size"] = $"{16 << (i % 3)}", ["optimizer"] = "adam" },
            Confusion = [[1, 2], [3, 4]],
            ClassNames = ["a", "b"],
            Seconds = 1.5,
            Command = "hornbill train",
        },
    };

    [Fact]
    public void A_run_comes_back_as_it_went_in()
    {
        long id;
        var run = Run(2, RunState.Running);
        using (var store = Open()) id = store.Add(run);
        using var again = Open();
        var read = again.Read(id);
        Assert.Equal(run.ToJson(), read.ToJson());
        Assert.Equal(run.Details.ToJson(), read.Details.ToJson());
        Assert.Equal((ulong.MaxValue, RunState.Running, 4), (read.Details.Seed, read.Details.State, read.Details.Confusion![1][1]));
        ThreeParts.Throws<ArgumentException>(() => again.Read(id + 1));
    }

    [Fact]
    public void Lists_are_ordered_and_filtered_as_those_of_a_file()
    {
        using var store = Open();
        var runs = Enumerable.Range(0, 60).Select(i => Run(i)).ToArray();
        var ids = store.AddAll(runs);
        Assert.Equal(ids, store.List().Select(r => r.Id));
        var summaries = runs.Select((r, i) => RunSummary.Of(ids[i], r)).ToArray();
        foreach (var order in (string[])["-accuracy", "loss", "code", "-variant", "val_accuracy", "index"])
            Assert.Equal(RunOrder.Parse(order).Sort(summaries).Select(r => r.Id),
                store.List(order: RunOrder.Parse(order)).Select(r => r.Id));
        foreach (var (filter, expected) in ((string, Func<int, bool>)[])
                 [("batch_size=32", i => i % 3 == 1), ("variant~LAB-D,batch_size>=32", i => i % 2 == 0 && i % 3 > 0),
                     ("accuracy>0.5", i => i % 5 != 4 && i * 7 % 100 > 50),
                  ("state!=finished", _ => false), ("nothing=1", _ => false), ("seed=18446744073709551615", _ => true)])
            Assert.Equal(Enumerable.Range(0, 60).Where(expected).Select(i => ids[i]),
                store.List(RunFilter.Parse(filter)).Select(r => r.Id));
    }

    [Fact]
    public void A_run_changes_while_it_goes_on()
    {
        using var store = Open();
        var id = store.Add(Run(0, RunState.Running));
        store.AddStep(id, new(1, 10, 0.5, 2.5, double.NaN));
        store.AddStep(id, new(1, 10, 0.6, 2.25, 0.5));
        store.AddStep(id, new(2, 1, 0.7, double.NaN, 0.5));
        store.Update(id, Run(1));
        Assert.Equal([new(1, 10, 0.6, 2.25, 0.5), new(2, 1, 0.7, double.NaN, 0.5)], store.Steps(id));
        var run = Assert.Single(store.List(RunFilter.Parse("batch_size=32")));
        Assert.Equal((id, RunState.Finished), (run.Id, run.State));
        Assert.True(run.Updated >= run.Started);
        store.Delete(id);
        Assert.Empty(store.List());
        Assert.Empty(store.Steps(id));
    }

    [Fact]
    public void Results_files_go_in_and_out_as_they_were()
    {
        var read = ResultsFile.Read(Path.Combine(AppContext.BaseDirectory, "Fixtures", "lines.json"));
        using var store = Open();
        store.AddAll(read.Records);
        Assert.Equal(read.Records.Select(r => r.ToJson()), store.ReadAll().Select(r => r.ToJson()));
    }

    [Fact]
    public void Several_write_at_once()
    {
        var where = Where;
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            using var store = RunStore.Open(where);
            for (var n = 0; n < 5; n++) store.Add(Run(i));
        });
        using var all = Open();
        Assert.Equal(30, all.List().Count);
    }

    [Fact]
    public void Of_some_that_cannot_all_be_added_none_is()
    {
        using var store = Open();
        Assert.Throws<ArgumentNullException>(() => store.AddAll([Run(0), null!]));
        Assert.Empty(store.List());
        store.Add(Run(1));
        Assert.Single(store.List());
    }

    [Fact]
    public void A_newer_programs_store_is_refused_and_stays()
    {
        using (var store = Open())
        {
            store.Add(Run(0));
            store.Database.Execute("INSERT INTO hornbill_schema (version) VALUES (1000)");
        }
        ThreeParts.Throws<InvalidDataException>(Open, "1000");
    }
}

public sealed class SqliteStoreTests : RunStoreTests, IDisposable
{
    readonly TempFolder _folder = new();

    protected override string Where => _folder.File("hornbill.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_to_close_leaves_one_file_and_the_log_is_written_ahead()
    {
        using (var store = Open())
        {
            store.Add(RunRecordTests.Record(1));
            Assert.Equal("wal", store.Database.Query("PRAGMA journal_mode", r => r.GetString(0))[0]);
        }
        Assert.Equal([Where], Directory.GetFiles(_folder.Path));
        Assert.True(RunStore.IsStore(Where));
    }

    [Theory]
    [InlineData(
        "SQLite format 3\0 and then something else, of a length that is enough for a header of a hundred bytes, as it should be, or so")]
    [InlineData(
        "{\"codeRef\": \"no database at all, but as long as one must be to be taken for one that might be damaged somewhere in it\"}")]
    public void A_damaged_file_is_told_and_stays(string text)
    {
        File.WriteAllText(Where, text);
        Assert.Contains("hornbill.db", Assert.Throws<InvalidDataException>(() => Open()).Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Where));
    }

    [Fact]
    public void A_file_that_is_not_there_is_made_only_where_it_may_be()
    {
        Assert.Throws<FileNotFoundException>(() => RunStore.Open(Where, create: false));
        Assert.Throws<IOException>(() => RunStore.Open(_folder.File("no/folder/hornbill.db")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }
}

public sealed class PostgresStoreTests(Postgres postgres) : RunStoreTests
{
    string? _where;

    protected override string Where => _where ??= postgres.Database();

    [Fact]
    public void An_address_names_it_without_its_password()
    {
        using var store = Open();
        var port = new Npgsql.NpgsqlConnectionStringBuilder(Where);
        using var same = RunStore.Open($"postgres://hornbill:secret@127.0.0.1:{port.Port}/{port.Database}?Pooling=false");
        Assert.Equal(($"postgres://127.0.0.1:{port.Port}/{port.Database}", same.Name), (store.Name, store.Name));
    }

    [Theory]
    [InlineData("postgres://nobody:secret@127.0.0.1:1/none?Timeout=2", "postgres://127.0.0.1:1/none")]
    [InlineData("postgres://h?Bad Word=1", "postgres://user:password@host")]
    public void One_that_does_not_answer_or_is_none_is_told(string where, string mention)
    {
        var error = Assert.ThrowsAny<Exception>(() => RunStore.Open(where));
        Assert.Contains(mention, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }
}
