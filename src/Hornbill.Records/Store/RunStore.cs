using System.Data.Common;

namespace Hornbill.Records.Store;

/// <summary>Where runs are kept: a file of SQLite, or a database of PostgreSQL that many machines share. The tables are the same. Safe to
/// use from several threads, and from several processes.</summary>
/// <example><code>
/// using var store = RunStore.Open("hornbill.db");
/// foreach (var run in store.List(RunFilter.Parse("accuracy>=0.9"), RunOrder.Best)) Console.WriteLine($"{run.Id}: {run.TestAccuracy}");
/// </code></example>
public sealed class RunStore : IDisposable
{
    /// <summary>The file of a store where none is named.</summary>
    public const string DefaultPath = "hornbill.db";

    const string Summary =
        "id, code_ref, time_stamp, model_struct, comp_info, info, state, test_loss, test_accuracy, best_validation, best_epoch, epochs, " +
        "seconds, started, updated";

    RunStore(Database database) => Database = database;

    /// <summary>The path, or the address without its password.</summary>
    public string Name => Database.Name;

    internal Database Database { get; }

    /// <summary>Opens a store and brings its tables up to date.</summary>
    /// <param name="where">A path, <c>postgres://user:password@host/database</c>, or Npgsql's connection string.</param>
    /// <param name="create">Whether a file that is not there is made.</param>
    /// <exception cref="FileNotFoundException">There is no such file, and none shall be made.</exception>
    /// <exception cref="InvalidDataException">It is no store, or a newer program's.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static RunStore Open(string where = DefaultPath, bool create = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(where);
        if (!IsPostgres(where) && !create && !File.Exists(where)) throw new FileNotFoundException(null, where);
        Database database = IsPostgres(where) ? new PostgresDatabase(where) : new SqliteDatabase(where, create);
        try
        {
            Migrations.Apply(database);
            return new(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Whether a text is an address of PostgreSQL.</summary>
    /// <param name="where">The text.</param>
    public static bool IsPostgres(string where) => PostgresDatabase.Is(where);

    /// <summary>Whether a text is an address of PostgreSQL, or the path of a file of SQLite.</summary>
    /// <param name="where">The text.</param>
    public static bool IsStore(string where) => IsPostgres(where) || (File.Exists(where) && SqliteDatabase.Is(where));

    /// <summary>Adds a run and returns its number.</summary>
    /// <param name="record">The run.</param>
    public long Add(RunRecord record) => Database.InTransaction(() => Insert(record));

    /// <summary>Adds runs, all of them or none, and returns their numbers.</summary>
    /// <param name="records">The runs.</param>
    public IReadOnlyList<long> AddAll(IEnumerable<RunRecord> records) => Database.InTransaction(() => records.Select(Insert).ToArray());

    /// <summary>Writes a run anew, as it now is.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="record">The run.</param>
    public void Update(long id, RunRecord record) => Database.InTransaction(() =>
    {
        ArgumentNullException.ThrowIfNull(record);
        var s = RunSummary.Of(id, record);
        Database.Execute($"""
            UPDATE runs SET code_ref = @1, time_stamp = @2, model_struct = @3, comp_info = @4, info = @5, state = @6, test_loss = @7, test_accuracy = @8, best_validation = @9,
                best_epoch = @10, epochs = @11, seconds = @12, record = @13, details = @14, updated = {Database.Now} WHERE id = @0
            """, id, s.CodeRef, s.TimeStamp, s.ModelStruct, s.CompInfo, s.Info, Word(s.State), s.TestLoss, s.TestAccuracy, s.BestValidation, s.BestEpoch, s.Epochs, s.Seconds,
            record.ToJson(), record.Details.ToJson());
        Database.Execute("DELETE FROM run_settings WHERE run = @0", id);
        AddSettings(id, record);
    });

    /// <summary>Notes where a run stands within an epoch: a sign of life.</summary>
    /// <param name="id">The run's number.</param>
    /// <param name="point">Where it stands.</param>
    public void AddStep(long id, RunStep point) => Database.InTransaction(() =>
    {
        ArgumentNullException.ThrowIfNull(point);
        Database.Execute("""
            INSERT INTO run_steps (run, epoch, step, seconds, loss, accuracy) VALUES (@0, @1, @2, @3, @4, @5)
                ON CONFLICT (run, epoch, step) DO UPDATE SET seconds = excluded.seconds, loss = excluded.loss, accuracy = excluded.accuracy
            """, id, point.Epoch, point.Step, point.Seconds, point.Loss, point.Accuracy);
        Database.Execute($"UPDATE runs SET updated = {Database.Now} WHERE id = @0", id);
    });

    /// <summary>What a run noted on its way, in order.</summary>
    /// <param name="id">Its number.</param>
    public IReadOnlyList<RunStep> Steps(long id) =>
        Database.Query("SELECT epoch, step, seconds, loss, accuracy FROM run_steps WHERE run = @0 ORDER BY epoch, step",
        r => new RunStep(r.GetInt32(0), r.GetInt32(1), Number(r, 2), Number(r, 3), Number(r, 4)), id);

    /// <summary>All of a run.</summary>
    /// <param name="id">Its number.</param>
    /// <exception cref="ArgumentException">There is no run of that number.</exception>
    public RunRecord Read(long id) => Database.Query("SELECT record, details FROM runs WHERE id = @0", Record, id) is [var record]
        ? record :
        throw new ArgumentException($"'{Name}' has no run {id}, but a run's number is needed. Choose one that 'hornbill results' lists.");

    /// <summary>All of all runs, in their order.</summary>
    public IReadOnlyList<RunRecord> ReadAll() => Database.Query("SELECT record, details FROM runs ORDER BY id", Record);

    /// <summary>What lists show of runs.</summary>
    /// <param name="filters">Conditions, all of which hold; none for all runs.</param>
    /// <param name="order">Their order; that in which they were begun by default.</param>
    /// <exception cref="ArgumentException">A column is not known.</exception>
    public IReadOnlyList<RunSummary> List(IReadOnlyList<RunFilter>? filters = null, RunOrder? order = null)
    {
        var runs = Database.Query($"SELECT {Summary} FROM runs ORDER BY id", SummaryOf);
        if (filters is { Count: > 0 })
        {
            var settings = Settings([.. filters.Select(f => f.Name).Where(name => !RunColumns.Has(name)).Distinct()]);
            runs.RemoveAll(run => !filters.All(f => f.Holds(run, settings(run.Id))));
        }
        return order is null ? runs : order.Sort(runs);
    }

    /// <summary>Takes a run out.</summary>
    /// <param name="id">Its number.</param>
    public void Delete(long id) => Database.Execute("DELETE FROM runs WHERE id = @0", id);

    /// <summary>Lets the store go.</summary>
    public void Dispose() => Database.Dispose();

    internal static double Number(DbDataReader row, int column) => row.IsDBNull(column) ? double.NaN : row.GetDouble(column);

    long Insert(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var s = RunSummary.Of(0, record);
        var id = Database.Query($"""
            INSERT INTO runs (code_ref, time_stamp, model_struct, comp_info, info, state, test_loss, test_accuracy, best_validation, best_epoch, epochs, seconds, record, details, started, updated)
                VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, {Database.Now}, {Database.Now}) RETURNING id
            """, r => r.GetInt64(0), s.CodeRef, s.TimeStamp, s.ModelStruct, s.CompInfo, s.Info, Word(s.State), s.TestLoss, s.TestAccuracy, s.BestValidation, s.BestEpoch, s.Epochs,
            s.Seconds, record.ToJson(), record.Details.ToJson())[0];
        AddSettings(id, record);
        return id;
    }

    void AddSettings(long id, RunRecord record)
    {
        foreach (var (name, value) in record.Details.Settings) Database.Execute(
            "INSERT INTO run_settings (run, name, value) VALUES (@0, @1, @2)", id, name, value);
        if (record.Details.Seed is { } seed && !record.Details.Settings.ContainsKey("seed"))
            Database.Execute("INSERT INTO run_settings (run, name, value) VALUES (@0, 'seed', @1)", id,
                seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    // The settings of those names, by run.
    Func<long, IReadOnlyDictionary<string, string>> Settings(string[] names)
    {
        var (all, none) = (new Dictionary<long, Dictionary<string, string>>(), new Dictionary<string, string>());
        foreach (var name in names)
            foreach (var (run, value) in Database.Query("SELECT run, value FROM run_settings WHERE name = @0", r =>
                (r.GetInt64(0), r.GetString(1)), name))
            {
                if (!all.TryGetValue(run, out var its)) its = all[run] = [];
                its[name] = value;
            }
        return run => all.GetValueOrDefault(run, none);
    }

    static RunRecord Record(DbDataReader r) => RunRecord.Parse(r.GetString(0), RunDetails.Parse(r.GetString(1)));

    static RunSummary SummaryOf(DbDataReader r) => new()
    {
        Id = r.GetInt64(0),
        CodeRef = r.GetString(1),
        TimeStamp = r.GetString(2),
        ModelStruct = r.GetString(3),
        CompInfo = r.GetString(4),
        Info = r.GetString(5),
        State = Enum.TryParse<RunState>(r.GetString(6), ignoreCase: true, out var state) ? state : RunState.Failed,
        TestLoss = Number(r, 7),
        TestAccuracy = Number(r, 8),
        BestValidation = Number(r, 9),
        BestEpoch = r.GetInt32(10),
        Epochs = r.GetInt32(11),
        Seconds = Number(r, 12),
        Started = DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(13)),
        Updated = DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(14)),
    };

    static string Word(RunState state) => state.ToString().ToLowerInvariant();
}
