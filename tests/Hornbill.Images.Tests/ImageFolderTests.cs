using Hornbill.Data;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Images.Tests;

public sealed class ImageFolderTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Classes_are_the_sorted_folders(bool stream)
    {
        var path = Photographs.Make(_folder, ("wasp", 2), ("ant", 3), (".hidden", 1), ("ant/inner", 1));
        File.WriteAllText(Path.Combine(path, "ant", "notes.txt"), "no image");
        File.Copy(Path.Combine(path, "ant", "00.png"), Path.Combine(path, "ant", "._00.png"));
        var data = ImageFolder.Load(path, 2, new() { Stream = stream });
        Assert.Equal(["ant", "wasp"], data.ClassNames);
        Assert.Equal([0, 0, 0, 0, 1, 1], data.Labels);
        Assert.Equal(["00.png", "01.png", "02.png", "00.png", "00.png", "01.png"], data.Files.Select(f => Path.GetFileName(f)!));
        Assert.Equal((stream, 6, 0), (data.IsStreamed, data.Count!.Value, data.Skipped.Count));
        Assert.Equal([2, 2, 3], data.ImageShape);
        var (x, y) = Photographs.Read(data, 4, index: 1);
        Assert.Equal([1f, 1f], y);
        Assert.Equal([.. Enumerable.Repeat(0f, 12), .. Enumerable.Repeat(1f, 12)], x);
    }

    [Fact]
    public void Streamed_and_held_give_the_same_bits_read_ahead_or_not()
    {
        var path = Photographs.Make(_folder, ("a", 7), ("b", 6));
        var options = new ImageFolderOptions { Range = PixelRange.Signed, ColorMode = "grayscale" };
        var (held, streamed) = (ImageFolder.Load(path, (3, 5), options), ImageFolder.Load(path, (3, 5), options with { Stream = true }));
        var ahead = streamed.Prefetch(3, threads: 2);
        for (var i = 0; i < 4; i++)
        {
            var expected = Photographs.Read(held, 4, i, shuffle: true);
            foreach (var other in (BatchSource[])[streamed, ahead])
            {
                var (x, y) = Photographs.Read(other, 4, i, shuffle: true);
                Assert.Equal(expected.X, x);
                Assert.Equal(expected.Y, y);
            }
        }
        Assert.Equal(-1 + (2 * 11 / 255f), Photographs.Read(held.Subset([8]), 1).X[0], 1e-6);
    }

    [Theory]
    [InlineData("last", new[] { "b/02", "b/03" })]
    [InlineData("first", new[] { "a/00", "b/00" })]
    [InlineData("directory", new[] { "a/03", "b/00" })] // numpy.random.RandomState(1).shuffle of the nine, the last two
    public void A_split_follows_its_rule(string rule, string[] expected)
    {
        var path = Photographs.Make(_folder, ("a", 5), ("b", 4));
        var (train, validation) = ImageFolder.LoadSplit(path, 2, new() { ValidationSplit = 0.25, SplitRule = rule, Seed = 1 });
        Assert.Equal(expected, validation.Files.Select(f => Path.ChangeExtension(Path.GetRelativePath(path, f), null)));
        Assert.Equal((7, 9), (train.Count, train.Files.Concat(validation.Files).Distinct().Count()));
        Assert.Equal(train.ClassNames, validation.ClassNames);
    }

    [Fact]
    public void A_stratified_split_keeps_the_proportions()
    {
        var path = Photographs.Make(_folder, ("a", 8), ("b", 4));
        var (train, validation) = ImageFolder.LoadSplit(path, 2, new() { ValidationSplit = 0.25, SplitRule = "stratified" });
        Assert.Equal([2, 1], validation.Labels.CountBy(l => l).OrderBy(c => c.Key).Select(c => c.Value));
        Assert.Equal(9, train.Count);
        Assert.Empty(train.Files.Intersect(validation.Files));
    }

    [Fact]
    public void What_cannot_be_read_is_left_out_and_told()
    {
        var path = Photographs.Make(_folder, ("a", 2), ("b", 2));
        File.WriteAllBytes(Path.Combine(path, "a", "05.jpg"), Pictures.File("jpeg-odd-1x1")[..400]);
        File.WriteAllText(Path.Combine(path, "b", "05.webp"), "RIFF....WEBPVP8 ");
        var data = ImageFolder.Load(path, 2);
        Assert.Equal(4, data.Count);
        Assert.Equal(["05.jpg", "05.webp"], data.Skipped.Select(s => Path.GetFileName(s.Path)!));
        Assert.Equal(400, data.Skipped[0].Offset);
        foreach (var skipped in data.Skipped) ThreeParts.Assert(skipped.Reason, skipped.Path);
        Assert.Contains("is WebP", data.Skipped[1].Reason, StringComparison.Ordinal);
        ThreeParts.Throws<ImageException>(() => ImageFolder.Load(path, 2, new() { Strict = true }), "05.");
        Assert.Equal(4, ImageFolder.Load(path, 2, new() { Stream = true }).Count);
    }

    [Fact]
    public void An_image_that_breaks_later_ends_the_reading_with_its_name()
    {
        var path = Photographs.Make(_folder, ("a", 2), ("b", 2));
        var data = ImageFolder.Load(path, 2, new() { Stream = true });
        File.WriteAllBytes(data.Files[2], [1, 2, 3]);
        ThreeParts.Throws<ImageException>(() => Photographs.Read(data.Prefetch(2), 4), data.Files[2], "byte 0");
    }

    [Fact]
    public void Bad_folders_are_told()
    {
        ThreeParts.Throws<IOException>(() => ImageFolder.Load(_folder.File("none")), "There is no folder", "none");
        ThreeParts.Throws<InvalidDataException>(() => ImageFolder.Load(_folder.Path), "has no sub-folders");
        File.WriteAllBytes(_folder.File("t10k-images-idx3-ubyte.gz"), []);
        ThreeParts.Throws<InvalidDataException>(() => ImageFolder.Load(_folder.Path), "t10k-images-idx3-ubyte.gz", "HORNBILL_DATA");
        File.WriteAllText(_folder.File("file"), "");
        ThreeParts.Throws<IOException>(() => ImageFolder.Load(_folder.File("file")), "is a file");
        Photographs.Make(_folder, ("a", 1), ("empty", 0));
        Directory.CreateDirectory(_folder.File("empty"));
        ThreeParts.Throws<InvalidDataException>(() => ImageFolder.Load(_folder.Path, 2), "The class 'empty' has no images");
        File.WriteAllText(Path.Combine(_folder.File("empty"), "x.png"), "?");
        ThreeParts.Throws<InvalidDataException>(() =>
            ImageFolder.Load(_folder.Path, 2), "None of the images of the class 'empty' can be read", "x.png");
    }

    [Fact]
    public void Bad_class_names_are_told()
    {
        var path = Photographs.Make(_folder, ("a", 1), ("b", 1));
        Assert.Equal([1, 0], ImageFolder.Load(path, 2, new() { ClassNames = ["b", "a"] }).Labels.OrderByDescending(l => l));
        ThreeParts.Throws<ArgumentException>(() => ImageFolder.Load(path, 2, new() { ClassNames = ["a", "b", "a"] }), "'a' is there twice");
        ThreeParts.Throws<ArgumentException>(() => ImageFolder.Load(path, 2, new() { ClassNames = ["a"] }), "has the class 'b'");
        ThreeParts.Throws<ArgumentException>(() => ImageFolder.Load(path, 2, new() { ClassNames = ["a", "b", "c"] }), "The class name 'c'");
    }

    [Fact]
    public void Splits_that_leave_nothing_are_told()
    {
        var path = Photographs.Make(_folder, ("a", 5), ("b", 1));
        ThreeParts.Throws<ArgumentException>(() =>
            ImageFolder.LoadSplit(path, 2, new() { SplitRule = "stratified" }), "The class 'b' has one image");
        ThreeParts.Throws<ArgumentException>(() =>
            ImageFolder.LoadSplit(path, 2, new() { SplitRule = "last" }), "no image of the class 'b' to train on");
        ThreeParts.Throws<ArgumentException>(() =>
            ImageFolder.LoadSplit(path, 2, new() { ValidationSplit = 0.01 }), "leaves none of 6 images");
        ThreeParts.Throws<ArgumentException>(() =>
            ImageFolder.LoadSplit(path, 2, new() { ValidationSplit = 1 }), "must be between 0 and 1");
    }

    [Fact]
    public void Links_are_followed_where_asked_and_loops_are_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        var path = Photographs.Make(_folder, ("a", 2), ("b", 1));
        using var other = new TempFolder();
        Photographs.Write(other.Path, "far.png", 9);
        Directory.CreateSymbolicLink(Path.Combine(path, "a", "linked"), other.Path);
        Assert.Equal(3, ImageFolder.Load(path, 2).Count);
        Assert.Equal(4, ImageFolder.Load(path, 2, new() { FollowLinks = true }).Count);
        Directory.CreateSymbolicLink(Path.Combine(path, "a", "loop"), Path.Combine(path, "a"));
        Assert.Equal(3, ImageFolder.Load(path, 2).Count);
        ThreeParts.Throws<IOException>(() => ImageFolder.Load(path, 2, new() { FollowLinks = true }), "is a link that leads back", "loop");
        File.CreateSymbolicLink(Path.Combine(path, "b", "self.png"), Path.Combine(path, "b", "self.png"));
        Assert.EndsWith("self.png", Assert.Single(ImageFolder.Load(path, 2).Skipped).Path, StringComparison.Ordinal);
        Directory.CreateSymbolicLink(Path.Combine(path, "whole"), path);
        ThreeParts.Throws<IOException>(() => ImageFolder.Load(path, 2), "is a link that leads back", "whole");
    }

    [Fact]
    public void Names_of_any_letters_are_read()
    {
        var path = Photographs.Make(_folder, ("Bäume 🌳", 1), ("日本", 2));
        Assert.Equal(["Bäume 🌳", "日本"], ImageFolder.Load(path, 2).ClassNames);
    }

    [Fact]
    public void A_forbidden_folder_is_told()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may read everything");
        if (OperatingSystem.IsWindows()) return;
        var path = Photographs.Make(_folder, ("a", 1), ("b", 1));
        File.SetUnixFileMode(Path.Combine(path, "b"), UnixFileMode.None);
        ThreeParts.Throws<IOException>(() => ImageFolder.Load(path, 2), "cannot be read");
        File.SetUnixFileMode(Path.Combine(path, "b"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("file,label\n01.png,wasp\n00.png,ant\n")]
    [InlineData("id, breed ,age\r\n01.png,wasp,3\r\n00.png,ant,4\r\n\r\n")]
    [InlineData("01.png,wasp\n\"00.png\",\"ant\"")]
    public void Labels_come_from_a_table(string table)
    {
        Photographs.Make(_folder, (".", 2));
        File.WriteAllText(_folder.File("labels.csv"), table);
        var data = ImageFolder.Load(_folder.Path, 2, new() { Labels = _folder.File("labels.csv") });
        Assert.Equal(["ant", "wasp"], data.ClassNames);
        Assert.Equal([1, 0], data.Labels);
        Assert.Equal("01.png", Path.GetFileName(data.Files[0]));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("file,label\n", "has only a header")]
    [InlineData("a.png,x\na.png,y\n", "'a.png' in rows 1 and 2")]
    [InlineData("a.png,x\nb.png\n", "nothing in column 2 of row 2")]
    [InlineData("a.png,\"x\n", "ends within a quotation that begins in line 1")]
    [InlineData("../../etc/passwd,x\n", "files must lie in")]
    [InlineData("/etc/passwd,x\n", "files must lie in")]
    [InlineData("none.png,x\n", "None of the images of the class 'x' can be read")]
    public void Bad_tables_are_told(string table, string reason)
    {
        File.WriteAllText(_folder.File("labels.csv"), table);
        ThreeParts.Throws<Exception>(() => ImageFolder.Load(_folder.Path, 2, new() { Labels = _folder.File("labels.csv") }), reason);
    }

    [Fact]
    public void Quoted_cells_may_hold_anything()
    {
        Photographs.Make(_folder, (".", 1));
        File.WriteAllText(_folder.File("labels.csv"), "00.png,\"red, \"\"and\"\"\nblue\"\n");
        Assert.Equal(["red, \"and\"\nblue"], ImageFolder.Load(_folder.Path, 2, new() { Labels = _folder.File("labels.csv") }).ClassNames);
    }

    [Fact]
    public void Real_photographs_are_read()
    {
        Assert.SkipWhen(Pictures.Real("folder") is null, "HORNBILL_DATA has no folder");
        var data = ImageFolder.Load(Path.Combine(Pictures.Real("folder")!, "hymenoptera", "val"), 32);
        Assert.Equal(["ants", "bees"], data.ClassNames);
        Assert.Empty(data.Skipped);
    }
}
