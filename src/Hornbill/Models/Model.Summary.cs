using System.Globalization;
using System.Text;

namespace Hornbill.Models;

public partial class Model
{
    static readonly CultureInfo Words = CultureInfo.InvariantCulture;

    /// <summary>The layers with their output shapes and numbers of weights as a table, and the totals.</summary>
    public string Summary()
    {
        string[][] rows = [["Layer (type)", "Output Shape", "Param #"], .. Layers.Select(l => (string[])[
            $"{l.Name} ({l.Kind})", $"(None, {string.Join(", ", l.OutputShape)})", l.ParameterCount.ToString("N0", Words)])];
        int[] widths = [.. Enumerable.Range(0, 3).Select(c => rows.Max(r => r[c].Length))];
        var text = new StringBuilder();
        text.AppendLine(Words, $"Model: \"{Name}\"");
        Rule(text, '┌', '┬', '┐', widths);
        for (var r = 0; r < rows.Length; r++)
        {
            text.AppendLine(Words, $"│ {rows[r][0].PadRight(widths[0])} │ {rows[r][1].PadRight(widths[1])} │ {rows[r][2].PadLeft(widths[2])} │");
            if (r == 0) Rule(text, '├', '┼', '┤', widths);
        }
        Rule(text, '└', '┴', '┘', widths);
        Total(text, "Total", ParameterCount);
        Total(text, "Trainable", TrainableParameterCount);
        Total(text, "Non-trainable", ParameterCount - TrainableParameterCount);
        return text.ToString();
    }

    static void Rule(StringBuilder text, char left, char middle, char right, int[] widths) =>
        text.Append(left).AppendJoin(middle, widths.Select(w => new string('─', w + 2))).Append(right).AppendLine();

    static void Total(StringBuilder text, string what, long count) =>
        text.AppendLine(Words, $" {what} params: {count:N0} ({Bytes(count * sizeof(float))})");

    static string Bytes(double bytes) => bytes switch
    {
        < 1024 => string.Create(Words, $"{bytes:F2} B"),
        < 1024 * 1024 => string.Create(Words, $"{bytes / 1024:F2} KB"),
        _ => string.Create(Words, $"{bytes / 1024 / 1024:F2} MB"),
    };
}
