using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Regularizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>What a user's code throws arrives as itself, whichever thread ran it, and the model works on.</summary>
public class ExceptionTests
{
    sealed class Mine() : Exception("mine");

    /// <summary>What throws when its turn has come.</summary>
    sealed class Fuse
    {
        int _left;

        public int Left { set => _left = value; }

        public void Burn()
        {
            if (Interlocked.Decrement(ref _left) == 0) throw new Mine();
        }
    }

    sealed class ThrowLayer(Fuse forward, Fuse backward) : Layer
    {
        protected internal override Node Build(Node input) => Compute(new ThrowOperation(forward, backward), input);

        public override Config GetConfig() => new();
    }

    sealed class ThrowOperation(Fuse forward, Fuse backward) : Operation
    {
        public override string Kind => "throw";

        public override Shape OutputShape(IReadOnlyList<Shape> inputs) => inputs[0];

        public override void Forward(in ForwardSample s)
        {
            Thread.SpinWait(200);
            forward.Burn();
            s.Input(0).CopyTo(s.Output);
        }

        public override void Backward(in BackwardSample s)
        {
            backward.Burn();
            s.Gradient.CopyTo(s.InputGradient(0));
        }
    }

    sealed class ThrowMetric(Fuse fuse) : MeanMetric
    {
        public override string Name => "mine";

        public override Metric Fresh() => new ThrowMetric(fuse);

        protected override double Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
        {
            fuse.Burn();
            return 0;
        }
    }

    sealed class ThrowPenalty(Fuse fuse) : Regularizer
    {
        public override Config GetConfig() => new();

        public override double Value(ReadOnlySpan<float> weight, Shape shape) => 0;

        public override void AddGradient(ReadOnlySpan<float> weight, Span<float> gradient, Shape shape) => fuse.Burn();
    }

    sealed class ThrowSource(Fuse fuse, BatchSource data) : BatchSource
    {
        public override int? Count => data.Count;

        public override IReadOnlyList<Slot> Inputs => data.Inputs;

        public override IReadOnlyList<Slot> Targets => data.Targets;

        public override int Read(in BatchRequest request, Batch batch)
        {
            fuse.Burn();
            return data.Read(request, batch);
        }
    }

    sealed class ThrowCallback(Fuse fuse) : Callback
    {
        public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs) => fuse.Burn();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_arrives_as_itself(int threads)
    {
        var fuses = new Dictionary<string, (Fuse Fuse, int Until)>();
        Fuse Fuse(string name, int until)
        {
            fuses[name] = (new(), until);
            return fuses[name].Fuse;
        }
        var model = new Sequential([
            new Input(2), new Dense(3), new ThrowLayer(Fuse("forward", 200), Fuse("backward", 200)),
                new Dense(4, "softmax", kernelRegularizer: new ThrowPenalty(Fuse("penalty", 2)))])
        { Workers = new(threads) };
        model.Compile("sgd", "sparse_categorical_crossentropy", [new ThrowMetric(Fuse("metric", 40))]);
        var data = new ThrowSource(Fuse("source", 3), Samples.Blobs(64));
        Callback[] callbacks = [new ThrowCallback(Fuse("callback", 2))];
        foreach (var (fuse, until) in fuses.Values)
            for (var round = 0; round < 10; round++)
            {
                fuse.Left = until + round;
                Assert.Equal("mine", Assert.Throws<Mine>(() => model.Fit(data, 16, epochs: 5, callbacks: callbacks)).Message);
            }
        model.Fit(data, 16, callbacks: callbacks);
        fuses["forward"].Fuse.Left = 100;
        Assert.Throws<Mine>(() => model.Predict(Samples.Random([2], 300), 300));
    }

    [Fact]
    public async Task Of_FitAsync_too()
    {
        var fuse = new Fuse { Left = 30 };
        var model = new Sequential([new Input(2), new ThrowLayer(fuse, new()), new Dense(4, "softmax")]) { Workers = new(2) };
        model.Compile("sgd", "sparse_categorical_crossentropy");
        await Assert.ThrowsAsync<Mine>(() => model.FitAsync(Samples.Blobs(64), 32));
    }
}
