using Hornbill.Records;
using Hornbill.Records.Results;
using Hornbill.Records.Store;
using Hornbill.Tool.Commands;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Explorer;

/// <summary>The runs of a file or a store, in their order.</summary>
sealed class RunList : IDisposable
{
    const string DefaultFile = "results.json";

    readonly RunStore? _store;
    readonly IReadOnlyList<RunRecord> _records = [];

    RunList(RunStore store) => (_store, Name, Runs) = (store, store.Name, store.List());

    RunList(string path, ResultsRead read) =>
        (Name, _records, Report, Runs) = (path, read.Records, read.Report, [.. read.Records.Select((r, i) => RunSummary.Of(i, r))]);

    /// <summary>The file's or the store's name.</summary>
    public string Name { get; }

    /// <summary>What in the file was damaged and left out.</summary>
    public IReadOnlyList<string> Report { get; } = [];

    /// <summary>The runs.</summary>
    public IReadOnlyList<RunSummary> Runs { get; }

    /// <summary>Opens what is named; else the environment's store, results.json or hornbill.db in this folder.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">There is no record in the file, or the store is damaged.</exception>
    public static RunList Open(string? where)
    {
        where ??= (Words.StoreOfEnvironment is not TrainJournal.None and var store ? store : null)
            ?? (File.Exists(DefaultFile) || !File.Exists(RunStore.DefaultPath) ? DefaultFile : RunStore.DefaultPath);
        if (RunStore.IsStore(where)) return new(RunStore.Open(where, create: false));
        if (!File.Exists(where)) throw new FileNotFoundException(null, where);
        var read = ResultsFile.Read(where);
        if (read.Records.Count == 0 && read.Report.Count > 0)
            throw new InvalidDataException(
                $"'{where}' holds no record that can be read ({read.Report[0]}), but a results.json or a store is needed. Give another " +
                $"file.");
        return new(where, read);
    }

    /// <summary>All of a run.</summary>
    public RunRecord Read(RunSummary run) => _store is not null ? _store.Read(run.Id) : _records[(int)run.Id];

    /// <summary>The runs for which all conditions hold, in an order.</summary>
    public IReadOnlyList<RunSummary> List(IReadOnlyList<RunFilter> filters, RunOrder? order)
    {
        if (_store is not null) return _store.List(filters, order);
        var runs = Runs.Where(run => filters.All(f => f.Holds(run, RunSettings.Of(Read(run)))));
        return order is null ? [.. runs] : order.Sort(runs);
    }

    public void Dispose() => _store?.Dispose();
}
