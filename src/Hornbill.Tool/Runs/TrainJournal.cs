using System.Diagnostics;
using Hornbill.Models;
using Hornbill.Records;
using Hornbill.Records.Store;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Runs;

/// <summary>A training's record in the store from its beginning on: who kills it loses what came after the last epoch. A store that fails
/// is told once, and training goes on.</summary>
sealed class TrainJournal : IDisposable
{
    /// <summary>What is said instead of a store where none is wanted.</summary>
    public const string None = "none";

    static readonly TimeSpan BetweenSteps = TimeSpan.FromSeconds(1);

    readonly TrainSettings _settings;
    readonly TrainingData _data;
    readonly Terminal _terminal;
    readonly Dictionary<string, List<double>> _history = [];
    readonly Stopwatch _clock = Stopwatch.StartNew();
    RunStore? _store;
    TimeSpan _noted = -BetweenSteps;
    long _id;
    bool _ended;

    /// <summary>Opens the store and begins the record.</summary>
    /// <exception cref="IOException">The store was asked for and cannot be used.</exception>
    /// <exception cref="InvalidDataException">It is no store.</exception>
    public TrainJournal(TrainSettings settings, TrainingData data, Terminal terminal)
    {
        (_settings, _data, _terminal) = (settings, data, terminal);
        if (settings.Store is None) return;
        try
        {
            _store = RunStore.Open(settings.Store);
            _id = _store.Add(Running());
        }
        catch (Exception e) when (!settings.StoreIsAsked && IsOfStore(e))
        {
            Lose(e);
        }
    }

    /// <summary>The store; null where there is none.</summary>
    public string? Name => _store?.Name;

    /// <summary>Notes progress while it passes it on.</summary>
    public void Note(FitProgress progress)
    {
        if (_store is null) return;
        if (progress.EpochEnd)
            foreach (var (name, value) in progress.Logs)
            {
                if (!_history.TryGetValue(name, out var values)) values = _history[name] = [];
                values.Add(value);
            }
        if (!progress.EpochEnd && _clock.Elapsed - _noted < BetweenSteps) return;
        _noted = _clock.Elapsed;
        Try(store =>
        {
            if (progress.EpochEnd) store.Update(_id, Running());
            store.AddStep(_id, new(progress.Epoch, progress.Step, _clock.Elapsed.TotalSeconds, Log(progress, "loss"),
                Log(progress, "accuracy")));
        });
    }

    /// <summary>Writes the record as it is in the end.</summary>
    public void End(RunRecord record)
    {
        Try(store => store.Update(_id, record));
        _ended = true;
    }

    public void Dispose()
    {
        if (!_ended) Try(store => store.Update(_id, Failed()));
        _store?.Dispose();
    }

    RunRecord Running() => TrainRecord.Running(_settings, _history.ToDictionary(h => h.Key, h => (IReadOnlyList<double>)h.Value), _data);

    RunRecord Failed()
    {
        var record = Running();
        return RunRecord.Parse(record.ToJson(), record.Details with { State = RunState.Failed });
    }

    void Try(Action<RunStore> write)
    {
        if (_store is not { } store) return;
        try
        {
            write(store);
        }
        catch (Exception e) when (IsOfStore(e))
        {
            Lose(e);
        }
    }

    void Lose(Exception e)
    {
        _terminal.Line($"Warning: the record goes to no store: {e.Message}");
        _store?.Dispose();
        _store = null;
    }

    // Where its native part cannot be loaded, too.
    static bool IsOfStore(Exception e) =>
        e is IOException or InvalidDataException or UnauthorizedAccessException or TypeInitializationException or DllNotFoundException;

    static double Log(FitProgress progress, string name) => progress.Logs.TryGetValue(name, out var value) ? value : double.NaN;
}
