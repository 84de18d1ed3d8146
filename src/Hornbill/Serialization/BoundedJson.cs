using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hornbill.Serialization;

/// <summary>JSON from a file. Its values are counted while the text is read and before anything is made of it, since a value of two
/// characters may become a hundred bytes.</summary>
static class BoundedJson
{
    /// <summary>Values that any text may have.</summary>
    const int Free = 50_000;

    /// <summary>Characters that each value beyond those must account for: of what this library writes they have more.</summary>
    const int CharactersEach = 4;

    const int Depth = 64;

    /// <summary>The object that a text is.</summary>
    /// <exception cref="JsonException">It is no JSON, or none of an object.</exception>
    /// <exception cref="FormatException">It has more values than a text of its length should have.</exception>
    public static JsonObject Object(string text, int depth = Depth)
    {
        ArgumentNullException.ThrowIfNull(text);
        Count(Encoding.UTF8.GetBytes(text), depth);
        return JsonNode.Parse(text, documentOptions: new() { MaxDepth = depth }) as JsonObject
            ?? throw new JsonException("The text is no JSON object.");
    }

    static void Count(ReadOnlySpan<byte> text, int depth)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = depth });
        for (var values = 0; reader.Read();)
            if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject)
                && ++values - Free > text.Length / CharactersEach)
                throw new FormatException($"more than {values - 1:N0} values in a text of {text.Length:N0} bytes");
    }
}
