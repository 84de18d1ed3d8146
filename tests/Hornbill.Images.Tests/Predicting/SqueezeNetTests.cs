using Hornbill.Applications;
using Hornbill.Serialization;
using Xunit;

namespace Hornbill.Images.Tests;

/// <summary>SqueezeNet 1.1 with its real weights on real photographs, where they are at hand.</summary>
[Trait("Speed", "slow")]
public class SqueezeNetTests
{
    const double Close = 1e-4;

    static readonly string? Data = Environment.GetEnvironmentVariable("HORNBILL_DATA");

    static string At(params string[] path)
    {
        var at = Path.Combine([Data ?? "", .. path]);
        Assert.SkipUnless(Data is { Length: > 0 } && Path.Exists(at), "HORNBILL_DATA has no such file");
        return at;
    }

    [Fact]
    public void Outputs_are_those_of_an_independent_run()
    {
        var check = NpzFile.Read(At("weights", "squeezenet1.1-check.npz"));
        var model = SqueezeNet.SqueezeNet11(weights: At("weights", "squeezenet1.1-imagenet.npz"), classifierActivation: null);
        for (var i = 0; i < 3; i++)
        {
            var (x, expected) = (check[$"input_{i}"].ToTensor().Transpose(0, 2, 3, 1), check[$"output_{i}"].ToTensor());
            var came = model.Predict(x);
            var most = expected.Data.Max(Math.Abs);
            for (var c = 0; c < expected.Data.Length; c++) Assert.Equal(expected.Data[c], came.Data[c], Close * most);
        }
    }

    [Fact]
    public void Photographs_are_named_rightly()
    {
        var folder = At("images");
        var model = SqueezeNet.SqueezeNet11(weights: At("weights", "squeezenet1.1-imagenet.npz"));
        var predictor = new Predictor(model);
        var (first, five) = (0, 0);
        foreach (var path in Directory.GetFiles(folder, "*.JPEG"))
        {
            var id = Path.GetFileName(path).Split('_')[0];
            var seen = predictor.Predict(path, top: 5);
            if (seen[0].Id == id) first++;
            if (seen.Any(p => p.Id == id)) five++;
        }
        Assert.True(first >= 21 && five == 25, $"{first} at once, {five} of five");
    }
}
