using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Samples that a model does not take are told as what they seem to be, with what to do.</summary>
public class MisfitTests
{
    static Sequential Net(params int?[] shape)
    {
        var model = new Sequential([new Input(shape), new Conv2D(2, 1), new GlobalAveragePooling2D(), new Dense(3, "softmax")], seed: 1);
        model.Compile("sgd", "sparse_categorical_crossentropy", ["accuracy"]);
        return model;
    }

    public static TheoryData<int[], int[], string> Cases => new()
    {
        { [28, 28, 1], [28, 28, 1], "one sample without the batch dimension, which comes first. Use x.Reshape([1, 28, 28, 1])" },
        { [28, 28, 1], [28, 28], "one sample without the batch dimension, which comes first. Use x.Reshape([1, 28, 28, 1])" },
        { [32, 32, 3], [32, 32, 3], "Use x.Reshape([1, 32, 32, 3])" },
        { [-1, -1, 3], [20, 30, 3], "Use x.Reshape([1, 20, 30, 3])" },
        { [28, 28, 3], [20, 30, 3], "of another size. Use ImageOps.Resize(x, 28, 28)" },
        { [32, 32, 3], [3, 32, 32], "one image without the batch dimension, and with channels first" },
        { [32, 32, 3], [5, 3, 32, 32], "planes, channels first, where channels come last. Use x.Transpose(0, 2, 3, 1)" },
        { [28, 28, 1], [5, 1, 28, 28], "Use x.Transpose(0, 2, 3, 1)" },
        { [-1, -1, 3], [5, 3, 20, 30], "Use x.Transpose(0, 2, 3, 1)" },
        { [28, 28, 1], [5], "look like labels, one number for each sample" },
        { [28, 28, 1], [5, 1], "look like labels, one number for each sample" },
        { [28, 28, 1], [5, 28, 28, 3], "have 3 channels where the model takes 1. Make them grey" },
        { [28, 28, 3], [5, 28, 28, 1], "have 1 channels where the model takes 3. Make them colour images" },
        { [28, 28, 1], [5, 30, 30, 1], "images of another size. Use ImageOps.Resize(x, 28, 28), or give the model new Input(30, 30, 1)" },
        { [28, 28, 1], [5, 784], "Reshape the samples, or give the model new Input(784)" },
        { [28, 28, 1], [5, 12], "Give the model new Input(12), or other data" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_has_its_sentence_wherever_it_is_given(int[] needed, int[] came, string advice)
    {
        var (model, x) = (Net([.. needed.Select(d => d < 0 ? (int?)null : d)]), new Tensor(Shape.Create(came)));
        var y = new Tensor([came[0]]);
        foreach (var act in (Action[])[() => model.Predict(x), () => model.Fit(x, y), () => model.Evaluate(x, y), () =>
            model.TrainOnBatch(x, y), () => model.TestOnBatch(x, y),
                                       () => model.PredictOnBatch(x), () => model.Fit(new Tensor(Filled(needed)), new Tensor([2]),
                                           validationData: (x, y))])
            ThreeParts.Throws<ArgumentException>(act, advice);
    }

    static Shape Filled(int[] needed) => Shape.Create([2, .. needed.Select(d => d < 0 ? 8 : d)]);

    // The advice is tried: what it says works.
    [Fact]
    public void What_is_advised_works()
    {
        var (gray, color, any) = (Net(28, 28, 1), Net(32, 32, 3), Net(null, null, 3));
        Assert.Equal([1, 3], gray.Predict(new Tensor([28, 28, 1]).Reshape([1, 28, 28, 1])).Shape);
        Assert.Equal([5, 3], color.Predict(new Tensor([5, 3, 32, 32]).Transpose(0, 2, 3, 1)).Shape);
        Assert.Equal([1, 3], color.Predict(new Tensor([3, 32, 32]).Transpose(1, 2, 0).Reshape([1, 32, 32, 3])).Shape);
        Assert.Equal([1, 3], any.Predict(new Tensor([20, 30, 3]).Reshape([1, 20, 30, 3])).Shape);
        Assert.Equal([5, 3], gray.Predict(ImageOps.Resize(new Tensor([5, 30, 30, 1]), 28, 28)).Shape);
        Assert.Equal([1, 3], color.Predict(ImageOps.Resize(new Tensor([20, 30, 3]), 32, 32).Reshape([1, 32, 32, 3])).Shape);
    }

    [Fact]
    public void Samples_and_targets_that_are_exchanged_are_told()
    {
        var (model, images, labels) = (Net(28, 28, 1), new Tensor([5, 28, 28, 1]), new Tensor([5]));
        ThreeParts.Throws<ArgumentException>(() => model.Fit(labels, images), "look exchanged", "Fit(x, y)");
        ThreeParts.Throws<ArgumentException>(() => model.Evaluate(labels, images), "look exchanged");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(images, images), "look like images, not like labels");
    }
}
