using System.Diagnostics;
using Hornbill.Records.Store;

namespace Hornbill.Records.Search;

/// <summary>A search for the best settings, each judged by cross-validation. It lies in a store: it goes on where it stopped, and several
/// processes, on several machines with PostgreSQL, share its work. What comes out does not depend on how many there are (with asha, it
/// may).</summary>
/// <example><code>
/// using var store = RunStore.Open("hornbill.db");
/// var search = new Search(store, plan);
/// var outcome = search.Run((task, cancel) => new(score: Train(task.Settings, task.Fold), loss: 0));
/// Console.WriteLine(outcome.Best!.Score);
/// </code></example>
public sealed class Search
{
    static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(250);

    readonly RunStore _store;
    readonly SearchPlan _plan;
    readonly SearchTable _table;
    readonly TimeSpan _lease;

    /// <summary>Begins a search, or goes on with it.</summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="plan">What is searched.</param>
    /// <param name="lease">After so long without a sign of life a worker counts as dead, and its fold is another's; a minute by
    /// default.</param>
    /// <exception cref="ArgumentException">The plan cannot be done, or the store has another of that name.</exception>
    public Search(RunStore store, SearchPlan plan, TimeSpan? lease = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(plan);
        (_store, _plan, _lease) = (store, plan.Checked(), lease ?? TimeSpan.FromMinutes(1));
        _table = new(store.Database, _plan, $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}", _lease);
    }

    /// <summary>All points so far.</summary>
    public IReadOnlyList<PointResult> Points
    {
        get
        {
            var folds = _table.Folds();
            return [.. _table.Points().Select((settings, number) => PointResult.Of(number, settings, folds))];
        }
    }

    /// <summary>Takes work until none is left, anywhere, or somebody asks to stop.</summary>
    /// <param name="fit">Trains a point on all folds but one and judges it on that. An <see cref="ArgumentException"/> says that the
    /// settings cannot be used; other errors end the search, which can go on later.</param>
    /// <param name="refit">Trains the best settings on all data and tests them, once; null for not at all.</param>
    /// <param name="progress">Told of each fold that ends here.</param>
    /// <param name="cancellationToken">Asks to stop: the fold at hand is given back.</param>
    public SearchOutcome Run(Func<FoldTask, CancellationToken, FoldResult> fit, Func<PointResult, CancellationToken,
        RunRecord>? refit = null, IProgress<SearchProgress>? progress = null,
                             CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        progress?.Report(Progress(null));
        while (!cancellationToken.IsCancellationRequested)
        {
            if (_table.Claim() is { } task) Work(task, fit, refit, progress, cancellationToken);
            else if (IsOver) break;
            else cancellationToken.WaitHandle.WaitOne(Wait);
        }
        return Outcome();
    }

    /// <summary>What has come out so far.</summary>
    public SearchOutcome Outcome()
    {
        var (points, folds) = (Points, _table.Folds());
        var last = folds.FirstOrDefault(f => f.Rung == FoldRow.Refit);
        var best = new Scheduler(_plan, _table.Points(), [.. folds.Where(f => f.Rung != FoldRow.Refit)]).Winner();
        return new(points, best is { } number ? points[number] : null, last?.Run is { } run ? _store.Read(run) : null, best is not null
            && (last?.HasEnded ?? false));
    }

    // Nothing is left, here or with others who have yet to say what comes next.
    bool IsOver
    {
        get
        {
            var folds = _table.Folds();
            if (folds.Count == 0 || folds.Any(f => !f.HasEnded)) return false;
            var scheduler = new Scheduler(_plan, _table.Points(), [.. folds.Where(f => f.Rung != FoldRow.Refit)]);
            return folds.Any(f => f.Rung == FoldRow.Refit)
                || (scheduler.Winner() is null && !scheduler.NewPoints().Any() && !scheduler.Promotions().Any());
        }
    }

    void Work(FoldTask task, Func<FoldTask, CancellationToken, FoldResult> fit, Func<PointResult, CancellationToken, RunRecord>? refit,
        IProgress<SearchProgress>? progress, CancellationToken cancel)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var heart = new Timer(_ => Beat(task, lost), null, _lease / 4, _lease / 4);
        var clock = Stopwatch.StartNew();
        try
        {
            if (task.Rung == FoldRow.Refit) Refit(task, refit, clock, lost.Token);
            else if (fit(task, lost.Token) is var result && !lost.IsCancellationRequested) _table.End(task, FoldState.Done, result,
                clock.Elapsed.TotalSeconds, null);
            if (lost.IsCancellationRequested) _table.Release(task);
        }
        catch (ArgumentException e)
        {
            _table.End(task, FoldState.Failed, null, clock.Elapsed.TotalSeconds, e.Message);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            _table.Release(task);
        }
        catch
        {
            _table.Release(task);
            throw;
        }
        if (_plan.StopsHopeless) _table.StopHopeless();
        progress?.Report(Progress(task.Rung == FoldRow.Refit ? null : task));
    }

    void Refit(FoldTask task, Func<PointResult, CancellationToken, RunRecord>? refit, Stopwatch clock, CancellationToken cancel)
    {
        if (refit is null)
        {
            _table.End(task, FoldState.Done, null, 0, null);
            return;
        }
        var record = refit(Points[task.Point], cancel);
        if (!cancel.IsCancellationRequested) _table.End(task, FoldState.Done, new(record.TestAccuracy, record.TestLoss),
            clock.Elapsed.TotalSeconds, null, () => _store.Add(record));
    }

    // A store that does not answer for once is asked again; whose work another has need not end it.
    void Beat(FoldTask task, CancellationTokenSource lost)
    {
        try
        {
            if (!_table.Beat(task)) lost.Cancel();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    SearchProgress Progress(FoldTask? ended)
    {
        FoldRow[] folds = [.. _table.Folds().Where(f => f.Rung != FoldRow.Refit)];
        var points = Points;
        var (done, all) = (folds.Count(f => f.HasEnded), Math.Max(folds.Length, _plan.Count * _plan.Folds));
        var took = Sample.Of(folds.Where(f => f.State == FoldState.Done).Select(f => f.Seconds / Math.Max(0.01, _plan.Share(f.Rung))));
        var workers = Math.Max(1, folds.Count(f => f.State == FoldState.Running) + 1);
        var work = folds.Where(f => !f.HasEnded).Sum(f => _plan.Share(f.Rung)) + ((all - folds.Length) * _plan.Share(0));
        return new(ended, points, done, all, took.Count == 0 ? null : TimeSpan.FromSeconds(took.Mean * work / workers));
    }
}
