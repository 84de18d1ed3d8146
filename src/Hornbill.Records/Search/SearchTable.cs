using System.Text.Json;
using System.Text.Json.Serialization;
using Hornbill.Records.Store;

namespace Hornbill.Records.Search;

/// <summary>A search in a store: its points and folds, and who works at them.</summary>
sealed class SearchTable
{
    // A fold at which so many workers died is not tried again.
    const int MostAttempts = 3;

    readonly Database _db;
    readonly SearchPlan _plan;
    readonly long _id;
    readonly string _worker;
    readonly long _lease;

    /// <exception cref="ArgumentException">The store has another search of that name.</exception>
    public SearchTable(Database db, SearchPlan plan, string worker, TimeSpan lease)
    {
        (_db, _plan, _worker, _lease) = (db, plan, worker, (long)lease.TotalMilliseconds);
        db.Execute($"INSERT INTO searches (name, plan, started) VALUES (@0, @1, {db.Now}) ON CONFLICT (name) DO NOTHING", plan.Name,
            plan.ToJson());
        var (id, text) = db.Query("SELECT id, plan FROM searches WHERE name = @0", r => (r.GetInt64(0), r.GetString(1)), plan.Name)[0];
        if (text != plan.ToJson())
            throw new ArgumentException(
                $"'{db.Name}' has a search '{Choices.Short(plan.Name)}' with other settings, but one that goes on must have the same. " +
                $"Give this one another name.");
        _id = id;
    }

    public IReadOnlyList<IReadOnlyDictionary<string, string>> Points() =>
        _db.Query("SELECT settings FROM search_points WHERE search = @0 ORDER BY number",
        r => (IReadOnlyDictionary<string, string>)JsonSerializer.Deserialize(r.GetString(0), PointJson.Default.DictionaryStringString)!,
            _id);

    public IReadOnlyList<FoldRow> Folds() =>
        _db.Query("SELECT point, rung, fold, state, score, loss, seconds, run, note FROM search_folds WHERE search = @0 ORDER BY point, " +
            "rung, fold",
        r => new FoldRow(r.GetInt32(0), r.GetInt32(1), r.GetInt32(2), Enum.Parse<FoldState>(r.GetString(3), ignoreCase: true),
            RunStore.Number(r, 4), RunStore.Number(r, 5),
                         RunStore.Number(r, 6), r.IsDBNull(7) ? null : r.GetInt64(7), r.IsDBNull(8) ? null : r.GetString(8)), _id);

    /// <summary>Takes work that nobody has, or whose worker has shown no life for a lease; adds points and rungs first that are due. Null
    /// where there is none now.</summary>
    public FoldTask? Claim() => _db.InTransaction(() =>
    {
        if (Waiting() is not { } found)
        {
            // One at a time says what comes next.
            _db.Query($"SELECT id FROM searches WHERE id = @0{_db.Lock}", r => r.GetInt64(0), _id);
            Extend();
            if (Waiting() is not { } added) return null;
            found = added;
        }
        _db.Execute(
            $"UPDATE search_folds SET state = 'running', worker = @4, heartbeat = {_db.Now}, attempts = attempts + 1 WHERE search = @0 " +
            $"AND point = @1 AND rung = @2 AND fold = @3",
                    _id, found.Point, found.Rung, found.Fold, _worker);
        return new FoldTask(found.Point, found.Rung, found.Fold, Points()[found.Point], _plan.Share(found.Rung));
    });

    /// <summary>Says that the work goes on; false where somebody else has taken it.</summary>
    public bool Beat(FoldTask task) => Change(task, $"heartbeat = {_db.Now}");

    /// <summary>Writes what came out, with what else goes into the store as one; false where somebody else has taken the work.</summary>
    public bool End(FoldTask task, FoldState state, FoldResult? result, double seconds, string? note, Func<long>? run = null) =>
        _db.InTransaction(() =>
        Change(task, $"state = '{state.ToString().ToLowerInvariant()}', score = @5, loss = @6, seconds = @7, note = @8", result?.Score,
            result?.Loss, seconds, note) &&
        (run is null || _db.Execute("UPDATE search_folds SET run = @4 WHERE search = @0 AND point = @1 AND rung = @2 AND fold = @3", _id,
            task.Point, task.Rung, task.Fold, run()) == 1));

    /// <summary>Gives work back undone.</summary>
    public void Release(FoldTask task) => Change(task, "state = 'waiting', worker = NULL, attempts = attempts - 1");

    /// <summary>Gives up folds of points that are far behind.</summary>
    public void StopHopeless() => _db.InTransaction(() =>
    {
        _db.Query($"SELECT id FROM searches WHERE id = @0{_db.Lock}", r => r.GetInt64(0), _id);
        foreach (var point in new Scheduler(_plan, Points(), Folds()).Hopeless())
            _db.Execute("UPDATE search_folds SET state = 'stopped' WHERE search = @0 AND point = @1 AND state = 'waiting'", _id, point);
    });

    (int Point, int Rung, int Fold)? Waiting()
    {
        GiveUpDeadly();
        return _db.Query($"""
            SELECT point, rung, fold FROM search_folds WHERE search = @0 AND (state = 'waiting' OR (state = 'running' AND heartbeat < {_db.Now} - @1))
                ORDER BY rung DESC, point, fold LIMIT 1{_db.SkipLocked}
            """, r => ((int, int, int)?)(r.GetInt32(0), r.GetInt32(1), r.GetInt32(2)), _id, _lease) is [var first] ? first : null;
    }

    void GiveUpDeadly() => _db.Execute($"""
        UPDATE search_folds SET state = 'failed', note = @2 WHERE search = @0 AND state = 'running' AND heartbeat < {_db.Now} - @1 AND attempts >= {MostAttempts}
        """, _id, _lease, $"{MostAttempts} workers died at it.");

    void Extend()
    {
        var points = Points().ToList();
        foreach (var settings in new Scheduler(_plan, points, Folds()).NewPoints().ToArray())
        {
            _db.Execute("INSERT INTO search_points (search, number, settings) VALUES (@0, @1, @2)", _id, points.Count,
                        JsonSerializer.Serialize(new Dictionary<string, string>(settings), PointJson.Default.DictionaryStringString));
            for (var fold = 0; fold < _plan.Folds; fold++) Add(points.Count, 0, fold);
            points.Add(settings);
        }
        var scheduler = new Scheduler(_plan, points, Folds());
        foreach (var (point, rung) in scheduler.Promotions().ToArray())
            for (var fold = 0; fold < _plan.Folds; fold++) Add(point, rung, fold);
        if (scheduler.Winner() is { } winner && !Folds().Any(f => f.Rung == FoldRow.Refit)) Add(winner, FoldRow.Refit, 0);
    }

    void Add(int point, int rung, int fold) =>
        _db.Execute(
            "INSERT INTO search_folds (search, point, rung, fold, state, heartbeat, attempts) VALUES (@0, @1, @2, @3, 'waiting', 0, 0)", _id, point, rung, fold);

    // Only while the work is this worker's.
    bool Change(FoldTask task, string what, params object?[] values) => _db.Execute(
        $"UPDATE search_folds SET {what} WHERE search = @0 AND point = @1 AND rung = @2 AND fold = @3 AND worker = @4 AND state = " +
        $"'running'",
        [_id, task.Point, task.Rung, task.Fold, _worker, .. values]) == 1;
}

[JsonSerializable(typeof(Dictionary<string, string>))]
sealed partial class PointJson : JsonSerializerContext;
