using System.Globalization;
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
            return [.. JsonNode.Parse(text, documentOptions: new() { MaxDepth = 4 })!.AsObject().Select(n => KeyValuePair.Create(n.Key, n.Value!.AsArray().Select(Number).ToArray()))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"'{path}' holds numbers that cannot be read ({e.Message}) but names with lists of numbers are expected. Use another checkpoint.", e);
        }
    }

    static JsonNode Node(double value) => double.IsFinite(value) ? value : BitConverter.DoubleToInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    static double Number(JsonNode? node) => node!.GetValueKind() == JsonValueKind.String
        ? BitConverter.Int64BitsToDouble(long.Parse(node.GetValue<string>(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
        : node.GetValue<double>();
}
