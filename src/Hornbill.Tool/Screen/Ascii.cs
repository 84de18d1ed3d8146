namespace Hornbill.Tool.Screen;

/// <summary>Text for terminals that know ASCII alone.</summary>
static class Ascii
{
    /// <summary>The nearest ASCII character for each: lines of boxes become -, | and +.</summary>
    public static string Of(string text) => string.Create(text.Length, text, (to, from) =>
    {
        for (var i = 0; i < from.Length; i++) to[i] = Of(from[i]);
    });

    static char Of(char c) => c switch
    {
        < (char)128 => c,
        '─' or '━' or '═' or '–' or '—' => '-',
        '│' or '┃' or '║' => '|',
        >= '┌' and <= '╿' => '+',
        '█' => '#',
        '×' => 'x',
        '·' => '.',
        '→' => '>',
        '…' => '.',
        _ => '?',
    };
}
