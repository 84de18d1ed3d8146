using Hornbill.Kernels;
using Xunit;

namespace Hornbill.Tests.Kernels;

public class PhiloxTests
{
    // The known answers for philox4x32 of 10 rounds in Random123 (kat_vectors). The purpose 0 leaves the key as it is.
    [Theory]
    [InlineData(0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, uint.MaxValue, uint.MaxValue, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd)]
    [InlineData(0x299f31d0a4093822, 0x85a308d3243f6a88, 0x13198a2e, 0x03707344, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1)]
    public void Gives_the_known_answers(ulong seed, ulong index, uint place, uint sample, uint a, uint b, uint c, uint d)
    {
        new Philox(seed, (Purpose)0, place, sample).Next(index, out var e, out var f, out var g, out var h);
        Assert.Equal((a, b, c, d), (e, f, g, h));
    }

    [Fact]
    public void Purposes_have_numbers_of_their_own()
    {
        var first = Enum.GetValues<Purpose>().Select(p =>
        {
            new Philox(7, p).Next(0, out var a, out var b, out _, out _);
            return (a, b);
        });
        Assert.Distinct(first);
    }

    [Fact]
    public void Below_reaches_every_number_about_equally()
    {
        var counts = new int[10];
        for (ulong i = 0; i < 10_000; i++) counts[new Philox(1, Purpose.Shuffle).Below(i, 10)]++;
        Assert.All(counts, c => Assert.InRange(c, 880, 1120)); // four deviations
    }

    [Fact]
    public void Unit_is_below_one()
    {
        Assert.Equal(0, Philox.Unit(0));
        Assert.InRange(Philox.Unit(uint.MaxValue), 0.9999f, 0.99999997f);
    }
}
