using Hornbill.Data;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Data;

public class ClassWeightsTests
{
    [Fact]
    public void Balanced_ones_are_those_of_scikit_learn()
    {
        var golden = GoldenData.Read("metrics.json").GetProperty("class_weights");
        Close.Assert(ClassWeights.Balanced(golden.Ints("labels")), golden.Doubles("balanced"), 1e-6);
    }

    [Fact]
    public void A_class_without_samples_has_weight_1_and_does_not_count()
    {
        Assert.Equal([2, 1, 2.0 / 3, 1], ClassWeights.Balanced([0, 2, 2, 2], 4));
        Assert.Equal([1, 1], ClassWeights.Balanced([], 2));
        Assert.Empty(ClassWeights.Balanced([]));
    }

    [Fact]
    public void Of_a_data_set_all_classes_have_one() =>
        Assert.Equal([0.75, 1.5, 1], ClassWeights.Balanced(new Dataset("tiny", [1], new byte[3], [0, 1, 0], ["a", "b", "c"])));

    [Fact]
    public void A_label_beyond_is_refused()
    {
        Assert.Contains("labels from 0 to 1", Assert.Throws<ArgumentException>(() => ClassWeights.Balanced([0, 2], 2)).Message);
        Assert.Throws<ArgumentException>(() => ClassWeights.Balanced([0, -1]));
    }
}
