using System.Text;
using Hornbill.Data;
using Hornbill.Tensors;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Tests.Data;

public class PgmTests
{
    static Tensor Read(string text, params byte[] pixels) => Pgm.Read([.. Encoding.Latin1.GetBytes(text), .. pixels], "test");

    [Fact]
    public void Text_and_bytes_give_the_same_image()
    {
        var text = Read("P2\n# a comment\n3 2 # another\n255\n0 51 255\n102 0\t1\n");
        var bytes = Read("P5 3 2 255\n", 0, 51, 255, 102, 0, 1);
        Assert.Equal([2, 3, 1], text.Shape.ToArray());
        Assert.Equal([0, 51 / 255f, 1, 102 / 255f, 0, 1 / 255f], text.Data);
        Assert.Equal(text.Data, bytes.Data);
    }

    [Fact]
    public void Sixteen_bits_are_read_high_byte_first() =>
        Assert.Equal([256 / 1000f, 1], Read("P5\n2 1\n1000\n", 1, 0, 3, 0xe8).Data);

    [Fact]
    public void A_pixel_may_look_like_a_comment() => Assert.Equal([35 / 255f, 32 / 255f], Read("P5 2 1 255\n", 35, 32).Data);

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("P6 1 1 255\n0")]
    [InlineData("P5")]
    [InlineData("P53 2 255\n")]
    [InlineData("P5 0 2 255\n")]
    [InlineData("P5 -1 2 255\n")]
    [InlineData("P5 1 1 0\n0")]
    [InlineData("P5 1 1 65536\n00")]
    [InlineData("P5 1 1 255")]
    [InlineData("P5 2 1 255\n0")]
    [InlineData("P5 1 1 255\n0 more")]
    [InlineData("P5 1 1 40\n0")]
    [InlineData("P5 2147483647 2147483647 255\n0")]
    [InlineData("P5 99999999999999999999999 1 255\n0")]
    [InlineData("P2 2 1 255\n0")]
    [InlineData("P2 2 1 255\n0 256")]
    [InlineData("P2 2 1 255\n0 1 2")]
    [InlineData("P2 1 1 255\nx")]
    public void What_is_no_image_is_told(string text)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(text));
        Assert.StartsWith("'test' is damaged at byte ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutations_are_read_or_told()
    {
        var random = new Random(3);
        byte[][] good = [Encoding.Latin1.GetBytes("P5\n# made\n4 3\n255\nabcdefghijkl"),
            Encoding.Latin1.GetBytes("P2 # made\n2 3 100\n1 2 3 4 50 100")];
        var times = Mutations.Times(5_000);
        for (var i = 0; i < times; i++)
        {
            var whole = good[i % good.Length];
            var bytes = i % 4 < 2 ? Mutations.Of(whole, random)
                : [.. whole[..random.Next(whole.Length)], (byte)random.Next(256), .. whole[random.Next(whole.Length)..]];
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Pgm.Read(bytes, "test");
            }
            catch (InvalidDataException e)
            {
                Mutations.AssertTold(e, "'test'");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000);
        }
    }
}
