using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Layers;

public class ActivationLayerTests
{
    static readonly float[] Points = [-3, -0.5f, 0, 0.25f, 0.5f, 1, 7];

    static float[] Of(Layer layer) => new Sequential([new Input(Points.Length), layer]).Predict(new Tensor([1, Points.Length], Points))
        .Data;

    [Fact]
    public void Defaults_are_Keras_s()
    {
        Assert.Equal(Points.Select(x => x > 0 ? x : 0.3f * x), Of(new LeakyReLU()));
        Assert.Equal(Points.Select(x => Math.Max(0, x)), Of(new ReLU()));
        Close.Assert(Of(new ELU()), [.. Points.Select(x => x > 0 ? x : Math.Exp(x) - 1.0)], 1e-6);
        Close.Assert(Of(new Softmax()), [.. Points.Select(x => Math.Exp(x) / Points.Sum(y => Math.Exp(y)))], 1e-6);
    }

    [Fact]
    public void Relu_has_a_greatest_value_a_slope_and_a_threshold() =>
        Close.Assert(Of(new ReLU(maxValue: 6, negativeSlope: 0.1, threshold: 0.5)),
                     [.. Points.Select(x => x >= 6 ? 6 : x > 0.5 ? x : 0.1 * (x - 0.5))], 1e-6);

    [Fact]
    public void Names_are_Keras_s()
    {
        var model = new Sequential([new Input(3), new ReLU(), new LeakyReLU(), new ELU(), new Softmax(), new PReLU()]);
        Assert.Equal(["input", "re_lu", "leaky_re_lu", "elu", "softmax", "p_re_lu"], model.Layers.Select(l => l.Name));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        ThreeParts.Throws<ArgumentException>(() => new ReLU(maxValue: -1), "maxValue", "-1");
        ThreeParts.Throws<ArgumentException>(() => new LeakyReLU(double.NaN), "NaN");
        ThreeParts.Throws<ArgumentException>(() => new LeakyReLU(-1), "-1");
        ThreeParts.Throws<ArgumentException>(() => new ELU(double.PositiveInfinity), "alpha");
    }
}
