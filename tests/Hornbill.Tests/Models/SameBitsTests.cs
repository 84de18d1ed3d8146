using Hornbill.Data;
using Hornbill.Execution;
using Hornbill.Models;
using Hornbill.Simd;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>The bits depend neither on the number of threads nor on the run.</summary>
public class SameBitsTests
{
    static readonly int[] Threads = [1, 1, 2, 3, 7];

    [Theory]
    [InlineData("lab-d", 41)]
    [InlineData("lab-a-5x5", 20)]
    [InlineData("lab-c-4", 45)]
    public void Training_with_a_short_last_batch(string net, int batch) => Compare(net, batch, epochs: 1);

    [Theory]
    [Trait("Speed", "slow")]
    [MemberData(nameof(Names))]
    public void Every_net(string net) => Compare(net, net == "lab-c-resnet" ? 13 : 26, epochs: 1);

    public static TheoryData<string> Names => [.. Nets.All.Select(n => n.Name)];

    [Theory]
    [Trait("Speed", "slow")]
    [InlineData("lab-d")]
    [InlineData("lab-a-5x5")]
    [InlineData("lab-c-1")]
    [InlineData("lab-c-3")]
    [InlineData("lab-c-4")]
    public void Training_with_the_labs_batches(string net) => Compare(net, Nets.Find(net).BatchSize, epochs: 2);

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void Every_vector_width(int width)
    {
        if (width > SimdWidth.Best) Assert.Skip($"Vectors of {width} floats are not supported here.");
        var data = Samples.Data([12, 12, 1], 45);
        var runs = Threads.Select(threads =>
        {
            var model = Samples.Small();
            (model.Workers, model.Width) = (new Workers(threads), width);
            model.Compile("rmsprop", "sparse_categorical_crossentropy", ["accuracy"]);
            return Samples.Bits(model.Fit(data, batchSize: 19, epochs: 3, validationSplit: 0.2)) + Samples.Bits(model);
        });
        Assert.Single(runs.Distinct());
    }

    [Fact]
    public void Steps_of_one_sample()
    {
        var data = Samples.Data([12, 12, 1], 9);
        var runs = Threads.Select(threads =>
        {
            var model = Samples.Small();
            model.Workers = new Workers(threads);
            model.Compile(new Hornbill.Optimizers.SGD(0.01, momentum: 0.9), "sparse_categorical_crossentropy");
            return Samples.Bits(model.Fit(data, batchSize: 1, epochs: 2)) + Samples.Bits(model);
        });
        Assert.Single(runs.Distinct());
    }

    [Theory]
    [InlineData("lab-a-5x5")]
    [InlineData("lab-c-4")]
    public void Predicting_one_sample(string net)
    {
        var x = Samples.Random([28, 28, 1], 7);
        var model = Nets.Find(net).Build(seed: 3);
        var together = model.Predict(x);
        var bits = Threads.Select(threads =>
        {
            model.Workers = new Workers(threads);
            var alone = model.Predict(x, batchSize: 1);
            Close.Assert(alone.Data, [.. together.Data.Select(v => (double)v)], 1e-6);
            return Samples.Bits(alone);
        });
        Assert.Single(bits.Distinct());
    }

    [Fact]
    public void Every_worker_works()
    {
        foreach (var threads in new[] { 2, 3, 7 })
        {
            var model = Samples.Small();
            model.Workers = new Workers(threads);
            model.Compile("sgd", "sparse_categorical_crossentropy");
            var data = Samples.Data([12, 12, 1], 200);
            // On a busy machine a worker may come too late many times over.
            for (var i = 0; i < 400 && Units(model.Workers).Any(u => u == 0); i++) model.Fit(data, batchSize: 96);
            Assert.DoesNotContain(0, Units(model.Workers));
        }
    }

    static long[] Units(Workers workers) => [.. Enumerable.Range(0, workers.Count).Select(w => workers.Done(w).Units)];

    static void Compare(string net, int batch, int epochs)
    {
        var data = Samples.Data(Nets.Find(net).Input, (2 * batch) + 7);
        var runs = Threads.Select(threads =>
        {
            var model = Nets.Find(net).Build(seed: 5);
            model.Workers = new Workers(threads);
            return Samples.Bits(model.Fit(data, batchSize: batch, epochs: epochs)) + Samples.Bits(model);
        }).ToArray();
        Assert.Single(runs.Distinct());
        Assert.NotEqual(Samples.Bits(Nets.Find(net).Build(seed: 5)), runs[0]);
    }
}
