using Hornbill.Data;
using Xunit;

namespace Hornbill.Tests.Data;

public class ChoicesTests
{
    [Theory]
    [InlineData("relo", "There is no activation 'relo'. Known: linear, relu, softmax. Did you mean 'relu'?")]
    [InlineData("SoftMacks", "There is no activation 'SoftMacks'. Known: linear, relu, softmax. Did you mean 'softmax'?")]
    [InlineData("hyperbolic", "There is no activation 'hyperbolic'. Known: linear, relu, softmax. Choose one of these.")]
    public void Names_the_nearest_choice(string came, string expected) =>
        Assert.Equal(expected, Choices.Unknown("activation", came, ["softmax", "relu", "linear"]).Message);
}
