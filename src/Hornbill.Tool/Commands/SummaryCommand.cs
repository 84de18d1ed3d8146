using System.CommandLine;
using System.Globalization;
using Hornbill.Tool.Formats;
using Hornbill.Tool.Screen;
using Spectre.Console;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill summary</c>: a net's layers, shapes and parameters, or what a file of weights holds.</summary>
static class SummaryCommand
{
    public static Command Create()
    {
        var (which, set) = (Words.NetOrModel(), Words.Set());
        var command = new Command("summary", "Show a net's layers, output shapes and parameters, or the weights of a file.") { which, set };
        command.SetAction(parsed => Show(Words.Terminal(parsed), parsed.GetRequiredValue(which), Words.Pairs(parsed.GetValue(set))));
        return command;
    }

    static void Show(Terminal terminal, string word, IReadOnlyDictionary<string, string> set)
    {
        if (File.Exists(word) && FileFormats.Find(word) is { } format && set.Count == 0)
        {
            if (format.Load is { } load && format.IsModel(word)) terminal.Line(load(word).Summary().TrimEnd());
            else if (format.List is { } list) terminal.Table(Weights([.. list(word)]));
            else throw new InvalidDataException($"'{word}' is {format.Name}, but its content cannot be shown. Convert it first.");
        }
        else terminal.Line(NetOrModel.Open(word, set).Model.Summary().TrimEnd());
    }

    static Table Weights((string Name, Tensors.Shape Shape, string Type)[] weights)
    {
        var table = new Table().AddColumns("Weight", "Shape", "Type", "Values");
        table.Columns[3].RightAligned();
        foreach (var (name, shape, type) in weights)
            table.AddRow([.. new[] { name, $"{shape}", type, shape.Elements.ToString("N0", CultureInfo.InvariantCulture) }
                .Select(cell => new Text(Plain.Text(cell)))]);
        return table;
    }
}
