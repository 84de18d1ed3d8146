using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Serialization;

/// <summary>A file of another kind is told as what it is, not as a damaged one.</summary>
public sealed class FileKindTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static readonly Dictionary<string, byte[]> Files = new()
    {
        ["a JPEG image"] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8, 0, 1, 1, 0, 0, 72],
        ["a PNG image"] = [0x89, .. "PNG\r\n"u8, 0x1A, 10, 0, 0, 0, 13, .. "IHDR"u8],
        ["a GIF image"] = [.. "GIF89a"u8, 28, 0, 28, 0, 0, 0, 0],
        ["a WebP image"] = [.. "RIFF"u8, 1, 2, 3, 4, .. "WEBPVP8 "u8],
        ["a BMP image"] = [.. "BM"u8, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0],
        ["a PGM image"] = [.. "P5 2 1 255\n"u8, 1, 2],
        ["a PPM image"] = [.. "P6 1 1 255\n"u8, 1, 2, 3],
        ["an IDX file"] = [0, 0, 8, 1, 0, 0, 0, 2, 3, 4],
        ["an .npy file"] = Npy(),
        ["a zip file"] = [.. "PK\u0003\u0004"u8, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ["a safetensors file"] = SafeTensors(),
        ["an HDF5 file"] = [0x89, .. "HDF\r\n"u8, 0x1A, 10, 0, 0, 0, 0],
        ["JSON text"] = [.. "{\"class_name\": \"Sequential\"}"u8],
        ["an HTML or XML text"] = [.. "<!DOCTYPE html><html>"u8],
    };

    static readonly Dictionary<string, (string Own, Action<string> Read)> Readers = new()
    {
        ["Idx"] = ("an IDX file", path => Idx.Read(path)),
        ["Pgm"] = ("a PGM image", path => Pgm.Read(path)),
        ["NpyArray"] = ("an .npy file", path => NpyArray.Read(path)),
        ["NpzFile"] = ("a zip file", path => NpzFile.Read(path)),
        ["SafeTensorsFile"] = ("a safetensors file", path => SafeTensorsFile.Read(path)),
        ["Model.Load"] = ("a safetensors file", path => Model.Load(path)),
    };

    public static TheoryData<string, string> Pairs =>
        new(from reader in Readers from kind in Files.Keys where kind != reader.Value.Own select (reader.Key, kind));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void One_of_another_kind_is_told(string reader, string kind)
    {
        var path = _folder.File("file");
        File.WriteAllBytes(path, Files[kind]);
        var error = ThreeParts.Throws<InvalidDataException>(() => Readers[reader].Read(path), $"'{path}' is {kind}", "is expected");
        Assert.DoesNotContain("damaged", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_of_another_kind_are_told(bool npz)
    {
        var (model, path) = (new Sequential([new Input(2), new Dense(1)]), _folder.File(npz ? "w.npz" : "w.safetensors"));
        File.WriteAllBytes(path, Files["an HDF5 file"]);
        ThreeParts.Throws<InvalidDataException>(() =>
            model.LoadWeights(path), "is an HDF5 file", npz ? "an .npz file" : "a safetensors file");
    }

    [Fact]
    public void What_is_known_is_its_own_kind_and_what_is_not_is_none()
    {
        Assert.Equal(FileKind.Idx, FileKind.Of(Files["an IDX file"]));
        Assert.Equal(FileKind.SafeTensors, FileKind.Of(Files["a safetensors file"]));
        Assert.Null(FileKind.Of([]));
        Assert.Null(FileKind.Of([0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Null(FileKind.Of(_folder.File("none")));
        // Lengths of headers that begin as other kinds do.
        foreach (var length in (ulong[])[0x4D42, 0x8B1F, 0x7B, 0x3C, 0x080000])
            Assert.Equal(FileKind.SafeTensors, FileKind.Of([.. BitConverter.GetBytes(length), .. "{\"a\":"u8]));
    }

    static byte[] Npy()
    {
        using var stream = new MemoryStream();
        new NpyArray(new Tensor([2], [1, 2])).Write(stream);
        return stream.ToArray();
    }

    static byte[] SafeTensors()
    {
        using var stream = new MemoryStream();
        SafeTensorsFile.Write(stream, [("a", new Tensor([2], [1, 2]))], null);
        return stream.ToArray();
    }
}
