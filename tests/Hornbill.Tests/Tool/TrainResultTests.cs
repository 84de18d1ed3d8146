using Hornbill.Models;
using Hornbill.Tool.Runs;
using Xunit;

namespace Hornbill.Tests.Tool;

public class TrainResultTests
{
    [Fact]
    public void The_line_for_programs_has_five_keys() =>
        Assert.Equal("""{"test_loss":0.25,"test_accuracy":0.9,"seconds":1.234,"images_per_second":5678,"weights_sha256":"ab"}""",
                     new TrainResult(0.25, 0.9, 1.2344, 5678.4, "ab").ToJson());

    [Fact]
    public void The_weights_hash_is_that_of_their_little_endian_bytes() =>
        // printf '\x00\x00\x80\x3f\x00\x00\x00\x40\x00\x00\x40\x40' | sha256sum
        Assert.Equal("8e628779e6a74ee0b36991c10158f63cafec7d340ad4e075592502c8708524dd",
                     WeightsHash.Of([new("a", new([1, 2], [1, 2])), new("b", new([1], [3]))]));
}
