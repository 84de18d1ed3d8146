using System.Globalization;
using System.Text.RegularExpressions;

namespace Hornbill.Callbacks;

/// <summary>Fills figures into a path as Python's <c>format</c> does: <c>{epoch:02d}</c>, <c>{val_loss:.2f}</c>, <c>{loss:.3e}</c>,
/// <c>{accuracy}</c>.</summary>
static partial class PathFormat
{
    /// <exception cref="ArgumentException">A figure is not there, or is to be written in an unknown way.</exception>
    public static string Fill(string path, IReadOnlyDictionary<string, double> figures) => Braces().Replace(path, match =>
        figures.TryGetValue(match.Groups["name"].Value, out var value)
            ? Number(path, value, match.Groups["format"].Value)
            : throw new ArgumentException(
                $"The path '{path}' asks for '{match.Groups["name"].Value}' but there are {Plain.Text(string.Join(", ", figures.Keys))}. " +
                                          "Use one of them."));

    /// <summary>Throws where a path asks for a figure that is not among those known, or for an unknown format.</summary>
    public static void Check(string path, IReadOnlyList<string> known) => Fill(path, known.Distinct().ToDictionary(k => k, _ => 1.0));

    static string Number(string path, double value, string format)
    {
        var match = Format().Match(format);
        if (!match.Success)
            throw new ArgumentException(
                $"The path '{path}' asks for the format '{format}' but such as 02d, .2f and .3e are known. Use one of them.");
        var (width, digits, kind) = (match.Groups["width"].Value, match.Groups["digits"].Value, match.Groups["kind"].Value);
        var text = kind switch
        {
            "d" => Math.Round(value).ToString("F0", CultureInfo.InvariantCulture),
            "f" => value.ToString($"F{Whole(digits, 6)}", CultureInfo.InvariantCulture),
            "e" => value.ToString($"0.{new string('0', Whole(digits, 6))}e+00", CultureInfo.InvariantCulture),
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
        return width.Length == 0 ? text : text.PadLeft(Whole(width, 0), width[0] == '0' ? '0' : ' ');
    }

    static int Whole(string digits, int byDefault) => digits.Length == 0 ? byDefault : int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<format>[^{}]*))?\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"^(?<width>\d{1,2})?(\.(?<digits>\d{1,2}))?(?<kind>[dfe]?)$")]
    private static partial Regex Format();
}
