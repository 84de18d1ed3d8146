using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hornbill.Serialization;

/// <summary>Named numbers as JSON, to the last bit: what is not finite is written as its sixteen hexadecimal digits.</summary>
static class NumbersText
{
    public static string Write(IEnumerable<KeyValuePair<string, double[]>> numbers)
    {
        var json = new JsonObject();
        foreach (var (name, values) in numbers) json[name] = new JsonArray([.. values.Select(Node)]);
        return json.ToJsonString();
    }

    /// <exception cref="InvalidDataException">The text is not what <see cref="Write"/> wrote.</exception>
    public static IEnumerable<KeyValuePair<string, double[]>> Read(string text, string path)
    {
        try
        {
            return Read(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (
            e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException(
                $"'{path}' holds numbers that cannot be read ({Plain.Text(e.Message)}) but names with lists of numbers are expected. " +
                                           "Use another checkpoint.", e);
        }
    }

    // Straight to numbers, so that a text takes eight times its length at most.
    static Dictionary<string, double[]> Read(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 4 });
        var (all, list) = (new Dictionary<string, double[]>(), new List<double>());
        Need(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            Need(ref json, JsonTokenType.StartArray);
            list.Clear();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray) list.Add(Number(ref json));
            all.Add(name, [.. list]);
        }
        // The reader itself tells what follows the end.
        return json.Read() ? throw new JsonException("something follows the numbers") : all;
    }

    static void Need(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read() || json.TokenType != type) throw new JsonException($"{json.TokenType} stands where {type} should");
    }

    static JsonNode Node(double value) => double.IsFinite(value) ? value : BitConverter.DoubleToInt64Bits(value)
        .ToString("x16", CultureInfo.InvariantCulture);

    static double Number(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.String
        ? BitConverter.Int64BitsToDouble(long.Parse(json.GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
        : json.GetDouble();
}
