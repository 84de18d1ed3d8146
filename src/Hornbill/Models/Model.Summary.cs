using System.Globalization;
using System.Text;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    static readonly CultureInfo Words = CultureInfo.InvariantCulture;

    /// <summary>The layers with their output shapes and numbers of weights as a table, and the totals. Where layers do not just follow one
    /// another it says what each is applied to, as <c>conv2d[0][0]</c>: which of that layer's calls, and which output. Once training has
    /// begun the optimizer's numbers count too.</summary>
    /// <param name="expandNested">Whether the layers of models within, and of layers of one's own, are listed under them.</param>
    /// <param name="showTrainable">Whether a column says which layers training changes.</param>
    /// <returns>The text: print it.</returns>
    /// <example><code>Console.WriteLine(model.Summary());</code></example>
    public string Summary(bool expandNested = false, bool showTrainable = false)
    {
        var (data, connected) = (SummaryData(), !IsChain);
        List<string[]> rows = [Row("Layer (type)", "Output Shape", "Param #", "Connected to", "Trainable")];
        AddRows(data.Layers, "");
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        var text = new StringBuilder();
        text.AppendLine(Words, $"Model: \"{Plain.Text(data.Name)}\"");
        Rule(text, '┌', '┬', '┐', widths);
        for (var r = 0; r < rows.Count; r++)
        {
            text.Append("│ ").AppendJoin(" │ ", rows[r].Select((cell, c) => c == 2 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c])))
                .AppendLine(" │");
            if (r == 0) Rule(text, '├', '┼', '┤', widths);
        }
        Rule(text, '└', '┴', '┘', widths);
        Totals(text, data);
        return text.ToString();

        string[] Row(string layer, string shape, string count, string to, string trainable) =>
            [Plain.Text(layer), shape, count, .. connected ? [Plain.Text(to)] : Array.Empty<string>(), .. showTrainable ? [trainable]
                : Array.Empty<string>()];

        void AddRows(IReadOnlyList<SummaryLayer> layers, string indent)
        {
            foreach (var l in layers)
            {
                rows.Add(Row($"{indent}{l.Name} ({l.Kind})", ShapeText(l.OutputShapes), l.Parameters.ToString("N0", Words),
                    string.Join(", ", l.ConnectedTo),
                             l.Parameters == 0 ? "-" : l.Trainable ? "Y" : "N"));
                if (expandNested) AddRows(l.Layers, "    " + (indent.Length == 0 ? "└ " : indent));
            }
        }
    }

    /// <summary>What <see cref="Summary"/> shows, as data.</summary>
    /// <example><code>var largest = model.SummaryData().Layers.MaxBy(l => l.Parameters);</code></example>
    public SummaryData SummaryData() => new(Name, LayersOf(this), ParameterCount, TrainableParameterCount, OptimizerParameterCount);

    static SummaryLayer[] LayersOf(Layer of)
    {
        var connections = (of as Model)?.Connections() ?? [];
        return [.. of.Parts.Select(l =>
        {
            var (to, shapes) = connections.GetValueOrDefault(l, ([], [l.OutputShape]));
            return new SummaryLayer(l.Name, l.Kind, shapes, l.ParameterCount, l.Trainable, to, LayersOf(l));
        })];
    }

    /// <summary>Whether each layer is applied once, to the one before it.</summary>
    internal bool IsChain
    {
        get
        {
            var calls = GraphCalls;
            return calls.Count == Layers.Count && calls.Select((c, i) =>
                i == 0 ? c.Call.Inputs.Count == 0 : c.Call.Inputs.SequenceEqual(calls[i - 1].Call.Outputs)).All(follows => follows);
        }
    }

    // What each layer is applied to, and the shapes of its outputs.
    Dictionary<Layer, (IReadOnlyList<string> To, IReadOnlyList<Shape> Shapes)> Connections()
    {
        var calls = GraphCalls;
        var places = calls.SelectMany(c => c.Call.Outputs.Select((o, i) => (Node: o, Text: $"{c.Layer.Name}[{c.Number}][{i}]")))
            .ToDictionary(p => p.Node, p => p.Text);
        return calls.GroupBy(c => c.Layer).ToDictionary(g => g.Key, g => (
            (IReadOnlyList<string>)[.. g.SelectMany(c => c.Call.Inputs).Select(i => places[i])],
            (IReadOnlyList<Shape>)[.. g.First().Call.Outputs.Select(o => o.Shape)]));
    }

    static void Totals(StringBuilder text, SummaryData data)
    {
        Total(text, "Total", data.Parameters + (data.OptimizerParameters ?? 0));
        Total(text, "Trainable", data.TrainableParameters);
        Total(text, "Non-trainable", data.NonTrainableParameters);
        if (data.OptimizerParameters is { } count) Total(text, "Optimizer", count);
    }

    // As Keras counts: the slots, the steps and the learning rate, once there are any.
    long? OptimizerParameterCount => _training is not { Steps: > 0 } t ? null
        : (t.SlotNames.Count * t.Variables.Sum(v => (long)v.Shape.Elements)) + 2;

    static string ShapeText(IReadOnlyList<Shape> shapes) =>
        shapes.Count == 1 ? ShapeText(shapes[0]) : $"[{string.Join(", ", shapes.Select(ShapeText))}]";

    static string ShapeText(Shape shape) => $"(None, {string.Join(", ", shape.Select(Shape.Text))})";

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
