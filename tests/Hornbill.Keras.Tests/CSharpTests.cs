using System.Diagnostics;
using System.Globalization;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tests;
using Hornbill.Tests.Tool;
using Hornbill.Tool;
using Hornbill.Tool.Formats.CSharp;
using Xunit;

namespace Hornbill.Keras.Tests;

/// <summary><c>hornbill export --csharp</c>: what is written builds and answers as <c>predict</c> does.</summary>
public sealed class CSharpTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("new Dense(units: 3, activation: \"relu\", kernelInitializer: \"he_normal\", biasInitializer: \"zeros\", " +
        "kernelRegularizer: \"L2(l2=0.5)\") { Name = \"d\" }")]
    [InlineData("new ZeroPadding2D(padding: ((1, 2), (3, 4))) { Name = \"z\" }")]
    [InlineData("new Rescaling(scale: [0.5], offset: [0]) { Name = \"r\" }")]
    [InlineData("new Input(28, 28, 1) { Name = \"i\" }")]
    public void Layers_are_written_as_one_would(string code) => Assert.Equal(code, LayerCode.Of(code switch
    {
        _ when code.Contains("Dense", StringComparison.Ordinal) => new Dense(3, "relu", kernelInitializer: "he_normal",
            kernelRegularizer: "l2(l2=0.5)")
        { Name = "d" },
        _ when code.Contains("Zero", StringComparison.Ordinal) => new ZeroPadding2D(((1, 2), (3, 4))) { Name = "z" },
        _ when code.Contains("Resc", StringComparison.Ordinal) => new Rescaling(0.5) { Name = "r" },
        _ => new Input(28, 28, 1) { Name = "i" },
    }));

    [Fact]
    [Trait("Speed", "slow")]
    public async Task What_is_written_builds_and_answers_like_predict()
    {
        Graph().Save(_folder.File("net.safetensors"));
        var image = _folder.File("image.pgm");
        File.WriteAllBytes(image, [.. "P5\n12 12\n255\n"u8, .. Enumerable.Range(0, 144).Select(i => (byte)(i * 37))]);
        var predicted = await Run("predict", _folder.File("net.safetensors"), image);
        await Run("export", _folder.File("net.safetensors"), "--csharp", _folder.File("out"), "--reference", Repository.Root());
        Build(_folder.File("out"));
        var answer = Start("exec", Program("Classify"), image);
        Assert.True(answer.Code == 0, answer.Output);
        Assert.Equal(predicted.Trim()[3..], answer.Output.Trim()[(image.Length + 2)..]);

        using var service = new WebProgram(Program("Service"));
        using var served = await service.Post("classify", File.ReadAllBytes(image));
        Assert.Equal(predicted.Trim()[3..], string.Join(", ", served.RootElement.EnumerateArray().Select(p =>
            string.Create(CultureInfo.InvariantCulture, $"{p.GetProperty("name").GetString()} {p.GetProperty("probability").GetDouble():0.0000}"))));
    }

    // All three at once; the library's own projects are built already.
    static void Build(string folder)
    {
        var build = Start("build", folder, "-c", "Release", "-v", "q", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false");
        Assert.True(build.Code == 0, build.Output);
    }

    string Program(string name) => _folder.File($"out/{name}/bin/Release/net10.0/{name}.dll");

    // All that code has words for: a model within, a layer called twice, a call at inference, branches, settings of every form.
    static Model Graph()
    {
        var x = new Input(12, 12, 1) { Name = "x" };
        var inner = new Input(12, 12, 4) { Name = "i" };
        var trunk = new Model(inner, new BatchNormalization(axis: -1, epsilon: 1e-4) { Name = "calm" }.Apply(
            new Conv2D(4, (3, 1), padding: "same", kernelConstraint: "max_norm(max_value=3)") { Name = "class" }.Apply(inner)), "trunk");
        var shared = new SeparableConv2D(4, 3, padding: "same", depthMultiplier: 2, activation: "relu") { Name = "shared" };
        var y = new Conv2D(4, 3, padding: "same", kernelRegularizer: "l2") { Name = "layer1.0" }.Apply(
            new RandomFlip("horizontal", seed: 3) { Name = "flip" }.Apply(new Rescaling(2, -1) { Name = "scale" }.Apply(x)));
        y = new Add { Name = "sum" }.Apply(trunk.Apply([shared.Apply(y)], training: false), shared.Apply(shared.Apply(y)));
        y = new LayerNormalization { Name = "norm" }.Apply(new Cropping2D(((1, 0), (2, 1))) { Name = "crop" }.Apply(y));
        y = new Reshape(9 * 13, 4) { Name = "row" }.Apply(new ZeroPadding2D(((0, 0), (1, 1))) { Name = "pad" }.Apply(
            new Permute(2, 1, 3) { Name = "turn" }.Apply(y)));
        y = new Flatten { Name = "flat" }.Apply(new PReLU(sharedAxes: [1]) { Name = "act" }.Apply(y));
        var model = new Model(x, new Dense(3, "softmax") { Name = "2" }.Apply(new Dropout(0.5) { Name = "drop" }.Apply(y)), "graph",
            seed: 3);
        model.Metadata["class_names"] = """["an \"ant\"","bee","cat"]""";
        return model;
    }

    static async Task<string> Run(params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.True(await CommandLine.Run(words, output, error) == 0, $"{error}");
        return $"{output}";
    }

    static (int Code, string Output) Start(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
