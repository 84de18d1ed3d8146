using System.Text;
using Hornbill.Images;
using Hornbill.Studio.Drawing;

namespace Hornbill.Studio;

/// <summary>A page of HTML that needs nothing beside it: pictures are in it, and nothing is fetched.</summary>
sealed class HtmlPage(string title)
{
    const string Style =
        "body{background:var(--paper);color:var(--text);font:15px/1.5 Helvetica,Arial,sans-serif;max-width:1320px;margin:0 " +
        "auto;padding:24px}" +
        "h1{margin:0 0 4px}h2{margin:36px 0 8px;border-bottom:1px solid var(--faint);padding-bottom:4px}" +
        "table{border-collapse:collapse}td,th{text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid " +
        "var(--faint);vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}" +
        ".row{display:flex;flex-wrap:wrap;gap:20px;align-items:flex-start}.row svg{max-width:100%;height:auto}" +
        "figure{margin:0;width:132px}figure img{width:128px;height:128px;object-fit:contain;image-rendering:pixelated;border:1px solid " +
        "var(--faint);background:#808080}" +
        "figure.natural{width:auto;max-width:100%}figure.natural img{width:auto;height:auto;max-width:100%;background:none}" +
        "figcaption{font-size:12px;line-height:1.3}.big{font-size:22px;font-weight:bold}code{background:var(--faint);padding:2px " +
        "5px;border-radius:3px;overflow-wrap:anywhere}";

    readonly StringBuilder _body = new();

    public void Heading(string text) => _body.Append($"<h2>{Xml.Escape(text)}</h2>\n");

    public void Paragraph(string text, string? kind = null) =>
        _body.Append($"<p{(kind is null ? "" : $" class=\"{kind}\"")}>{Xml.Escape(text)}</p>\n");

    public void Code(string text) => _body.Append($"<p><code>{Xml.Escape(text)}</code></p>\n");

    public void Pictures(params IEnumerable<Picture> pictures) =>
        _body.Append($"<div class=\"row\">\n{string.Concat(pictures.Select(p => p.ToPart()))}</div>\n");

    /// <summary>Images with captions, small and alike, or each at its own size.</summary>
    public void Images(IEnumerable<(Image Image, string Caption)> images, bool natural = false) => _body.Append(
        $"<div class=\"row\">\n{string.Concat(images.Select(i => Figure(i.Image, Xml.Escape(i.Caption), natural)))}</div>\n");

    static string Figure(Image image, string caption, bool natural) =>
        $"<figure{(natural ? " class=\"natural\"" : "")}><img alt=\"{caption}\" " +
        $"src=\"data:image/png;base64,{Convert.ToBase64String(PngWriter.ToBytes(image))}\"><figcaption>{caption}</figcaption></figure>\n";

    /// <summary>A table; columns from <paramref name="numbersFrom"/> on are numbers.</summary>
    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, int numbersFrom = int.MaxValue)
    {
        string Cells(IReadOnlyList<string> cells, string tag) =>
            string.Concat(cells.Select((c, i) => $"<{tag}{(i >= numbersFrom ? " class=\"n\"" : "")}>{Xml.Escape(c)}</{tag}>"));
        _body.Append("<table>\n");
        if (header.Count > 0) _body.Append($"<tr>{Cells(header, "th")}</tr>\n");
        foreach (var row in rows) _body.Append($"<tr>{Cells(row, "td")}</tr>\n");
        _body.Append("</table>\n");
    }

    public override string ToString() =>
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, " +
        "initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">" +
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">" +
        $"<title>{Xml.Escape(title)}</title>\n<style>:root{{{Colours.Css(Theme.Light)}}}@media(prefers-color-scheme:dark){{:root{{{Colours.Css(Theme.Dark)}}}}}{SvgCanvas.DarkStyle}{Style}</style></head>\n<body>\n<h1>{Xml.Escape(title)}</h1>\n{_body}</body></html>\n";
}
