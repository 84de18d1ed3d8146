using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace Hornbill.Tests;

/// <summary>An error says what came, what was expected, and how to fix it.</summary>
static partial class ThreeParts
{
    public static void Assert(string message, params string[] mentions)
    {
        var text = Parameter().Replace(message, "");
        foreach (var word in mentions)
            if (!text.Contains(word, StringComparison.Ordinal)) throw new XunitException($"'{word}' is not in: {text}");
        if (!Expected().IsMatch(text)) throw new XunitException($"Nothing says what was expected in: {text}");
        if (!Fix().IsMatch(text)) throw new XunitException($"No last sentence says how to fix it in: {text}");
    }

    public static E Throws<E>(Action action, params string[] mentions) where E : Exception
    {
        var error = Xunit.Assert.ThrowsAny<E>(action);
        Assert(error.Message, mentions);
        return error;
    }

    public static E Throws<E>(Func<object?> make, params string[] mentions) where E : Exception => Throws<E>(() => { make(); }, mentions);

    [GeneratedRegex(@"\b(but|needs?|must|may have|Known|takes|expected)\b")]
    private static partial Regex Expected();

    [GeneratedRegex(@" \(Parameter '\w+'\)$")]
    private static partial Regex Parameter();

    // An imperative, or a suggestion, that ends the text.
    [GeneratedRegex(
        @"[.)] (Add|Apply|Begin|Bring|Call|Check|Choose|Clean|Close|Compile|Convert|Correct|Delete|Did you mean|Differentiate|Exchange|Fetch|Give|Leave|Make|Measure|Merge|Name|Override|Pass|Pool|Put|Rename|Reshape|Return|Save|Set|Sort|Store|Train|Try|Use|Write)\b([^.]|\.\w)*[.?]$")]
    private static partial Regex Fix();
}
