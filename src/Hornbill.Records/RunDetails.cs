using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hornbill.Records;

/// <summary>What a store keeps of a run besides the labs' record: all that is needed to know what was run, on what and where, and to run it
/// again.</summary>
public sealed record RunDetails
{
    /// <summary>How far it came.</summary>
    public RunState State { get; init; }

    /// <summary>Settings by name: <c>net</c>, <c>dataset</c>, <c>batch_size</c>, <c>optimizer</c>, options of the net.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>What everything random came from; null where that is not known.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The program and its version.</summary>
    public string? Version { get; init; }

    /// <summary>The commit that it was built from.</summary>
    public string? Commit { get; init; }

    /// <summary>The computer: name, system, processor and how many.</summary>
    public string? Machine { get; init; }

    /// <summary>Of the training data: <c>crc32c:0a1b2c3d</c>.</summary>
    public string? DataChecksum { get; init; }

    /// <summary>SHA-256 of the model's file.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>Test images by [true class][predicted class].</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Confusion { get; init; }

    /// <summary>The classes of the confusion matrix.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Time of training in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>Samples trained on in a second.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>The words that repeat it.</summary>
    public string? Command { get; init; }

    /// <summary>The folder that it was started in.</summary>
    public string? Folder { get; init; }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DetailsJson.Default.RunDetails);

    /// <summary>Of JSON; what is not known is left out.</summary>
    /// <param name="json">What <see cref="ToJson"/> wrote.</param>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static RunDetails Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DetailsJson.Default.RunDetails) ?? new();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"The details of a run are damaged ({e.Message}), but they must be JSON. Delete that run, or restore the store.", e);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunDetails))]
sealed partial class DetailsJson : JsonSerializerContext;
