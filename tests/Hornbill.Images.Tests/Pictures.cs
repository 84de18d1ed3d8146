using Hornbill.Serialization;
using Hornbill.Tests;

namespace Hornbill.Images.Tests;

/// <summary>The small files of eng/golden/pictures.py, and the pixels that djpeg and Pillow make of them.</summary>
static class Pictures
{
    static readonly Dictionary<string, NpyArray> Arrays =
        NpzFile.Read(Path.Combine(Repository.Root(), "tests", "Hornbill.Images.Tests", "Golden", "pictures.npz"))
            .Arrays.ToDictionary(a => a.Name, a => a.Value);

    public static IEnumerable<string> Names => Arrays.Keys.Where(k => k.StartsWith("file/", StringComparison.Ordinal))
        .Select(k => k["file/".Length..]);

    public static byte[] File(string name) => [.. Arrays[$"file/{name}"].ToBytes()];

    /// <summary>(height, width, channels).</summary>
    public static (int Height, int Width, int Channels, byte[] Pixels) Pixels(string name) =>
        Arrays[$"pixels/{name}"] is var a ? (a.Shape[0], a.Shape[1], a.Shape[2], a.ToBytes()) : default;

    /// <summary>The folder of real data, or null.</summary>
    public static string? Real(string folder) =>
        Environment.GetEnvironmentVariable("HORNBILL_DATA") is { Length: > 0 } data && Directory.Exists(Path.Combine(data, folder))
            ? Path.Combine(data, folder) : null;
}
