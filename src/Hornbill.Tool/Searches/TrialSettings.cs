using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tool.Commands;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Searches;

/// <summary>How one point is trained. Settings are net, optimizer, learning_rate, batch_size, epochs, augment.rotation and its like; any
/// other is an option of the net.</summary>
sealed record TrialSettings(Net Net, string Optimizer, double? LearningRate, int BatchSize, int Epochs, AugmentText? Augment,
    IReadOnlyDictionary<string, string> Set)
{
    const string AugmentPrefix = "augment.";

    static readonly string[] Own = ["net", "optimizer", "learning_rate", "batch_size", "epochs"];

    /// <exception cref="ArgumentException">A value cannot be used.</exception>
    public static TrialSettings Of(IReadOnlyDictionary<string, string> settings, string defaultNet)
    {
        var net = Nets.Find(settings.GetValueOrDefault("net", defaultNet));
        var augment = settings.Where(s => s.Key.StartsWith(AugmentPrefix, StringComparison.Ordinal))
            .Select(s => $"{s.Key[AugmentPrefix.Length..]}={s.Value}").ToArray();
        var optimizer = settings.GetValueOrDefault("optimizer");
        return new(net, optimizer ?? net.Optimizer,
            settings.TryGetValue("learning_rate", out var rate) ? Words.Parse("learning_rate", rate, double.Epsilon, 1e9)
                : optimizer is null ? net.LearningRate : null,
            settings.TryGetValue("batch_size", out var batch) ? Words.Parse("batch_size", batch, 1, int.MaxValue) : net.BatchSize,
            settings.TryGetValue("epochs", out var epochs) ? Words.Parse("epochs", epochs, 1, int.MaxValue) : net.Epochs,
            augment.Length == 0 ? null : AugmentText.Parse(string.Join(',', augment)),
            settings.Where(s => !Own.Contains(s.Key) && !s.Key.StartsWith(AugmentPrefix, StringComparison.Ordinal)).ToDictionary());
    }

    /// <summary>The net for a data set, compiled.</summary>
    /// <exception cref="ArgumentException">An option is not known, or the layers do not fit each other.</exception>
    public Model Build(string dataset, ulong seed)
    {
        var info = Datasets.Find(dataset);
        var model = Net.Build(seed, Set, info.ImageShape == Net.Input ? null : info.ImageShape, info.ClassNames.Count);
        model.Compile(Optimizers.Optimizer.Named(Optimizer, LearningRate is { } rate ? rate : null), Models.Net.Loss, ["accuracy"]);
        return model;
    }
}
