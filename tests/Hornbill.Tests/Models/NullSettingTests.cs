using Hornbill.Constraints;
using Hornbill.Data;
using Hornbill.Initializers;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Regularizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Where a setting may be left out, null means the default, as a conditional expression gives it.</summary>
public class NullSettingTests
{
    const string? Text = null;

    [Fact]
    public void Null_stays_null_through_every_conversion()
    {
        Initializer? initializer = Text;
        Regularizer? regularizer = Text;
        Constraint? constraint = Text;
        Loss? loss = Text;
        Metric? metric = Text;
        Optimizer? optimizer = Text;
        ClassWeight? array = (double[]?)null, map = (Dictionary<int, double>?)null;
        LearningRate? schedule = (Schedule?)null, rate = (double?)null;
        Assert.All<object?>([initializer, regularizer, constraint, loss, metric, optimizer, array, map, schedule, rate], Assert.Null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_layer_takes_the_default_for_null(bool given)
    {
        var layer = new Dense(3, kernelInitializer: given ? "ones" : null, kernelRegularizer: given ? "l2" : null, kernelConstraint: given
            ? "non_neg" : null);
        Assert.Equal(given ? "ones" : "glorot_uniform", layer.GetConfig().String("kernel_initializer"));
        Assert.Equal(given, layer.GetConfig().ConfigOrNull("kernel_regularizer") is not null);
    }

    [Theory]
    [InlineData(true, 0.5)]
    [InlineData(false, 0.01)]
    public void An_optimizer_takes_its_own_learning_rate_for_null(bool given, double expected)
    {
        Assert.Equal(expected, new SGD(given ? 0.5 : null).LearningRate);
        Assert.Equal(expected, new SGD(given ? new PiecewiseConstantDecay([1], [0.5, 0.1]) : null).LearningRate);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_takes_no_class_weights_for_null_and_Compile_leaves_null_metrics_out(bool given)
    {
        var model = new Sequential([new Input(2), new Dense(2, "softmax")]);
        model.Compile("sgd", "sparse_categorical_crossentropy", ["accuracy", given ? "mse" : null!]);
        var history = model.Fit(new ArrayData(new([4, 2], [1, 2, 3, 4, 5, 6, 7, 8]), new([4], [0, 1, 0, 1])), classWeight: given
            ? new[] { 1.0, 2.0 } : null);
        Assert.Equal(given ? ["loss", "accuracy", "mse"] : ["loss", "accuracy"], history.Values.Keys);
    }
}
