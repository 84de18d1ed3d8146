using Hornbill.Tool.Runs;
using Xunit;

namespace Hornbill.Tests.Tool;

public class AugmentTextTests
{
    [Fact]
    public void Words_make_a_generator()
    {
        var text = AugmentText.Parse("rotation=7, zoom=0.01,flip=both,shift=0.1,height-shift=2");
        Assert.Equal(" ,z=0.01 ,rot=7 ", text.Record);
        var drawn = Enumerable.Range(0, 500).Select(i => text.Generator().GetRandomTransform([10, 10, 1], (ulong)i)).ToArray();
        Assert.All(drawn, t => Assert.InRange(t.Theta, -7, 7));
        Assert.All(drawn, t => Assert.InRange(t.Zx, 0.99, 1.01));
        Assert.All(drawn, t => Assert.InRange(t.Ty, -1, 1));
        Assert.InRange(drawn.Max(t => t.Tx), 1.5, 2);
        Assert.Contains(drawn, t => t.FlipHorizontal);
        Assert.Contains(drawn, t => t.FlipVertical);
        Assert.True(AugmentText.Parse("rotation=0,zoom=0").Generator().Neutral);
    }

    [Theory]
    [InlineData("rotation", "rotation")]
    [InlineData("rotate=7", "rotate")]
    [InlineData("rotation=x", "rotation=x")]
    [InlineData("rotation=nan", "rotation=nan")]
    [InlineData("zoom=1,zoom=2", "zoom twice")]
    [InlineData("flip=left", "flip=left")]
    [InlineData("fill=mirror", "mirror")]
    public void Wrong_words_are_told(string text, string mentions) =>
        ThreeParts.Throws<ArgumentException>(() => AugmentText.Parse(text), mentions);
}
