using System.Text.RegularExpressions;
using Xunit;

namespace Hornbill.Tests.Serialization;

/// <summary>Files that something happened to.</summary>
static class Mutations
{
    static readonly byte[] Words = [.. "{}[]\",:0919 -.eF'()TruePK\x93"u8];

    /// <summary>How many are tried: HORNBILL_MUTATIONS, where it is set, or what a test asks for.</summary>
    public static int Times(int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable("HORNBILL_MUTATIONS"), System.Globalization.CultureInfo.InvariantCulture,
            out var times) ? times : standard;

    /// <summary>What is said of such a file: three parts, these among them, and nothing that commands a terminal.</summary>
    public static void AssertTold(Exception error, params string[] mentions)
    {
        ThreeParts.Assert(error.Message, mentions);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    /// <summary>A copy with one to three changes: a bit turned, a byte that means something, a number of 2, 4 or 8 bytes that is absurd, a
    /// cut, something left out, something twice.</summary>
    public static byte[] Of(byte[] file, Random random)
    {
        var bytes = file.ToArray();
        for (var n = random.Next(1, 4); n > 0 && bytes.Length > 0; n--) bytes = Change(bytes, random);
        return bytes;
    }

    /// <summary>A description in JSON where a number, a word or a bracket became another.</summary>
    public static string Described(string json, Random random, string quote)
    {
        string Quoted(string word) => quote + word + quote;
        string[] words =
        [
            "0", "-1", "1e9", "2147483647", "-2147483648", "9999999999999999999999", "0.5", "null", "true", "[]", "{}", "", Quoted("relu"),
                Quoted("Dropout"), Quoted("config"),
            Quoted(""), "65536", "1000000",
        ];
        var q = Regex.Escape(quote);
        var matches = Regex.Matches(json, $@"{q}\w+{q}|[-.\d]+|null|true|false|\[|\]");
        var match = matches[random.Next(matches.Count)];
        return json[..match.Index] + words[random.Next(words.Length)] + json[(match.Index + match.Length)..];
    }

    static byte[] Change(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        var length = Math.Min(random.Next(1, 9), bytes.Length - at);
        switch (random.Next(6))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); return bytes;
            case 1: bytes[at] = Words[random.Next(Words.Length)]; return bytes;
            case 2: return bytes[..at];
            case 3: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4: return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            default:
                bytes.AsSpan(at, length).Fill(random.Next(3) switch { 0 => 0, 1 => 0x7f, _ => 0xff });
                return bytes;
        }
    }
}
