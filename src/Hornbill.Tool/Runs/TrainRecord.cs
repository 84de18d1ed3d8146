using System.Globalization;
using System.Security.Cryptography;
using Hornbill.Models;
using Hornbill.Records;

namespace Hornbill.Tool.Runs;

/// <summary>What a training leaves behind: the labs' record, and beside it all that is needed to know and to repeat it.</summary>
static class TrainRecord
{
    // Of a matrix with more classes nobody reads the cells.
    const int MostClasses = 256;

    /// <summary>A training that goes on.</summary>
    public static RunRecord Running(TrainSettings settings, IReadOnlyDictionary<string, IReadOnlyList<double>> history,
        TrainingData data) =>
        Of(settings, history, data, "", null, Details(settings, data) with { State = RunState.Running });

    /// <summary>One that has ended.</summary>
    public static RunRecord Of(TrainSettings settings, History history, TrainResult result, TrainingData data, bool failed) => Of(
        settings, history.Values, data, history.Cancelled ? $" stopped after {history.Epochs} epochs" : "", result,
            Details(settings, data) with
            {
                State = failed ? RunState.Failed : history.Cancelled ? RunState.Stopped : RunState.Finished,
                ModelSha256 = FileHash(result.ModelPath),
                Seconds = result.Seconds,
                ImagesPerSecond = result.ImagesPerSecond,
                ClassNames = data.ClassNames.Count <= MostClasses ? data.ClassNames : null,
                Confusion = result.Confusion is { } matrix && matrix.Classes <= MostClasses ? Rows(matrix) : null,
            });

    static RunRecord Of(TrainSettings settings, IReadOnlyDictionary<string, IReadOnlyList<double>> history, TrainingData data, string end,
        TrainResult? result, RunDetails details) => new()
        {
            CodeRef = "hornbill train",
            ModelStruct = settings.Net.Name + settings.Augment?.Record,
            Info = Describe(settings) + end,
            CompInfo = $"{settings.Optimizer}, {Net.Loss}",
            History = RunRecord.HistoryOf(history),
            Parameters = settings.Augment is null
            ? RunParameters.Of(settings.BatchSize, settings.Epochs, data.Trained, data.Validated > 0)
            : RunParameters.OfGenerator((double)data.Trained / settings.BatchSize, settings.Epochs, data.Validated > 0),
            Model = result?.ModelPath ?? "",
            TestResults = result is null ? [] : [result.TestLoss, result.TestAccuracy],
            Details = details,
        };

    static RunDetails Details(TrainSettings settings, TrainingData data) => new()
    {
        Settings = Settings(settings),
        Seed = settings.Seed,
        Version = Product.Engine,
        Commit = Product.Commit,
        Machine = Machine.Name,
        DataChecksum = data.Train.Checksum() is { } sum ? $"crc32c:{sum:x8}" : null,
        Command = settings.Command,
        Folder = Environment.CurrentDirectory,
    };

    static Dictionary<string, string> Settings(TrainSettings s)
    {
        var settings = new Dictionary<string, string>
        {
            ["dataset"] = s.Dataset,
            ["net"] = s.Net.Name,
            ["epochs"] = Text(s.Epochs),
            ["batch_size"] = Text(s.BatchSize),
            ["optimizer"] = s.Optimizer,
            ["learning_rate"] = s.LearningRate is { } rate ? Text(rate) : "default",
            ["validation_split"] = Text(s.ValidationSplit),
            ["seed"] = Text(s.Seed),
        };
        if (s.Base is { } trunk) settings["base"] = trunk;
        if (s.Weights is { } weights) settings["weights"] = weights;
        if (s.FineTune > 0) settings["fine_tune"] = Text(s.FineTune);
        if (s.Limit is { } limit) settings["limit"] = Text(limit);
        if (s.TestLimit is { } test) settings["test_limit"] = Text(test);
        if (s.Augment is { } augment) settings["augment"] = augment.ToString();
        foreach (var (name, value) in s.Set) settings.TryAdd(name, value);
        return settings;
    }

    static string Text(IConvertible value) => value.ToString(CultureInfo.InvariantCulture);

    static string Describe(TrainSettings settings) => string.Create(CultureInfo.InvariantCulture,
        $"{settings.Dataset} seed:{settings.Seed} lr:{settings.LearningRate?.ToString(CultureInfo.InvariantCulture) ?? "default"} " +
        $"validation:{settings.ValidationSplit}{(settings.Augment is { } a ? $" augment:{a}" : "")}{string.Concat(settings.Set.Select(s => $" {s.Key}:{s.Value}"))}{(settings.Resume ? " resumed" : "")}" +
        $"{(settings.Changes.Count > 0 ? $" with other {string.Join(", ", settings.Changes)}" : "")}");

    static string? FileHash(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static long[][] Rows(Metrics.ConfusionMatrix matrix) =>
        [.. Enumerable.Range(0, matrix.Classes).Select(t => Enumerable.Range(0, matrix.Classes).Select(p => matrix[t, p]).ToArray())];
}
