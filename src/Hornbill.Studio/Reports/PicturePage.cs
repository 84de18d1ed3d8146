using Hornbill.Images;

namespace Hornbill.Studio;

/// <summary>A part of a page of pictures.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Text">What it shows.</param>
public sealed record PageSection(string Title, string Text)
{
    /// <summary>Pictures of pixels, in order, each with what it is.</summary>
    public IReadOnlyList<(Image Image, string Caption)> Images { get; init; } = [];

    /// <summary>Charts, after them.</summary>
    public IReadOnlyList<Picture> Charts { get; init; } = [];

    /// <summary>A table of texts, before the pictures; the first row is its header. Null for none.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Table { get; init; }
}

/// <summary>Pictures with headings as one page of HTML that needs nothing beside it: what a net looks at, layer by layer.</summary>
/// <example><code>PicturePage.Write("seen.html", "lab-d", [], [new("Filters", "What the first layer looks for.") { Images = [(image, "conv2d")] }]);</code></example>
public static class PicturePage
{
    /// <summary>Writes it aside and renames it.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="title">What the page is of.</param>
    /// <param name="facts">Names and values, in a table at its beginning.</param>
    /// <param name="sections">Its parts, in order.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, string title, IReadOnlyList<(string Name, string Value)> facts,
        IReadOnlyList<PageSection> sections)
    {
        ArgumentNullException.ThrowIfNull(path);
        var html = ToHtml(title, facts, sections);
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(html)));
    }

    /// <summary>The page as text.</summary>
    /// <param name="title">What the page is of.</param>
    /// <param name="facts">Names and values, in a table at its beginning.</param>
    /// <param name="sections">Its parts, in order.</param>
    public static string ToHtml(string title, IReadOnlyList<(string Name, string Value)> facts, IReadOnlyList<PageSection> sections)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(sections);
        var page = new HtmlPage(title);
        if (facts.Count > 0) page.Table([], facts.Select(f => (string[])[f.Name, f.Value]));
        foreach (var section in sections)
        {
            page.Heading(section.Title);
            page.Paragraph(section.Text);
            if (section.Table is { Count: > 0 } table) page.Table(table[0], table.Skip(1), numbersFrom: 2);
            if (section.Images.Count > 0) page.Images(section.Images, natural: true);
            if (section.Charts.Count > 0) page.Pictures(section.Charts);
        }
        return page.ToString();
    }
}
