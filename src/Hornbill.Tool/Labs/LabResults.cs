using System.Text;
using System.Text.Json;

namespace Hornbill.Tool.Labs;

/// <summary>The results that are kept, <c>labs/results.json</c>: a JSON array with a line for each run, in the order of the experiments and
/// seeds. It is written aside and renamed, so that whoever is killed leaves it whole.</summary>
sealed class LabResults(string path)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>All that are kept; none where there is no file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public IReadOnlyList<LabResult> Read()
    {
        if (!File.Exists(path)) return [];
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. json.RootElement.EnumerateArray().Select(LabResult.Read)];
        }
        catch (Exception e) when (
            e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new InvalidDataException(
                $"'{path}' holds what cannot be read ({e.Message}), but a list of results is expected. Use the one of the repository, or " +
                $"move it away.", e);
        }
    }

    /// <summary>Whether an experiment has been run with a seed as it is run now.</summary>
    public bool Has(Experiment experiment, ulong seed) =>
        Read().Any(r => r.Experiment == experiment.Name && r.Seed == seed && r.Command == experiment.Command);

    /// <summary>Adds a result in place of an older one of that experiment and seed, while other processes wait.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; it stays as it is.</exception>
    /// <exception cref="IOException">It cannot be written, or another process has it for a minute.</exception>
    public void Add(LabResult result)
    {
        using var taken = Take();
        LabResult[] all = [.. Read().Where(r => r.Experiment != result.Experiment || r.Seed != result.Seed), result];
        var lines = all.OrderBy(Place).ThenBy(r => r.Experiment, StringComparer.Ordinal).ThenBy(r => r.Seed).Select(r => r.ToJson());
        AtomicFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes($"[\n{string.Join(",\n", lines)}\n]\n")));
    }

    // Results of experiments that are no more come last.
    static int Place(LabResult result) => Experiments.All.Index()
        .FirstOrDefault(e => e.Item.Name == result.Experiment, (int.MaxValue, null!)).Index;

    FileLock Take()
    {
        for (var until = DateTime.UtcNow + Patience; ; Thread.Sleep(Random.Shared.Next(1, 20)))
        {
            if (FileLock.TakeFile(path) is { } taken) return taken;
            if (DateTime.UtcNow > until) throw new IOException(
                $"'{path}' is being written by another process, for a minute now, but this one has a result for it. Use one at a time.");
        }
    }
}
