using System.Text;
using System.Text.Json;
using Hornbill.Applications;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Applications;

/// <summary>Each net gives torchvision's logits with the same weights, which come under torchvision's names and in its layouts.</summary>
public class ApplicationLogitsTests
{
    const int Batch = 2, Classes = 10;
    const double Close = 1e-4;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Golden.GetArrayLength())];

    static JsonElement Golden => GoldenData.Read("applications.json").GetProperty("cases");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_are_torchvisions(int index)
    {
        var golden = Golden[index];
        var (net, side) = (Pretrained.Find(golden.GetProperty("net").GetString()!), golden.GetProperty("side").GetInt32());
        var model = net.Build(new(true, null, [side, side, 3], null, Classes, null, null, 1));
        ApplicationWeights.Set(model, net, Weights(golden), "a state dict");
        var x = new Tensor([Batch, side, side, 3], [.. GoldenData.Signed(31, Batch * side * side * 3, 1).Select(v => (float)v)]);
        AssertClose(golden.Doubles("logits"), model.Predict(x).Data);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_differ_between_the_images_by_more_than_the_tolerance(int index)
    {
        var logits = Golden[index].Doubles("logits");
        var differs = Enumerable.Range(0, Classes).Max(c => Math.Abs(logits[c] - logits[Classes + c]));
        Assert.True(differs > 30 * Close * logits.Max(Math.Abs), $"{differs}");
    }

    internal static StoredWeight[] Weights(JsonElement golden)
    {
        var gain = golden.GetProperty("gain").GetDouble();
        return [.. golden.GetProperty("weights").EnumerateArray().Select(w => Weight(w[0].GetString()!,
            [.. w[1].EnumerateArray().Select(d => d.GetInt32())], gain))];
    }

    static StoredWeight Weight(string name, int[] dimensions, double gain)
    {
        var (shape, stream) = (Shape.Create(dimensions), Crc32.Append(0, Encoding.ASCII.GetBytes(name)));
        var bound = gain * Math.Sqrt(6.0 / (shape.Elements / shape[0]));
        var around1 = name.EndsWith(".running_var", StringComparison.Ordinal) || name.EndsWith(".weight", StringComparison.Ordinal);
        float Of(double v) => (float)(shape.Rank > 1 ? v * bound : around1 ? 1 + (0.2 * v) : 0.1 * v);
        var values = new float[shape.Elements];
        for (var i = 0; i < values.Length; i++) values[i] = Of(GoldenData.Signed(stream, i));
        return new(name, shape, () => new Tensor(shape, values));
    }

    static void AssertClose(double[] expected, float[] came)
    {
        Assert.Equal(expected.Length, came.Length);
        var worst = expected.Zip(came, (e, c) => Math.Abs(e - c)).Max() / expected.Max(Math.Abs);
        Assert.True(worst <= Close, $"{worst} of the greatest logit");
    }
}
