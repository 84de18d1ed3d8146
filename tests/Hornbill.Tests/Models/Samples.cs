using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Tests.Models;

/// <summary>Small data and nets, and the fingerprints of what came of them.</summary>
static class Samples
{
    public static Tensor Random(Shape sample, int count, int seed = 1)
    {
        var random = new Random(seed);
        var x = new Tensor(sample.Prepend(count));
        foreach (ref var v in x.Data.AsSpan()) v = random.NextSingle() - 0.3f;
        return x;
    }

    public static Tensor Labels(int count, int classes = 10, int seed = 2)
    {
        var random = new Random(seed);
        return new([count], [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(classes))]);
    }

    public static Tensor OneHot(Tensor labels, int classes = 10)
    {
        var y = new Tensor([labels.Data.Length, classes]);
        for (var n = 0; n < labels.Data.Length; n++) y[n, (int)labels.Data[n]] = 1;
        return y;
    }

    public static ArrayData Data(Shape sample, int count, int classes = 10, int seed = 1) =>
        new(Random(sample, count, seed), Labels(count, classes, seed + 1));

    /// <summary>Points around <paramref name="classes"/> centres.</summary>
    public static ArrayData Blobs(int count, int classes = 4, int seed = 1)
    {
        var random = new Random(seed);
        var (x, y) = (new Tensor([count, 2]), new Tensor([count]));
        for (var n = 0; n < count; n++)
        {
            var c = (int)(y.Data[n] = n % classes);
            for (var d = 0; d < 2; d++)
                x[n, d] = (float)((((c >> d) & 1) * 2) - 1
                    + (0.25 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)));
        }
        return new(x, y);
    }

    /// <summary>Two inputs, a hidden layer, some classes; compiled.</summary>
    public static Sequential Tiny(int classes = 4, ulong seed = 0)
    {
        var model = new Sequential([new Input(2), new Dense(16, "relu"), new Dense(classes, "softmax")], seed: seed);
        model.Compile("adam", "sparse_categorical_crossentropy", ["accuracy"]);
        return model;
    }

    /// <summary>A net of every layer that is small.</summary>
    public static Sequential Small(ulong seed = 0) => new(
    [
        new Input(12, 12, 1), new Conv2D(6, 3, padding: "same", activation: "relu"), new MaxPooling2D(2), new Conv2D(8, 3),
            new Activation("relu"),
        new Dropout(0.2), new Flatten(), new Dense(20, "relu"), new Dense(10, "softmax"),
    ], seed: seed);

    /// <summary>A fingerprint of all weights.</summary>
    public static string Bits(Model model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var w in model.GetWeights()) hash.AppendData(MemoryMarshal.AsBytes(w.Value.Data.AsSpan()));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    public static string Bits(Tensor t) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(t.Data.AsSpan())));

    /// <summary>All series of a history, to the last bit.</summary>
    public static string Bits(History history) =>
        string.Join(";", history.Values.Select(v =>
            v.Key + ":" + string.Join(",", v.Value.Select(x => BitConverter.DoubleToInt64Bits(x).ToString("x")))));

    public static IReadOnlyList<Tensor> Values(this Model model) => [.. model.GetWeights().Select(w => w.Value)];
}
