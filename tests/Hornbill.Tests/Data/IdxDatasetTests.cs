using System.Security.Cryptography;
using Hornbill.Data;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Data;

public sealed class IdxDatasetTests : IDisposable
{
    static readonly Dictionary<string, byte[]> Files = new()
    {
        ["train-images-idx3-ubyte"] = IdxFile.Bytes([.. Enumerable.Range(0, 3 * 784).Select(i => (byte)i)], 3, 28, 28),
        ["train-labels-idx1-ubyte"] = IdxFile.Bytes([0, 1, 1], 3),
        ["t10k-images-idx3-ubyte"] = IdxFile.Bytes(new byte[2 * 784], 2, 28, 28),
        ["t10k-labels-idx1-ubyte"] = IdxFile.Bytes([1, 0], 2),
    };

    readonly TempFolder _local = new(), _cache = new();

    public void Dispose()
    {
        _local.Dispose();
        _cache.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reads_the_local_folder_first(bool packed)
    {
        Fill(_local, packed);
        Check(Make().Load(null, default));
        Assert.Empty(Directory.GetFileSystemEntries(_cache.Path));
    }

    [Fact]
    public void Reads_the_cache_where_the_local_folder_has_none()
    {
        Fill(_cache, packed: true);
        Check(Make().Load(null, default));
    }

    [Fact]
    public void Downloads_to_the_cache_what_is_in_neither()
    {
        using var server = new FileServer((_, asked) => Answer.File(IdxFile.Pack(Files[asked.Path[1..^3]]), asked));
        File.WriteAllBytes(Path.Combine(Folder(_local), "t10k-labels-idx1-ubyte"), Files["t10k-labels-idx1-ubyte"]);
        Check(Make(server.Address).Load(null, default));
        Assert.Equal(3, server.Requests.Length);
        Check(Make(server.Address).Load(null, default));
        Assert.Equal(3, server.Requests.Length);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(_cache.Path, "tiny"), "*.gz").Length);
    }

    [Theory]
    [InlineData("train-labels-idx1-ubyte", new byte[] { 0, 1 }, new[] { 2 }, "holds labels of shape (2,)")]
    [InlineData("train-labels-idx1-ubyte", new byte[] { 0, 1, 1 }, new[] { 3, 1 }, "holds labels of shape (3, 1)")]
    [InlineData("train-labels-idx1-ubyte", new byte[] { 0, 2, 1 }, new[] { 3 }, "has label 2 for image 1")]
    [InlineData("t10k-images-idx3-ubyte", new byte[] { 0, 2, 1 }, new[] { 3 }, "holds an array of shape (3,)")]
    public void Files_that_do_not_fit_are_refused(string file, byte[] data, int[] dims, string reason)
    {
        Fill(_local, packed: false);
        var path = Path.Combine(Folder(_local), file);
        File.WriteAllBytes(path, IdxFile.Bytes(data, dims));
        var error = Assert.Throws<InvalidDataException>(() => Make().Load(null, default));
        Assert.StartsWith($"IDX file '{path}' {reason}, but ", error.Message, StringComparison.Ordinal);
    }

    static readonly (string, NpyArray)[] Arrays =
    [
        ("x_test", new([2, 28, 28], new byte[2 * 784])), ("x_train", new([3, 28, 28], Files["train-images-idx3-ubyte"][16..])),
        ("y_train", new([3], [0, 1, (byte)1])), ("y_test", new([2], [1, (byte)0])),
    ];

    [Theory]
    [InlineData(true, "tiny.npz")]
    [InlineData(false, "tiny.npz")]
    [InlineData(true, "tiny/tiny.npz")]
    public void Reads_Keras_archive_where_a_file_is_missing(bool local, string place)
    {
        Fill(_local, packed: true);
        File.Delete(Path.Combine(Folder(_local), "t10k-labels-idx1-ubyte.gz"));
        NpzFile.Write((local ? _local : _cache).File(place), Arrays, compress: true);
        Check(Make().Load(null, default));
    }

    [Theory]
    [InlineData("y_test", null, "has no 'y_test'")]
    [InlineData("x_train", "f4", "holds numbers of type f4")]
    [InlineData("x_train", "u1", "holds an array of shape (3,)")]
    public void An_archive_that_does_not_fit_is_refused(string array, string? type, string reason)
    {
        NpyArray other = type == "f4" ? new(new Tensor([3])) : new([3], new byte[3]);
        NpzFile.Write(_cache.File("tiny.npz"), Arrays.Where(a => a.Item1 != array).Concat(type is null ? [] : [(array, other)]));
        ThreeParts.Throws<InvalidDataException>(() => Make().Load(null, default), reason, _cache.File("tiny.npz"));
    }

    [Fact]
    public void Fashion_MNIST_is_whole() => CheckReal("fashion-mnist", () => FashionMnist.Load(), "Ankle boot", 9);

    [Fact]
    public void MNIST_is_whole() => CheckReal("mnist", () => Mnist.Load(), "5", 5);

    static void CheckReal(string name, Func<(Dataset, Dataset)> load, string lastClass, byte firstLabel)
    {
        var data = Environment.GetEnvironmentVariable("HORNBILL_DATA");
        Assert.SkipUnless(!string.IsNullOrEmpty(data) && Directory.Exists(Path.Combine(data, name)),
            $"HORNBILL_DATA names no folder with {name}");
        var (train, test) = load();
        Assert.Equal((60_000, 10_000, name), (train.Count!.Value, test.Count!.Value, train.Name));
        Assert.Equal([28, 28, 1], train.ImageShape);
        Assert.Equal(firstLabel, train.Labels[0]);
        Assert.Contains(lastClass, train.ClassNames);
        if (name == "fashion-mnist") Assert.All(train.Labels.CountBy(l => l), c => Assert.Equal(6000, c.Value));
    }

    IdxDataset Make(params Uri[] mirrors) => new("tiny", ["no", "yes"], mirrors)
    {
        TrainImages = Md5("train-images-idx3-ubyte"),
        TrainLabels = Md5("train-labels-idx1-ubyte"),
        TestImages = Md5("t10k-images-idx3-ubyte"),
        TestLabels = Md5("t10k-labels-idx1-ubyte"),
        Folders = new(_local.Path, _cache.Path),
    };

    static string Md5(string file) => Convert.ToHexString(
        CryptographicOperations.HashData(HashAlgorithmName.MD5, IdxFile.Pack(Files[file])));

    static string Folder(TempFolder parent) => Directory.CreateDirectory(parent.File("tiny")).FullName;

    static void Fill(TempFolder parent, bool packed)
    {
        foreach (var (name, bytes) in Files)
            File.WriteAllBytes(Path.Combine(Folder(parent), packed ? name + ".gz" : name), packed ? IdxFile.Pack(bytes) : bytes);
    }

    static void Check((Dataset Train, Dataset Test) sets)
    {
        Assert.Equal([0, 1, 1], sets.Train.Labels);
        Assert.Equal([1, 0], sets.Test.Labels);
        Assert.Equal(Files["train-images-idx3-ubyte"][16..], sets.Train.Images);
        Assert.Equal(("tiny", 2), (sets.Train.Name, sets.Test.Count));
    }
}
