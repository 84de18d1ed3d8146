using System.Globalization;
using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Studio;
using Hornbill.Tensors;
using Hornbill.Tool.Screen;
using Spectre.Console;

namespace Hornbill.Tool.Runs;

/// <summary>How a model does on images that were spoiled, by how much.</summary>
/// <param name="Distortion">In which way.</param>
/// <param name="Points">How much, and what came of it.</param>
sealed record Robustness(Distortion Distortion, IReadOnlyList<(double Level, double Accuracy, double Loss)> Points)
{
    const int Ahead = 4, AheadThreads = 2;

    public static Robustness Measure(Model model, TestImages test, Distortion distortion, double[] levels,
        Distortion.Surroundings surroundings, int batchSize) => new(distortion,
    [
        .. levels.Select(level =>
        {
            var changed = test.Source.Map((x, y, info) => ([Spoiled(x[0], info)], y)).Prefetch(Ahead, AheadThreads);
            var result = model.Evaluate(changed, batchSize);
            return (level, result["accuracy"], result.Loss);

            Tensor Spoiled(Tensor x, SampleInfo info)
            {
                var y = distortion.Apply(x, level, info, surroundings);
                return surroundings.Normalization?.Apply(y) ?? y;
            }
        }),
    ]);

    /// <summary>Accuracy against how much, beside that of images as they are.</summary>
    public Chart Chart(double unchanged)
    {
        double[] levels = [.. Points.Select(p => p.Level)];
        return new(Distortion.Label, new Axis("accuracy", 0, 1), new Series(Distortion.Name, levels, [.. Points.Select(p => p.Accuracy)]),
            new Series("unchanged", levels, [.. levels.Select(_ => unchanged)]))
        {
            Title = $"Accuracy against {Distortion.Label}",
        };
    }

    public void Tell(Terminal terminal, double unchanged)
    {
        terminal.Text(Chart(unchanged).ToText(Math.Clamp(terminal.Room, 40, 100), 14, terminal.Unicode));
        var table = new Table();
        foreach (var column in (string[])[Distortion.Label, "accuracy", "loss"]) table.AddColumn(
            new TableColumn(new Text(column)).RightAligned());
        foreach (var (level, accuracy, loss) in Points)
            table.AddRow(new Text(level.ToString("0.####", CultureInfo.InvariantCulture)),
                new Text(accuracy.ToString("0.0000", CultureInfo.InvariantCulture)),
                new Text(loss.ToString("0.0000", CultureInfo.InvariantCulture)));
        terminal.Table(table);
    }

    /// <summary>A line of JSON.</summary>
    public string ToJson(double unchanged) => Json.Line(json =>
    {
        json.WriteString("distortion", Distortion.Name);
        Json.Number(json, "unchanged_accuracy", unchanged);
        Json.Numbers(json, "levels", Points.Select(p => p.Level));
        Json.Numbers(json, "accuracy", Points.Select(p => p.Accuracy));
        Json.Numbers(json, "loss", Points.Select(p => p.Loss));
    });
}
