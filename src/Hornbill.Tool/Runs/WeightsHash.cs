using System.Security.Cryptography;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Tool.Runs;

/// <summary>The fingerprint of a model's weights.</summary>
static class WeightsHash
{
    /// <summary>SHA-256 over all float32 values, little-endian, in Keras's order and layouts.</summary>
    public static string Of(IEnumerable<NamedWeights> weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weight in weights) hash.AppendData(LittleEndian.Bytes(weight.Value.Data));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
