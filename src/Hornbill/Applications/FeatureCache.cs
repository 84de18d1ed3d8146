using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>What a trunk that is not trained makes of data, computed once and kept in files named by the content of both: with other
/// weights, other images or another preprocessing the name is another, and what is there is never taken for what it is not.</summary>
/// <param name="folder">Where the files are kept; null for nowhere.</param>
/// <example><code>
/// var trunk = SqueezeNet.SqueezeNet11(includeTop: false, pooling: "avg", inputShape: [224, 224, 3]);
/// var features = new FeatureCache("features").Features(trunk, images);
/// head.Fit(features, epochs: 30);
/// </code></example>
public sealed class FeatureCache(string? folder = null)
{
    const string X = "x", Y = "y";

    /// <summary>Whether the last features came from a file.</summary>
    public bool WasKept { get; private set; }

    /// <summary>The features and targets of all samples, in their order.</summary>
    /// <param name="trunk">The model; it predicts, so that batch normalization is in inference mode.</param>
    /// <param name="data">Samples with one target, or none.</param>
    /// <param name="batchSize">Samples in a batch.</param>
    /// <exception cref="ArgumentException">The data do not fit the trunk, or have weights or several targets.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public ArrayData Features(Model trunk, SampleSource data, int batchSize = 16)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Weighted || data.Targets.Count > 1)
            throw new ArgumentException($"Features were asked for of data with {data.Targets.Count} targets" +
                $"{(data.Weighted ? " and weights" : "")}, but one target without weights is kept. Give such data, and weigh the features.");
        var path = folder is null ? null : Path.Combine(folder, $"features-{Key(trunk, data)}.npz");
        var kept = path is null ? null : Kept(path, data.Count!.Value);
        WasKept = kept is not null;
        if (kept is not null) return kept;
        var (x, y) = (trunk.Predict(data, batchSize), TargetsOf(data));
        if (path is not null) Write(path, x, y);
        return new(x, y);
    }

    static void Write(string path, Tensor x, Tensor? y)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        NpzFile.Write(path, y is null ? [(X, new NpyArray(x))] : [(X, new NpyArray(x)), (Y, new NpyArray(y))]);
    }

    // A file that is damaged is computed anew.
    static ArrayData? Kept(string path, int count)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var file = NpzFile.Read(path);
            var (x, y) = (file[X].ToTensor(), file.Arrays.FirstOrDefault(a => a.Name == Y).Value?.ToTensor());
            return x.Shape[0] == count ? new(x, y) : null;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            return null;
        }
    }

    static Tensor? TargetsOf(SampleSource data)
    {
        if (data.Targets.Count == 0) return null;
        var shape = data.Targets[0].Shape;
        var y = new Tensor(shape.Prepend(data.Count!.Value));
        for (var i = 0; i < data.Count; i++) data.Single(i, default).Target(0).CopyTo(y.Data.AsSpan(i * shape.Elements, shape.Elements));
        return y;
    }

    static string Key(Model trunk, SampleSource data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(trunk.ToConfig()));
        foreach (var weight in trunk.GetWeights()) hash.AppendData(MemoryMarshal.AsBytes<float>(weight.Value.Data));
        for (var i = 0; i < data.Count; i++)
        {
            var one = data.Single(i, default);
            hash.AppendData(MemoryMarshal.AsBytes(one.Input(0)));
            if (data.Targets.Count > 0) hash.AppendData(MemoryMarshal.AsBytes(one.Target(0)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
