using System.Globalization;

namespace Hornbill.Studio.Drawing;

/// <summary>The colours of themes: paper, text, faint, and those of series after Okabe and Ito, who chose them for all kinds of
/// eyes.</summary>
static class Colours
{
    static readonly uint[] Light = [0xFFFFFF, 0x1A1A1A, 0xD4D4D4, 0x0072B2, 0xD55E00, 0x007A5A, 0xB0508A, 0x2E9BD6, 0xB87F00, 0x444444];
    static readonly uint[] Dark = [0x14171C, 0xECECEC, 0x3C424B, 0x6CC0F5, 0xFF9A57, 0x3FD3A1, 0xF0A3CE, 0xA9D8FF, 0xFFCC66, 0xC8C8C8];

    public static int Count => Light.Length;

    public static uint Of(Ink ink, Theme theme) => (theme == Theme.Dark ? Dark : Light)[ink.Index];

    /// <summary>As #rrggbb.</summary>
    public static string Hex(Ink ink, Theme theme) => string.Create(CultureInfo.InvariantCulture, $"#{Of(ink, theme):x6}");

    /// <summary>Paper, text and faint as properties of CSS, for a page.</summary>
    public static string Css(Theme theme) =>
        $"--paper:{Hex(Ink.Paper, theme)};--text:{Hex(Ink.Text, theme)};--faint:{Hex(Ink.Faint, theme)};";
}
