using System.CommandLine;
using System.Globalization;
using Hornbill.Onnx;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Commands;

/// <summary><c>hornbill export</c>: a saved model as a file that other programs run.</summary>
static class ExportCommand
{
    const string Nhwc = "nhwc";

    public static Command Create()
    {
        var model = Words.Model();
        var onnx = new Option<string>("--onnx")
        { Description = "Write the model as ONNX, operator set 17", HelpName = "FILE", Required = true };
        var input = new Option<string>("--input")
        {
            Description = "How images go in and come out: nhwc, as 'predict' and the library have them, or nchw [default: nhwc]",
            HelpName = "nhwc|nchw", DefaultValueFactory = _ => Nhwc,
        };
        input.Validators.Add(r => Words.Check(r, text => Words.Unknown(() => Choices.Check("input", text, Nhwc, "nchw"))));
        var size = new Option<string?>("--size")
        { Description = "The size of images, for a model that takes any: 224,224,3", HelpName = "HEIGHT,WIDTH,CHANNELS" };
        size.Validators.Add(r => Words.Check(r, text => Words.Unknown(() => Size(text))));
        var pixels = new Option<bool>("--pixels")
        { Description = "Let the graph take pixels from 0 to 255 and bring them to the range of the training itself" };
        var external = new Option<bool>("--external-data") { Description = "Keep the weights in a file beside, FILE.data" };
        var keep = new Option<bool>("--keep-batch-normalization")
        { Description = "Keep batch normalisations as nodes instead of making them part of the weights before them" };
        var command = new Command("export", "Write a model as ONNX, for programs that run it elsewhere.")
        { model, onnx, input, size, pixels, external, keep };
        command.SetAction(parsed =>
        {
            var saved = ModelFile.Read(parsed.GetRequiredValue(model));
            var path = parsed.GetRequiredValue(onnx);
            saved.Model.ExportOnnx(path, new()
            {
                Input = parsed.GetRequiredValue(input), TakesPixels = parsed.GetValue(pixels), ExternalData = parsed.GetValue(external),
                FoldsBatchNormalization = !parsed.GetValue(keep), InputShape = parsed.GetValue(size) is { } text ? Size(text) : null,
            });
            Words.Terminal(parsed).Line(Told(saved, path, parsed.GetRequiredValue(input), parsed.GetValue(pixels)));
        });
        return command;
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
