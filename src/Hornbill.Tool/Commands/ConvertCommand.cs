using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hornbill.Applications;
using Hornbill.Models;
using Hornbill.Tool.Formats;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill convert</c>: a model or weights from one kind of file into another.</summary>
sealed class ConvertCommand
{
    const string Name = "name", Order = "order";

    readonly Argument<string> _from = new("IN")
    { Description = "A model or weights: .safetensors, .keras, .h5, .weights.h5, .pth, .npz, .onnx" };

    readonly Argument<string> _to = new("OUT") { Description = "The file to write, its kind by how it ends" };

    readonly Option<string?> _net = new("--net")
    {
        Description = "The net that weights alone are for: a built-in one, a published one such as resnet18, or a model's file " +
            "[default: the model in IN]",
        HelpName = "NET|MODEL",
    };

    readonly Option<int?> _classes = new("--classes") { Description = "Classes of a published net [default: its own]", HelpName = "N" };

    readonly Option<string[]> _set = Words.Set();

    readonly Option<string> _by = new("--by")
    {
        Description = "How weights find their places: name, or order, the first to the first [default: name]", HelpName = "name|order",
        DefaultValueFactory = _ => Name,
    };

    readonly Option<string?> _map = new("--map")
    {
        Description = "A JSON object of names: those of layers or weights of the net, and what the file calls them " +
            "[default: the same names]",
        HelpName = "FILE",
    };

    public static Command Create() => new ConvertCommand().Build();

    Command Build()
    {
        _by.Validators.Add(r => Words.Check(r, text => Words.Unknown(() => Choices.Check("way", text, Name, Order))));
        var command = new Command("convert", "Turn a model or weights into another kind of file.")
        { _from, _to, _net, _classes, _set, _by, _map };
        command.SetAction(Run);
        return command;
    }

    void Run(ParseResult parsed)
    {
        var (source, target) = (parsed.GetRequiredValue(_from), parsed.GetRequiredValue(_to));
        var save = FileFormats.Of(target).Save ?? throw new ArgumentException(
            $"'{target}' would be {FileFormats.Of(target).Name}, but such files are only read. Use another ending.");
        var terminal = Words.Terminal(parsed);
        var made = parsed.GetValue(_net) is { } word ? Net(word, parsed.GetValue(_classes), Words.Pairs(parsed.GetValue(_set))) : null;
        var (model, report) = Read(source, made, new(parsed.GetRequiredValue(_by), Map(parsed.GetValue(_map))));
        save(model, target);
        foreach (var line in report) terminal.Line(line);
        terminal.Line(string.Create(CultureInfo.InvariantCulture,
            $"{target}: {FileFormats.Of(target).Name}, {model.Name}, {model.ParameterCount:N0} parameters, " +
            $"{new FileInfo(target).Length:N0} bytes."));
    }

    static (Model Model, string[] Report) Read(string path, Model? net, WeightsWords words)
    {
        var format = FileFormats.Of(path);
        if (!File.Exists(path)) throw new FileNotFoundException(
            $"There is no file '{path}', but one is to be converted. Correct the path.");
        if (net is null) return format.Load is { } load && format.IsModel(path) ? (load(path), []) : throw new ArgumentException(
            $"'{path}' is {format.Name} without a model, but weights need a net. Give it with --net.");
        var put = format.LoadInto ?? throw new ArgumentException($"'{path}' is {format.Name}, but its weights alone cannot be read. " +
            "Leave --net out.");
        return (net, put(net, path, words).Split('\n'));
    }

    static Model Net(string word, int? classes, IReadOnlyDictionary<string, string> set)
    {
        if (Pretrained.Names.Contains(word)) return Pretrained.Named(word, weights: null, classes: classes);
        if (classes is not null) throw new ArgumentException(
            $"--classes was given for '{word}', but it is for published nets. Use --set, or leave it out.");
        return File.Exists(word) && FileFormats.Find(word) is { Load: { } load } ? load(word) : NetOrModel.Open(word, set).Model;
    }

    static Dictionary<string, string>? Map(string? path)
    {
        if (path is null) return null;
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) is { } map && !map.ContainsValue(null!)
                ? map
                : throw new JsonException("a value is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"'{path}' cannot be read as a map of names ({e.Message.Split('\n')[0].TrimEnd('.')}), but a JSON " +
                "object of texts is expected. Write it as {\"dense\": \"fc\"}.", e);
        }
    }
}
