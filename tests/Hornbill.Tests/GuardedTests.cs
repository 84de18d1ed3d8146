using Xunit;

namespace Hornbill.Tests;

public unsafe class GuardedTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(1023, true)]
    [InlineData(1024, false)]
    [InlineData(5000, false)]
    [InlineData(0, true)]
    public void The_whole_block_can_be_used(int count, bool alignEnd)
    {
        using var block = new Guarded(count, alignEnd);
        for (var i = 0; i < count; i++) Assert.Equal(0, block.Pointer[i]);
        for (var i = 0; i < count; i++) block.Pointer[i] = i;
        Assert.Equal(count, block.Span.Length);
    }

    [Theory]
    [InlineData(true, -1)]
    [InlineData(true, 5)]
    [InlineData(false, -1)]
    [InlineData(false, 5)]
    public void A_write_outside_changes_a_canary(bool alignEnd, int index)
    {
        var block = new Guarded(5, alignEnd, pages: false);
        block.Pointer[index] = 1;
        var error = Assert.Throws<InvalidOperationException>(block.Dispose);
        Assert.Contains($"Element {index} of a block of 5", error.Message);
    }

    [Fact]
    public void A_write_into_the_gap_between_the_pages_changes_a_canary()
    {
        var block = new Guarded(5, alignEnd: true);
        block.Pointer[-1] = 1;
        Assert.Throws<InvalidOperationException>(block.Dispose);
    }
}

public class CloseTests
{
    [Fact]
    public void The_worst_element_is_named()
    {
        var error = Assert.ThrowsAny<Exception>(() => Close.Assert([1f, 2.5f, 4f], [1, 2, 4], 0.1, "dx"));
        Assert.Contains("dx: element 1 of 3 is 2.5, expected 2", error.Message);
    }

    [Fact]
    public void The_tolerance_is_relative_to_the_largest_magnitude() => Close.Assert([0.05f, 10f], [0, 10], 0.0051);

    [Fact]
    public void Nothing_that_is_not_a_number_is_close()
    {
        Assert.ThrowsAny<Exception>(() => Close.Assert([float.NaN], [1], 1));
        Assert.ThrowsAny<Exception>(() => Close.Assert([1f], [double.NaN], 1));
        Assert.ThrowsAny<Exception>(() => Close.Assert([1f], [1, 2], 1));
        Close.Assert([float.NaN, float.PositiveInfinity], [double.NaN, double.PositiveInfinity], 1);
    }
}
