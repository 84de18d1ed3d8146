using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Hornbill.Onnx;
using Hornbill.Tensors;
using Hornbill.Tool.Formats.CSharp;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill export</c>: a saved model as a file that other programs run, or as a program.</summary>
static class ExportCommand
{
    const string Nhwc = "nhwc";

    public static Command Create()
    {
        var model = Words.Model();
        var onnx = new Option<string?>("--onnx")
        {
            Description = "Write the model as ONNX, operator set 17 [default: no ONNX]",
            HelpName = "FILE"
        };
        var (csharp, reference) = CSharp();
        var input = new Option<string>("--input")
        {
            Description = "How images go in and come out: nhwc, as 'predict' and the library have them, or nchw [default: nhwc]",
            HelpName = "nhwc|nchw", DefaultValueFactory = _ => Nhwc,
        };
        input.Validators.Add(r => Words.Check(r, text => Words.Unknown(() => Choices.Check("input", text, Nhwc, "nchw"))));
        var size = SizeOption();
        var pixels = new Option<bool>("--pixels")
        { Description = "Let the graph take pixels from 0 to 255 and bring them to the range of the training itself" };
        var external = new Option<bool>("--external-data") { Description = "Keep the weights in a file beside, FILE.data" };
        var keep = new Option<bool>("--keep-batch-normalization")
        { Description = "Keep batch normalisations as nodes instead of making them part of the weights before them" };
        var command = new Command("export", "Write a model for programs that run it elsewhere: as ONNX, or as C#.")
        { model, onnx, csharp, reference, input, size, pixels, external, keep };
        command.Validators.Add(r => NeedOne(r, onnx, csharp));
        command.SetAction(parsed =>
        {
            var saved = ModelFile.Read(parsed.GetRequiredValue(model));
            if (parsed.GetValue(csharp) is { } folder) Write(saved, folder, parsed.GetValue(reference), Words.Terminal(parsed));
            if (parsed.GetValue(onnx) is not { } path) return;
            saved.Model.ExportOnnx(path, new()
            {
                Input = parsed.GetRequiredValue(input), TakesPixels = parsed.GetValue(pixels), ExternalData = parsed.GetValue(external),
                FoldsBatchNormalization = !parsed.GetValue(keep), InputShape = parsed.GetValue(size) is { } text ? Size(text) : null,
            });
            Words.Terminal(parsed).Line(Told(saved, path, parsed.GetRequiredValue(input), parsed.GetValue(pixels)));
        });
        return command;
    }

    static Option<string?> SizeOption()
    {
        var size = new Option<string?>("--size")
        {
            Description = "The size of images, for a model that takes any: 224,224,3 [default: the model's own]",
            HelpName = "HEIGHT,WIDTH,CHANNELS"
        };
        size.Validators.Add(r => Words.Check(r, text => Words.Unknown(() => Size(text))));
        return size;
    }

    static (Option<string?> CSharp, Option<string?> Reference) CSharp() =>
        (new("--csharp")
        {
            Description = "Write the net as C#, with its weights, a program for photographs and a web service [default: no C#]",
            HelpName = "FOLDER"
        },
        new("--reference") { Description = "Let that program use Hornbill's sources there [default: its packages]", HelpName = "FOLDER" });

    static void NeedOne(CommandResult result, Option<string?> onnx, Option<string?> csharp)
    {
        if (result.GetValue(onnx) is null == result.GetValue(csharp) is null)
            result.AddError("export expects one of --onnx FILE and --csharp FOLDER. Give one.");
    }

    static void Write(ModelFile saved, string folder, string? reference, Terminal terminal)
    {
        new CSharpProject(saved, reference).Write(folder);
        terminal.Line($"{folder}: {saved.Net} as C#. Try dotnet run -c Release --project " +
            $"{Product.Quoted(Path.Combine(folder, "Classify"))} -- photo.jpg");
    }

    static string Told(ModelFile saved, string path, string input, bool pixels)
    {
        var takes = pixels ? "pixels from 0 to 255" : saved.Preparation.ToString();
        return string.Create(CultureInfo.InvariantCulture,
            $"{path}: {saved.Net}, {saved.Model.ParameterCount:N0} parameters, {new FileInfo(path).Length:N0} bytes. It takes " +
            $"{takes}, {input}.");
    }

    static Shape Size(string text)
    {
        int[] sizes = [.. text.Split(',').Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)];
        return sizes.Length == 3 && sizes.All(n => n > 0) ? Shape.Create(sizes) : throw new ArgumentException(
            $"--size got '{Choices.Short(text)}' but needs height, width and channels. Write it as 224,224,3.");
    }
}
