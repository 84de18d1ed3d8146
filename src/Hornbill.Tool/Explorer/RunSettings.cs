using System.Text.Json;
using System.Text.RegularExpressions;
using Hornbill.Records;

namespace Hornbill.Tool.Explorer;

/// <summary>The settings of a run by name: those that a store has kept, or of a file's record what its keys tell.</summary>
static partial class RunSettings
{
    public static IReadOnlyDictionary<string, string> Of(RunRecord record)
    {
        if (record.Details.Settings.Count > 0) return record.Details.Settings;
        var settings = new Dictionary<string, string>
        {
            ["code"] = record.CodeRef, ["variant"] = record.ModelStruct,
            ["compile"] = record.CompInfo
        };
        settings["info"] = Seed().Replace(record.Info, "").Trim();
        if (Seed().Match(record.Info) is { Success: true } seed) settings["seed"] = seed.Groups[1].Value;
        using var parameters = JsonDocument.Parse(record.Parameters);
        if (parameters.RootElement.ValueKind == JsonValueKind.Object)
            foreach (var p in parameters.RootElement.EnumerateObject().Where(p =>
                p.Name is "batch_size" or "epochs" or "steps" or "samples")) settings[p.Name] = p.Value.GetRawText();
        return settings;
    }

    /// <summary>The same without the seed: what runs have in common that differ in nothing else.</summary>
    public static string Key(RunRecord record) =>
        string.Join('\n', Of(record).Where(s => s.Key != "seed").OrderBy(s => s.Key, StringComparer.Ordinal).Select(s =>
            $"{s.Key}={s.Value}"));

    [GeneratedRegex(@"\bseed:(\d+)")]
    private static partial Regex Seed();
}
