using System.CommandLine;
using Hornbill.Applications;
using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Models;
using Hornbill.Tool.Screen;
using Spectre.Console;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill models</c>: the published nets, their weights fetched, other libraries' files converted.</summary>
static class ModelsCommand
{
    public static Command Create()
    {
        var command = new Command("models", "List published nets; fetch their weights, convert files of weights.")
        {
            List(), Get(), Convert(),
        };
        command.SetAction(parsed => Tell(Words.Terminal(parsed)));
        return command;
    }

    static Command List()
    {
        var command = new Command("list", "List the published nets and where their weights lie.");
        command.SetAction(parsed => Tell(Words.Terminal(parsed)));
        return command;
    }

    static void Tell(Terminal terminal)
    {
        var table = new Table().AddColumns("Name", "Source", "Side", "Parameters", "Weights");
        table.Columns[3].RightAligned();
        foreach (var net in Pretrained.All)
            table.AddRow([.. ((string[])[net.Name, net.Source, $"{net.Side}", $"{Parameters(net):N0}", State(net)]).Select(c => new Text(c))]);
        terminal.Table(table);
    }

    static long Parameters(Application net) =>
        net.Build(new(true, null, null, null, net.Classes, null, null, 0), draws: false).ParameterCount;

    static string State(Application net) => net.Addresses.Count == 0 ? "none are published"
        : new PublishedWeights(net).Find() is var (path, _) ? $"in {path}"
        : $"not here: 'models get {net.Name}' fetches them from {new Uri(net.Addresses[0].Url).Host}";

    static Command Get()
    {
        var name = Name();
        var command = new Command("get", "Fetch a net's weights, and the names of its classes, unless they are here.") { name };
        command.SetAction(parsed =>
        {
            var terminal = Words.Terminal(parsed);
            var net = Pretrained.Find(parsed.GetRequiredValue(name));
            if (net.Addresses.Count == 0)
                throw new ArgumentException($"{net.Name} has no published weights, but 'get' fetches such. Choose another (see 'models list').");
            var display = new DownloadDisplay(terminal);
            var (path, _) = new PublishedWeights(net) { Progress = display }.Get();
            var classes = ImageNet.LoadClasses(progress: display);
            display.End();
            terminal.Line($"{net.Name}: {path}, {classes.Count:N0} classes");
            if (new KeptChecksum(path).Read() is { } sum) terminal.Line($"SHA-256 as fetched first, held against later downloads: {sum}");
        });
        return command;
    }

    static Command Convert()
    {
        var name = Name();
        var file = new Argument<string>("FILE")
        { Description = "Weights of it: .safetensors, .npz or .pth, of any library whose names are known" };
        var output = new Argument<string>("OUTPUT")
        { Description = "Where the model goes, with its classes and preprocessing (.safetensors)" };
        var classes = Words.Number("--classes", "Classes that the weights tell apart [default: the published net's]", 1, 1_000_000);
        var command = new Command("convert", "Make a model's file of a net and a file of weights.") { name, file, output, classes };
        command.SetAction(parsed =>
        {
            var net = Pretrained.Find(parsed.GetRequiredValue(name));
            var told = parsed.GetValue(classes) ?? net.Classes;
            var model = net.Build(new(true, parsed.GetRequiredValue(file), null, null, told, "softmax", null, 0));
            new Predictor(model, classNames: Classes(model)).Save(parsed.GetRequiredValue(output));
            Words.Terminal(parsed).Line($"{net.Name}, {model.ParameterCount:N0} parameters: {parsed.GetRequiredValue(output)}");
        });
        return command;
    }

    // A file without names is of use, too.
    static string[]? Classes(Model model) =>
        model.Outputs[0].Shape[0] == ImageNet.Classes && ImageNet.FindClasses(DataFolders.Models) is null
            ? [.. Enumerable.Range(0, ImageNet.Classes).Select(i => $"{i}")] : null;

    static Argument<string> Name()
    {
        var name = new Argument<string>("NAME") { Description = string.Join(", ", Pretrained.Names) };
        name.Validators.Add(result => Words.Check(result, word => Words.Unknown(() => Pretrained.Find(word))));
        return name;
    }
}
