using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>A step allocates nothing, on no thread.</summary>
public class AllocationTests
{
    const int Batch = 24;

    [Theory]
    [InlineData("lab-d", 1, Batch)]
    [InlineData("lab-d", 3, Batch)]
    [InlineData("lab-a-5x5", 3, Batch)]
    [InlineData("lab-c-4", 3, Batch)]
    [InlineData("lab-c-4", 1, Batch)]
    [InlineData("lab-d", 2, 1)]
    [InlineData("lab-b-4", 3, Batch)]
    [InlineData("lab-c-6", 2, Batch)]
    [InlineData("lab-c-8", 2, Batch)]
    [InlineData("lab-c-resnet", 2, 8)]
    public void Training_steps(string net, int threads, int batch) =>
        Train(Nets.Find(net).Build(), threads, batch, Samples.Data(Nets.Find(net).Input, 3 * batch));

    [Fact]
    public void Training_steps_on_images_that_change()
    {
        var model = new Sequential(
        [
            new Input(28, 28, 1), new Rescaling(2), new RandomFlip(), new RandomRotation(0.1), new RandomZoom(0.1),
                new RandomTranslation(0.1, 0.1),
            new RandomContrast(0.1), new RandomBrightness(0.1), new RandomErasing(), new Resizing(20, 20), new CenterCrop(18, 18),
                new Conv2D(4, 3),
            new RandomRotation(0.1), new RandomContrast(0.1), new RandomErasing(), new Resizing(10, 10), new Flatten(),
                new Dense(10, "softmax"),
        ]);
        model.Compile("adam", "sparse_categorical_crossentropy");
        Train(model, threads: 2, Batch, Samples.Data([28, 28, 1], 3 * Batch));
    }

    [Fact]
    public void Training_steps_of_every_convolution()
    {
        var model = new Sequential(
        [
            new Input(28, 28, 1), new SeparableConv2D(4, 3, strides: 2), new DepthwiseConv2D(3, padding: "same", depthMultiplier: 2),
            new Conv2DTranspose(8, 3, padding: "same", activation: "relu"), new Conv2D(4, 3, groups: 2), new Reshape(11, 44),
                new Conv1D(4, 3), new Flatten(),
            new Dense(10, activation: "softmax"),
        ]);
        model.Compile("adam", "sparse_categorical_crossentropy");
        Train(model, threads: 3, Batch, Samples.Data([28, 28, 1], 3 * Batch));
    }

    [Fact]
    public void Training_steps_with_penalties_on_activities_and_losses_as_metrics()
    {
        var model = new Sequential([new Input(6, 6, 1), new Conv2D(4, 3, activation: "relu", activityRegularizer: "l1_l2"),
            new Dense(3, "softmax", activityRegularizer: "l2")]);
        model.Compile("adam", "sparse_categorical_crossentropy", ["accuracy", "mse", "huber", "mean_io_u"]);
        Train(model, 3, 8, new(Samples.Random([6, 6, 1], 24), new Tensor([24, 4, 4], Samples.Labels(24 * 16, 3).Data)));
    }

    [Theory]
    [InlineData(2, Batch)]
    [InlineData(2, 1)]
    public void Training_steps_of_layers_that_pool_move_and_merge(int threads, int batch)
    {
        var input = new Input(28, 28, 1).Output;
        var x = new PReLU(sharedAxes: [1, 2]).Apply(new Conv2D(4, 3).Apply(new ZeroPadding2D(1).Apply(input)));
        x = new AveragePooling2D().Apply(new GaussianNoise(0.1).Apply(new SpatialDropout2D(0.2).Apply(x)));
        x = new Average().Apply(new UpSampling2D(2).Apply(x), new UpSampling2D(2, "bilinear").Apply(x));
        x = new Concatenate(axis: 1).Apply(new Cropping2D(2).Apply(x), new Permute(2, 1, 3).Apply(new Cropping2D(2).Apply(x)));
        var (a, b) = (new GlobalMaxPooling2D().Apply(x), new GaussianDropout(0.2).Apply(new GlobalAveragePooling2D().Apply(x)));
        var rows = new RepeatVector(3).Apply(b);
        x = new Multiply().Apply(new Dot(2).Apply(rows, rows), new Dot((2, 1), normalize: true).Apply(rows, new Permute(2, 1).Apply(rows)));
        x = new Concatenate().Apply(new Flatten().Apply(new MaxPooling1D(2).Apply(x)), new Activation("log_softmax").Apply(a));
        var model = new Model([input], [new Dense(10, "softmax").Apply(x)]);
        model.Compile("adam", "sparse_categorical_crossentropy");
        Train(model, threads, batch, Samples.Data([28, 28, 1], 3 * batch));
    }

    static void Train(Model model, int threads, int batch, ArrayData data)
    {
        model.Workers = new Workers(threads);
        using var session = model.Open(Model.Training, batch);
        var update = new Update(model.TrainingState, model.Workers, model.Width);
        var tally = model.NewTally();
        AssertNothing(model.Workers, step =>
        {
            var request = new BatchRequest(0, step % 3, batch, true, 7);
            var samples = session.Fill(data, request);
            tally.Check(session, samples, request);
            session.Run(samples, 7, (uint)step);
            tally.Add(session, samples, 0);
            update.Run();
        });
    }

    [Theory]
    [InlineData(Model.Evaluating)]
    [InlineData(Model.Predicting)]
    public void Inference_steps(string kind)
    {
        var model = Nets.Find("lab-d").Build();
        model.Workers = new Workers(2);
        var data = Samples.Data([28, 28, 1], 3 * Batch);
        using var session = model.Open(kind, Batch);
        AssertNothing(model.Workers, step => session.Run(session.Fill(data, new(0, step % 3, Batch, false, 0))));
    }

    static void AssertNothing(Workers workers, Action<int> step)
    {
        for (var i = 0; i < 4; i++) step(i);
        long[] Bytes() => [.. Enumerable.Range(0, workers.Count).Select(w => workers.Done(w).Bytes)];
        // A collection that another test causes counts the rest of a thread's allocation buffer as allocated: what a step allocates shows
        // each time.
        (long Own, long[] Workers) Allocated()
        {
            var before = Bytes();
            var own = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 6; i++) step(i);
            own = GC.GetAllocatedBytesForCurrentThread() - own;
            return (own, [.. Bytes().Zip(before, (a, b) => a - b)]);
        }
        var attempts = Enumerable.Range(0, 5).Select(_ => Allocated()).ToArray();
        Assert.Equal(0, attempts.Min(a => a.Own));
        for (var w = 0; w < workers.Count; w++) Assert.Equal(0, attempts.Min(a => a.Workers[w]));
    }
}
