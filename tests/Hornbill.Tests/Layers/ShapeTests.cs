using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Layers;

public class ShapeTests
{
    // size, window, stride, dilation: same → ⌈n / s⌉, valid → ⌊(n − d(k − 1) − 1) / s⌋ + 1.
    [Theory]
    [InlineData(5, 3, 1, 1, 5, 3)]
    [InlineData(5, 3, 2, 1, 3, 2)]
    [InlineData(6, 3, 2, 1, 3, 2)]
    [InlineData(7, 2, 2, 1, 4, 3)]
    [InlineData(8, 2, 3, 1, 3, 3)]
    [InlineData(10, 4, 4, 1, 3, 2)]
    [InlineData(9, 3, 1, 3, 9, 3)]
    [InlineData(3, 1, 2, 1, 2, 2)]
    [InlineData(4, 1, 3, 1, 2, 2)]
    public void Sides_of_a_convolution(int size, int window, int stride, int dilation, int same, int valid)
    {
        Assert.Equal(Shape.Create(same, same, 2),
            Output(new Conv2D(2, window, strides: stride, padding: "same", dilationRate: dilation), size));
        Assert.Equal(Shape.Create(valid, valid, 2), Output(new Conv2D(2, window, strides: stride, dilationRate: dilation), size));
        if (dilation > 1) return;
        Assert.Equal(Shape.Create(same, same, 1), Output(new MaxPooling2D(window, stride, "same"), size));
        Assert.Equal(Shape.Create(valid, valid, 1), Output(new MaxPooling2D(window, stride), size));
    }

    [Theory]
    [InlineData(6, 3, 2, 0, 1)]
    [InlineData(5, 3, 2, 1, 1)]
    [InlineData(5, 4, 1, 1, 2)]
    [InlineData(28, 5, 1, 2, 2)]
    [InlineData(8, 2, 3, 0, 0)]
    [InlineData(11, 2, 2, 0, 1)]
    public void The_odd_zero_goes_right_and_below(int size, int window, int stride, int before, int after) =>
        Assert.Equal((before, after), Hornbill.Graph.Window.Same(size, window, stride));

    [Fact]
    public void Parameters()
    {
        Layer[] layers = [new Input(9, 9, 3), new Conv2D(8, (2, 5)), new Conv2D(4, 3, useBias: false), new Flatten(), new Dense(7),
            new Dense(5, useBias: false)];
        var model = new Sequential(layers);
        Assert.Equal([0, (2 * 5 * 3 * 8) + 8, 9 * 8 * 4, 0, (6 * 3 * 4 * 7) + 7, 35], layers.Select(l => l.ParameterCount));
        Assert.Equal(layers.Sum(l => l.ParameterCount), model.ParameterCount);
    }

    static Shape Output(Layer layer, int size) => new Sequential([new Input(size, size, 1), layer]).OutputShape;
}
