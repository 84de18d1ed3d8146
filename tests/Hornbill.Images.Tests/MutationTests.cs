using System.Diagnostics;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Images.Tests;

[Trait("Speed", "slow")]
public class MutationTests
{
    const long Limit = 1_000_000; // pixels: reading takes 16 bytes for each at most, and some for the file and for the text of an error

    /// <summary>Files changed of each format; HORNBILL_MUTATIONS asks for more.</summary>
    static readonly int Count = Mutations.Times(5_000);

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("bmp")]
    [InlineData("pnm")]
    public void Files_that_something_happened_to_are_read_or_refused(string format)
    {
        var files = Pictures.Names.Where(n => n.StartsWith(format, StringComparison.Ordinal)).Select(Pictures.File).ToArray();
        var reader = new ImageReader { MaxPixels = Limit };
        var random = new Random(10);
        var refused = 0;
        for (var i = 0; i < Count; i++)
        {
            var file = Mutations.Of(files[i % files.Length], random);
            if (format == "png") Mend(file);
            var (before, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
            try
            {
                reader.Read(file);
            }
            catch (ImageException e)
            {
                refused++;
                Assert.InRange(e.Offset, 0, file.Length);
                Assert.DoesNotContain(e.Message, char.IsControl);
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (16 * Limit) + 1_000_000);
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20); // no hang; a slow machine may take its time
        }
        Assert.InRange(refused, Count / 10, Count);
    }

    // So that more than the sums of chunks is put to the test.
    static void Mend(byte[] file)
    {
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12) return;
            var sum = Hornbill.Serialization.Crc32.Append(0, file.AsSpan(at + 4, (int)length + 4));
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), sum);
            at += 12 + (int)length;
        }
    }
}
