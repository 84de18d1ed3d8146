using System.CommandLine;
using Hornbill.Images;
using Hornbill.Studio;
using Hornbill.Tool.Screen;
using Hornbill.Tool.Seeing;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill inspect</c>: what a net's layers look for and see in an image, as pictures and a page.</summary>
sealed class InspectCommand
{
    const string Everything = "all";

    readonly Argument<string> _model = new("MODEL")
    { Description = "A model's file, which 'train' or the library's Save wrote, or a published net (see 'models list')" };

    readonly Option<string?> _weights = Words.Weights();

    readonly Argument<string> _image = new("IMAGE")
    {
        Description = "A photograph, or an image of a data set or a folder by its number: fashion-mnist:12",
    };

    readonly Option<string[]> _what = new("--what")
    {
        Description = $"What to show, joined by commas: {string.Join(", ", InspectSettings.All)} or {Everything} [default: {Everything}]",
        HelpName = "LIST",
    };

    readonly Option<string?> _layer = new("--layer")
    {
        Description = "Look at one layer, of a model within as base/conv2d [default: all layers in order]", HelpName = "NAME",
    };

    readonly Option<string?> _class = new("--class")
    {
        Description = "The class that is looked for, by name or number [default: the likeliest]", HelpName = "CLASS",
    };

    readonly Option<string?> _data = new("--data")
    {
        Description = "Whose images are embedded: a data set or a folder [default: the image's, or the one it was trained on]", HelpName =
            "DATA",
    };

    readonly Option<int?> _limit = Words.Limit($"Embed so many images [default: {InspectSettings.DefaultLimit}]");

    readonly Option<int?> _threads = Words.Threads();

    readonly Option<string?> _output = new("--output")
    {
        Description = "The folder for the pictures and the page index.html [default: inspect beside the model]", HelpName = "DIR",
    };

    public static Command Create() => new InspectCommand().Build();

    Command Build()
    {
        var command =
            new Command("inspect", "Look into a net with an image: filters, feature maps, saliency, Grad-CAM and more, layer by layer.")
        {
            _model, _image, _weights, _what, _layer, _class, _data, _limit, _threads, _output,
        };
        _what.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (Words.Unknown(() => Parse([token.Value])) is { } error) result.AddError(error);
        });
        command.SetAction(Run);
        return command;
    }

    static IReadOnlyList<string> Parse(string[] words)
    {
        string[] asked = [.. words.SelectMany(w => w.Split(',', StringSplitOptions.TrimEntries)).Distinct()];
        foreach (var word in asked) Choices.Check("thing to show", word, [.. InspectSettings.All, Everything]);
        return asked.Contains(Everything) || asked.Length == 0 ? InspectSettings.All : [.. InspectSettings.All.Intersect(asked)];
    }

    void Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_model);
        var file = ClassNames.Named(PredictCommand.Open(path, parsed.GetValue(_weights)));
        if (parsed.GetValue(_threads) is { } n) file.Model.Workers = new(n);
        var folder = parsed.GetValue(_output) ?? Path.Combine(Path.GetDirectoryName(path) is { Length: > 0 } beside ? beside : ".",
            "inspect");
        if (File.Exists(folder)) throw new ArgumentException(
            $"'{folder}' is a file, but pictures go into a folder. Give another with --output.");
        var words = parsed.GetValue(_what) ?? [];
        var what = Parse(words);
        var inspector = new Inspector(file, SeenImage.Read(file, parsed.GetRequiredValue(_image)), new()
        {
            What = what, Layer = parsed.GetValue(_layer), Class = parsed.GetValue(_class), Data = parsed.GetValue(_data),
            Limit = parsed.GetValue(_limit) ?? InspectSettings.DefaultLimit, Lenient = what.Count == InspectSettings.All.Count,
        });
        Write(Words.Terminal(parsed), folder, inspector, file.Net);
    }

    static void Write(Terminal terminal, string folder, Inspector inspector, string net)
    {
        foreach (var (name, value) in inspector.Facts) terminal.Line($"{name}: {value}");
        Directory.CreateDirectory(folder);
        var sections = new List<PageSection>();
        foreach (var (what, section) in inspector.Sections(terminal.Line))
        {
            sections.Add(section);
            WritePictures(folder, what, section);
            terminal.Line($"{section.Title}: {section.Images.Count + section.Charts.Count} pictures");
        }
        var page = Path.Combine(folder, "index.html");
        PicturePage.Write(page, $"{net}, looked into", inspector.Facts, sections);
        terminal.Line($"Written: {page}");
    }

    static void WritePictures(string folder, string what, PageSection section)
    {
        string Named(int number, string caption) => Path.Combine(folder, $"{what}-{number:00}-{FileName(caption)}.png");
        foreach (var (number, (image, caption)) in section.Images.Index()) PngWriter.Write(Named(number, caption), image);
        foreach (var (number, chart) in section.Charts.Index())
            PngWriter.Write(Named(section.Images.Count + number, chart.Title), chart.ToImage(scale: 1));
    }

    // The first word of the caption, which is a layer's name: letters and digits that any system takes.
    static string FileName(string caption) => new([.. caption.Split(':', '(')[0].Trim().Take(60).Select(c =>
        char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-')]);
}
