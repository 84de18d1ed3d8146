using System.Net;
using System.Text.Json;
using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tests;
using Hornbill.Tests.Tool;
using Xunit;

namespace Hornbill.Serve.Tests;

/// <summary>The sample that serves a model over HTTP answers as the library's Predictor does.</summary>
[Trait("Speed", "slow")]
public sealed class ServeTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // the machine may be busy otherwise

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_photograph_is_named_and_a_model_that_changes_is_loaded()
    {
        var path = Save(seed: 1, ["ant", "bee", "cat"]);
        var photo = Photograph();
        var predictor = Predictor.Load(path);
        using var service = new WebProgram(Program, "--model", path, "--slots", "2");
        using var classes = await service.Get("classes");
        Assert.Equal(["ant", "bee", "cat"], classes.RootElement.EnumerateArray().Select(c => c.GetString()));
        using var answer = await service.Post("predict?top=2", photo);
        AssertSame(predictor.Predict(ImageReader.Default.Read(photo), top: 2), answer);
        // Many at once, more than there are slots.
        foreach (var one in await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.Post("predict?top=3", photo))))
            using (one) AssertSame(predictor.Predict(ImageReader.Default.Read(photo), top: 3), one);
        using var wrong = await service.Send("predict", [1, 2, 3]);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        File.WriteAllBytes(path, [0]); // a file that cannot be loaded: the old model goes on
        using var still = await service.Post("predict", photo);
        Assert.Equal(3, still.RootElement.GetArrayLength());
        Save(seed: 2, ["dog", "elk", "fox"]);
        Assert.True(await Becomes(service, "dog"));
    }

    static async Task<bool> Becomes(WebProgram service, string first)
    {
        for (var begun = DateTime.UtcNow; DateTime.UtcNow - begun < Patience; await Task.Delay(100))
            using (var classes = await service.Get("classes"))
                if (classes.RootElement[0].GetString() == first) return true;
        return false;
    }

    static void AssertSame(IReadOnlyList<Applications.Prediction> expected, JsonDocument answer)
    {
        var came = answer.RootElement.EnumerateArray().ToArray();
        Assert.Equal(expected.Select(p => p.Name), came.Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(expected.Select(p => p.Probability), came.Select(p => p.GetProperty("probability").GetSingle()));
    }

    string Save(ulong seed, string[] names)
    {
        var model = new Sequential([new Input(24, 24, 3), new Conv2D(4, 3, activation: "relu"), new GlobalAveragePooling2D(),
            new Dense(3, "softmax")], seed: seed);
        new Predictor(model, new(PixelRange.Unit, new() { Antialias = true }), names).Save(_folder.File("model.safetensors"));
        return _folder.File("model.safetensors");
    }

    byte[] Photograph()
    {
        PngWriter.Write(_folder.File("photo.png"), new Image(40, 30, 3, [.. Enumerable.Range(0, 3600).Select(i => (byte)(i * 37 / 5))]));
        return File.ReadAllBytes(_folder.File("photo.png"));
    }

    // Built with the tests, so in their configuration.
    static string Program => Path.Combine(Repository.Root(), "samples", "Hornbill.Serve", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Hornbill.Serve.dll");
}
