using System.Globalization;
using System.Text;

namespace Hornbill;

/// <summary>Text that came from a file or a user, as it may be shown: nothing in it commands a terminal, breaks a line or turns the
/// direction of writing.</summary>
static class Plain
{
    /// <summary>The text with control and format characters as <c>\u001b</c>.</summary>
    public static string Text(string text)
    {
        if (!text.Any(IsCommand)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
            if (IsCommand(c)) plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else plain.Append(c);
        return plain.ToString();
    }

    /// <summary>The same for several lines, whose ends stay.</summary>
    public static string Lines(string text) =>
        text.Any(c => c != '\n' && IsCommand(c)) ? string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Text)) : text;

    // C0 and C1 controls, and format characters such as those that turn text about; halves of a pair that lack the other are told by the
    // writer.
    static bool IsCommand(char c) => char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
