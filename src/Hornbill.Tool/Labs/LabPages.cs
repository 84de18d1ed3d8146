using System.Globalization;
using System.Text.RegularExpressions;

namespace Hornbill.Tool.Labs;

/// <summary>Our figures within the labs' pages, <c>docs/labs/*.md</c>: the text between <c>&lt;!-- lab-b-2 accuracy --&gt;</c> and
/// <c>&lt;!-- --&gt;</c> is the median of that measure's seeds. "seconds" is of an epoch.</summary>
static partial class LabPages
{
    const string NotYet = "(not run yet)", Seconds = "seconds";

    /// <summary>The page with the figures of the results.</summary>
    /// <exception cref="ArgumentException">The page names an experiment that there is not.</exception>
    public static string Fill(string page, IReadOnlyList<LabResult> results) => Figure().Replace(page, mark =>
    {
        var (experiment, measure) = (Experiments.Find(mark.Groups[1].Value), mark.Groups[2].Value);
        return $"<!-- {experiment.Name} {measure} -->{Text(experiment, measure, results)}<!-- -->";
    });

    static string Text(Experiment experiment, string measure, IReadOnlyList<LabResult> results)
    {
        var own = LabTable.Of(experiment, results);
        var values = measure == Seconds ? [.. own.Where(r => r.Epochs > 0).Select(r => r.Seconds / r.Epochs)]
            : LabTable.Values(own, measure);
        if (LabTable.Median(values) is not { } median) return NotYet;
        var form = measure == Seconds ? "0.0" : median == Math.Floor(median) && median > 1 ? "N0" : "0.0000";
        return median.ToString(form, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("<!-- ([a-z0-9.-]+) ([a-z0-9_]+) -->[^<]*<!-- -->")]
    private static partial Regex Figure();
}
