using System.Text;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Images.Tests;

public class RefusedTests
{
    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("hello, world", "of no known format")]
    [InlineData("GIF89a............", "is GIF")]
    [InlineData("RIFF....WEBPVP8 ", "is WebP")]
    [InlineData("....ftypavif....", "is AVIF")]
    [InlineData("....ftypheic....", "is HEIC")]
    [InlineData("II*\0............", "is TIFF")]
    [InlineData("MM\0*............", "is TIFF")]
    [InlineData("8BPS", "is Photoshop")]
    [InlineData("%PDF-1.4", "is PDF")]
    [InlineData("\u00FF\u0000", "of no known format")]
    [InlineData("P", "of no known format")]
    public void What_is_not_read_is_told_by_name(string start, string reason) =>
        ThreeParts.Throws<ImageException>(() => ImageReader.Default.Read(Encoding.Latin1.GetBytes(start)), reason, "byte 0", "expected");

    [Theory]
    [InlineData("png-2-8-plain-13x11", 16, "FFFFFFFF")] // the sum is wrong, which is told first
    [InlineData("pnm-p6", 3, "3939393939")]
    [InlineData("bmp-RGB", 18, "FFFFFF7F")]
    [InlineData("jpeg-whole-1x1", 163, "FFFFFFFF")]
    public void Huge_sizes_are_refused_before_memory_is_taken(string name, int at, string hex)
    {
        var file = Pictures.File(name);
        Convert.FromHexString(hex).CopyTo(file, at);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ImageException>(() => ImageReader.Default.Read(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Theory]
    [InlineData("jpeg-whole-1x1")]
    [InlineData("png-2-8-plain-13x11")]
    [InlineData("bmp-RGB")]
    [InlineData("pnm-p6")]
    public void The_limit_on_pixels_is_told(string name)
    {
        var error = ThreeParts.Throws<ImageException>(() =>
            new ImageReader { MaxPixels = 30 }.Read(Pictures.File(name)), "30 pixels are the limit", "MaxPixels");
        Assert.InRange(error.Offset, 0, 200);
    }

    public static IEnumerable<TheoryDataRow<string>> Names =>
        Pictures.Names.Where(n => !n.Contains("-1x1", StringComparison.Ordinal)).Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_is_cut_off_is_told(string name)
    {
        var file = Pictures.File(name);
        for (var length = 1; length < file.Length - 4; length += Math.Max(1, file.Length / 40))
        {
            // What is missing at the end of text may be a digit.
            if (name is "pnm-p1" or "pnm-p2" or "pnm-p3" && length > file.Length - 4) continue;
            ThreeParts.Throws<ImageException>(() => ImageReader.Default.Read(file[..length]), "byte");
        }
    }

    [Fact]
    public void Packed_pixels_that_ask_for_a_dictionary_are_damaged()
    {
        var file = PngWriter.ToBytes(new(2, 2, 1, [1, 2, 3, 4]));
        var at = file.AsSpan().IndexOf("IDAT"u8);
        file[at + 5] = 0x20; // zlib's FDICT, with the sum that 0x78 needs
        var end = file.AsSpan().IndexOf("IEND"u8) - 8;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(end),
            Hornbill.Serialization.Crc32.Append(0, file.AsSpan(at, end - at)));
        ThreeParts.Throws<ImageException>(() => ImageReader.Default.Read(file), "packed pixels are damaged in row 0");
    }

    [Fact]
    public void A_folder_a_missing_file_and_a_forbidden_one_are_told()
    {
        using var folder = new TempFolder();
        ThreeParts.Throws<IOException>(() => ImageReader.Default.Read(folder.Path), folder.Path, "is a folder");
        ThreeParts.Throws<IOException>(() => ImageReader.Default.Read(folder.File("none.png")), "none.png");
        var path = folder.File("secret.png");
        PngWriter.Write(path, new(1, 1, 1, [1]));
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(path, UnixFileMode.None);
        if (Environment.UserName != "root") ThreeParts.Throws<IOException>(() => ImageReader.Default.Read(path), path);
    }

    [Fact]
    public void The_file_and_the_byte_are_named()
    {
        using var folder = new TempFolder();
        var path = folder.File("broken.png");
        var file = Pictures.File("png-2-8-plain-13x11");
        file[60] ^= 1;
        File.WriteAllBytes(path, file);
        var error = ThreeParts.Throws<ImageException>(() =>
            ImageReader.Default.Read(path), $"'{path}' cannot be read: a chunk is damaged at byte 33");
        Assert.Equal((path, 33), (error.Path, error.Offset));
    }
}
