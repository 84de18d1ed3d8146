using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hornbill.Records;

/// <summary>JSON objects of one line, and those of Python, which knows NaN and Infinity.</summary>
static class JsonLine
{
    static readonly string[] NoNumbers = ["-Infinity", "Infinity", "NaN"];

    /// <summary>The object whose members <paramref name="write"/> writes.</summary>
    public static string Object(Action<Utf8JsonWriter> write)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>A list of numbers; null for what is none.</summary>
    public static void Write(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            if (double.IsFinite(value)) json.WriteNumberValue(value);
            else json.WriteNullValue();
        json.WriteEndArray();
    }

    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public static JsonDocument Parse(string text)
    {
        try
        {
            var document = JsonDocument.Parse(Sanitized(text));
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            throw new InvalidDataException("A record is no JSON object but must be one. Check the text from its first brace on.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"A record is no JSON ({Plain.Text(e.Message)}) but must be an object. Check the text from its first brace on.", e);
        }
    }

    public static string Text(JsonElement root, string name) => !root.TryGetProperty(name, out var value) ? "" : value.ValueKind switch
    {
        JsonValueKind.String => ValidText(value),
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    /// <summary>The numbers of a list; NaN for what is none.</summary>
    public static IReadOnlyList<double> Numbers(JsonElement list) => list.ValueKind != JsonValueKind.Array ? [] :
        [.. list.EnumerateArray().Select(n => n.ValueKind == JsonValueKind.Number && n.TryGetDouble(out var value) ? value : double.NaN)];

    /// <summary>The text without the space between tokens, so without ends of lines.</summary>
    public static string Minified(string text)
    {
        var line = new StringBuilder(text.Length);
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '\\' && i + 1 < text.Length)
            {
                line.Append(c).Append(text[++i]);
                continue;
            }
            if (c == '"') quoted = !quoted;
            if (quoted || !IsSpace(c)) line.Append(c);
        }
        return line.ToString();
    }

    public static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    // Half of a pair of surrogates, written as an escape, is no text.
    static string ValidText(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText()[1..^1];
        }
    }

    // What Python writes for numbers that JSON does not know becomes null.
    static string Sanitized(string text)
    {
        if (!NoNumbers.Any(n => text.Contains(n, StringComparison.Ordinal))) return text;
        var clean = new StringBuilder(text.Length);
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && !(quoted && IsEscaped(text, i))) quoted = !quoted;
            if (!quoted && NoNumbers.FirstOrDefault(n => string.CompareOrdinal(text, i, n, 0, n.Length) == 0) is { } no)
            {
                clean.Append("null");
                i += no.Length - 1;
            }
            else clean.Append(c);
        }
        return clean.ToString();
    }

    static bool IsEscaped(string text, int quote)
    {
        var slashes = 0;
        while (slashes < quote && text[quote - 1 - slashes] == '\\') slashes++;
        return slashes % 2 == 1;
    }
}
