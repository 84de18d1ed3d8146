using System.Diagnostics;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Images.Tests;

public class ReadTests
{
    public static IEnumerable<TheoryDataRow<string>> Names => Pictures.Names.Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(Names))]
    public void Pixels_are_those_of_djpeg_and_Pillow(string name)
    {
        var expected = Pictures.Pixels(name);
        var image = ImageReader.Default.Read(Pictures.File(name));
        Assert.Equal((expected.Height, expected.Width, expected.Channels), (image.Height, image.Width, image.Channels));
        // To the bit; without libjpeg's tables the arithmetic of CMYK is Pillow's.
        Assert.Equal(expected.Pixels, image.Pixels);
    }

    [Fact]
    public void A_turned_image_can_be_left_as_it_lies()
    {
        var file = Pictures.File("jpeg-turned-6");
        var (upright, lying) = (new JpegDecoder().Decode(file, 1000), new JpegDecoder { Orient = false }.Decode(file, 1000));
        Assert.Equal((upright.Width, upright.Height), (lying.Height, lying.Width));
        Assert.Equal(lying.Pixels[..3], upright.Pixels[((upright.Width - 1) * 3)..(upright.Width * 3)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_written_is_read(int channels)
    {
        var pixels = new byte[7 * 5 * channels];
        new Random(channels).NextBytes(pixels);
        var read = ImageReader.Default.Read(PngWriter.ToBytes(new(7, 5, channels, pixels)));
        Assert.Equal((7, 5, channels), (read.Width, read.Height, read.Channels));
        Assert.Equal(pixels, read.Pixels);
    }

    [Fact]
    public void A_file_is_written_and_read_by_a_name_of_any_letters()
    {
        using var folder = new TempFolder();
        var path = folder.File("Käfer 甲虫 🐞.png");
        PngWriter.Write(path, new(1, 1, 3, [1, 2, 3]));
        Assert.Equal([1, 2, 3], ImageReader.Default.Read(path).Pixels);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Grey_and_RGB_as_Pillow()
    {
        var image = new Image(2, 1, 4, [10, 20, 30, 0, 200, 100, 50, 255]);
        Assert.Equal([10, 20, 30, 200, 100, 50], image.ToRgb().Pixels);
        Assert.Equal([18, 124], image.ToGray().Pixels); // Image.convert("L")
        Assert.Equal([9, 9, 9], new Image(1, 1, 2, [9, 0]).ToRgb().Pixels);
        Assert.Equal([18f, 124f], image.ToGray().ToTensor().Data.ToArray());
    }

    [Fact]
    public void A_decoder_of_the_users_own_comes_first()
    {
        var reader = new ImageReader { Decoders = [new Own(), .. ImageReader.Default.Decoders] };
        Assert.Equal([7], reader.Read("own!"u8.ToArray()).Pixels);
        Assert.Equal(3, reader.Read(Pictures.File("jpeg-dot-1x1")).Channels);
    }

    sealed class Own : IImageDecoder
    {
        public string Format => "OWN";

        public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith("own"u8);

        public Image Decode(byte[] file, long maxPixels) => new(1, 1, 1, [7]);
    }

    [Theory]
    [InlineData("images")]
    [InlineData("folder")]
    [Trait("Speed", "slow")]
    public void Photographs_are_as_djpeg_reads_them(string folder)
    {
        Assert.SkipWhen(Pictures.Real(folder) is null, $"HORNBILL_DATA has no folder {folder}");
        Assert.SkipUnless(File.Exists("/usr/bin/djpeg"), "there is no djpeg");
        var files = Directory.GetFiles(Pictures.Real(folder)!, "*.*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f).ToUpperInvariant() is ".JPG" or ".JPEG").ToArray();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var (ours, theirs) = (ImageReader.Default.Read(file), ImageReader.Default.Read(Djpeg(file)));
            Assert.Equal((theirs.Width, theirs.Height), (ours.Width, ours.Height));
            Assert.True(ours.Pixels.AsSpan().SequenceEqual(theirs.Pixels), file);
        }
    }

    static byte[] Djpeg(string file)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/djpeg", ["-pnm", file]) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return output.ToArray();
    }
}
