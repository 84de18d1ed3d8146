namespace Hornbill.Studio.Drawing;

/// <summary>Text within SVG and HTML.</summary>
static class Xml
{
    /// <summary>With nothing in it that a reader takes for markup, and without what XML forbids.</summary>
    public static string Escape(string text) =>
        System.Net.WebUtility.HtmlEncode(string.Concat(text.Where(c => !char.IsControl(c) && c is not ('\uFFFE' or '\uFFFF'))));
}
