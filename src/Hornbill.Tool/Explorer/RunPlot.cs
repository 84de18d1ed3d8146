using Hornbill.Records;

namespace Hornbill.Tool.Explorer;

/// <summary>The plot of a run's history: accuracies, and losses below.</summary>
static class RunPlot
{
    public static IEnumerable<string> Of(RunRecord run, int room) =>
    [
        .. CurvePlot.Draw("accuracy", [.. Curves(run, "acc", "accuracy")], room),
        .. CurvePlot.Draw("loss", [.. Curves(run, "loss", "loss")], room),
    ];

    // Under the labs' name, or under Keras 3's.
    static IEnumerable<Curve> Curves(RunRecord run, string name, string other)
    {
        foreach (var (mark, prefix, title) in ((char, string, string)[])[('o', "", "train"), ('x', "val_", "validation")])
            if ((run.Series(prefix + name) is { Count: > 0 } values ? values : run.Series(prefix + other)) is
                { Count: > 0 } found) yield return new(mark, title, found);
    }
}
