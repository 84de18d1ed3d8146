using System.Globalization;
using Hornbill.Metrics;

namespace Hornbill.Studio;

/// <summary>A run as one page of HTML that needs nothing beside it: curves, test result, what was confused with what, the surest mistakes,
/// the architecture.</summary>
/// <example><code>RunPage.Write("run.html", report);</code></example>
public static class RunPage
{
    const int MostPairs = 10;

    /// <summary>Writes it aside and renames it.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, RunReport run)
    {
        ArgumentNullException.ThrowIfNull(path);
        var html = ToHtml(run);
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(html)));
    }

    /// <summary>The page as text.</summary>
    /// <param name="run">The run.</param>
    public static string ToHtml(RunReport run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var page = new HtmlPage(run.Name);
        if (run.TestAccuracy is { } accuracy) page.Paragraph(
            Text($"test accuracy {accuracy:0.0000}{(run.TestLoss is { } loss ? Text($", loss {loss:0.0000}") : "")}"), "big");
        if (run.Facts.Count > 0) page.Table([], run.Facts.Select(f => (string[])[f.Name, f.Value]));
        if (run.Command is { } command) page.Code(command);
        var curves = RunCharts.Curves(run);
        if (curves.Count > 0) page.Heading("Training");
        if (curves.Count > 0) page.Pictures(curves);
        if (run.Confusion is { } matrix) Classes(page, matrix, run.ClassNames);
        Images(page, run);
        if (run.Pictures.Count > 0) page.Heading("Further");
        if (run.Pictures.Count > 0) page.Pictures(run.Pictures);
        if (run.Architecture is { } architecture)
        {
            page.Heading("Architecture");
            page.Pictures(architecture);
        }
        return page.ToString();
    }

    static void Classes(HtmlPage page, ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        page.Heading("What was taken for what");
        page.Pictures(RunCharts.Confusion(matrix, names), RunCharts.PerClass(matrix, names));
        var pairs = (from t in Enumerable.Range(0, matrix.Classes)
                     from p in Enumerable.Range(0, matrix.Classes)
                     where t != p
            && matrix[t, p] > 0
                     orderby matrix[t, p] descending
                     select (t, p)).Take(MostPairs).ToArray();
        if (pairs.Length == 0) return;
        page.Heading("Most confused");
        page.Table(["true", "taken for", "images", "of its class"], pairs.Select(c =>
            (string[])[names[c.t], names[c.p], Text($"{matrix[c.t, c.p]}"),
                Text($"{(double)matrix[c.t, c.p] / matrix.Support(c.t):0.0%}")]), numbersFrom: 2);
    }

    static void Images(HtmlPage page, RunReport run)
    {
        if (run.Mistakes.Count > 0)
        {
            page.Heading("Most wrong");
            page.Images(run.Mistakes.Select(m => (m.Image,
                Text($"#{m.Index}: {run.ClassNames[m.True]} taken for {run.ClassNames[m.Predicted]} ({m.Probability:0.0%})"))));
        }
        if (run.Samples.Count == 0) return;
        page.Heading("Samples");
        page.Images(run.Samples.Select(s => (s.Image, run.ClassNames[s.Class])));
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
