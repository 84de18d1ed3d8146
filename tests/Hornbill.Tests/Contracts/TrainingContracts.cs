using Hornbill.Data;
using Hornbill.Initializers;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Contracts;

/// <summary>What every loss, optimizer, metric and initialiser keeps to.</summary>
public class TrainingContracts
{
    /// <summary>A loss, what the last layer ends with, and targets made of labels of four classes.</summary>
    internal sealed record LossSample(Func<Loss> Make, string? Activation, Func<Tensor, Tensor> Targets);

    // Each has its line; one that is missing fails the first test.
    internal static readonly Dictionary<Type, LossSample[]> Losses = new()
    {
        [typeof(BinaryCrossentropy)] = [new(() => new BinaryCrossentropy(), "sigmoid", OneHot),
            new(() => new BinaryCrossentropy(fromLogits: true, 0.1), null, OneHot)],
        [typeof(BinaryFocalCrossentropy)] =
        [
            new(() => new BinaryFocalCrossentropy(), "sigmoid", OneHot),
            new(() => new BinaryFocalCrossentropy(applyClassBalancing: true, 0.3, 1.5, fromLogits: true, 0.1), null, OneHot),
        ],
        [typeof(CategoricalCrossentropy)] =
        [
            new(() => new CategoricalCrossentropy(), "softmax", OneHot),
                new(() => new CategoricalCrossentropy(fromLogits: true, 0.1), null, OneHot),
        ],
        [typeof(CategoricalFocalCrossentropy)] =
        [
            new(() => new CategoricalFocalCrossentropy(), "softmax", OneHot),
            new(() => new CategoricalFocalCrossentropy(0.5, 1, fromLogits: true, 0.1), null, OneHot),
        ],
        [typeof(CategoricalGeneralizedCrossEntropy)] = [new(() => new CategoricalGeneralizedCrossEntropy(), "softmax", labels => labels)],
        [typeof(Circle)] = [new(() => new Circle(gamma: 2), null, labels => labels)],
        [typeof(Dice)] = [new(() => new Dice(), "sigmoid", OneHot), new(() => new Dice([1]), "sigmoid", OneHot)],
        [typeof(Tversky)] = [new(() => new Tversky(0.3, 0.7), "sigmoid", OneHot)],
        [typeof(CategoricalHinge)] = [new(() => new CategoricalHinge(), null, OneHot)],
        [typeof(CosineSimilarity)] = [new(() => new CosineSimilarity(), null, OneHot)],
        [typeof(Hinge)] = [new(() => new Hinge(), null, OneHot)],
        [typeof(Huber)] = [new(() => new Huber(), null, OneHot), new(() => new Huber(0.25), null, OneHot)],
        [typeof(KLDivergence)] = [new(() => new KLDivergence(), "softmax", OneHot)],
        [typeof(LogCosh)] = [new(() => new LogCosh(), null, OneHot)],
        [typeof(MeanAbsoluteError)] = [new(() => new MeanAbsoluteError(), null, OneHot)],
        [typeof(MeanAbsolutePercentageError)] = [new(() => new MeanAbsolutePercentageError(), null, labels => Plus(OneHot(labels), 1))],
        [typeof(MeanSquaredError)] = [new(() => new MeanSquaredError(), "tanh", OneHot)],
        [typeof(MeanSquaredLogarithmicError)] = [new(() => new MeanSquaredLogarithmicError(), "softplus", OneHot)],
        [typeof(Poisson)] = [new(() => new Poisson(), "softplus", OneHot)],
        [typeof(SparseCategoricalCrossentropy)] =
        [
            new(() => new SparseCategoricalCrossentropy(), "softmax", labels => labels),
            new(() => new SparseCategoricalCrossentropy(fromLogits: true, ignoreClass: 3), null, labels => labels),
        ],
        [typeof(SquaredHinge)] = [new(() => new SquaredHinge(), null, OneHot)],
    };

    static Tensor OneHot(Tensor labels) => Samples.OneHot(labels, 4);

    static Tensor Plus(Tensor t, float x) => new(t.Shape, [.. t.Data.Select(v => v + x)]);

    static readonly Dictionary<Type, Func<Optimizer>[]> Optimizers = new()
    {
        [typeof(Adadelta)] = [() => new Adadelta(1.0)],
        [typeof(Adagrad)] = [() => new Adagrad(0.05)],
        [typeof(AdamW)] = [() => new AdamW(0.01)],
        [typeof(Adamax)] = [() => new Adamax(0.01)],
        [typeof(Ftrl)] = [() => new Ftrl(0.5)],
        [typeof(Lion)] = [() => new Lion(0.005)],
        [typeof(Adafactor)] = [() => new Adafactor(0.1)],
        [typeof(Lamb)] = [() => new Lamb(0.01)],
        [typeof(Muon)] = [() => new Muon(0.01)],
        [typeof(ScheduleFreeAdamW)] = [() => new ScheduleFreeAdamW(0.02)],
        [typeof(Nadam)] = [() => new Nadam(0.01)],
        [typeof(Adam)] = [() => new Adam(), () => new Adam(0.01, 0.8, 0.99, 1e-3)],
        [typeof(RMSprop)] = [() => new RMSprop(), () => new RMSprop(0.01, 0.8)],
        [typeof(SGD)] = [() => new SGD(), () => new SGD(0.1, 0.9), () => new SGD(0.1, 0.9, nesterov: true)],
    };

    [Fact]
    public void Every_kind_is_declared_here_and_in_its_list_of_names()
    {
        Assert.Equal(Kinds.Of<Loss>().ToHashSet(), [.. Losses.Keys]);
        Assert.Equal(Kinds.Of<Loss>().ToHashSet(), [.. Loss.Names.Select(n => Loss.Named(n).GetType())]);
        Assert.Equal(Kinds.Of<Optimizer>().ToHashSet(), [.. Optimizers.Keys]);
        Assert.Equal(Kinds.Of<Optimizer>().ToHashSet(), [.. Optimizer.Names.Select(n => Optimizer.Named(n).GetType())]);
        Assert.Equal(Kinds.Of<Metric>().ToHashSet(), [.. Metric.Names.Select(n => Metric.Named(n).GetType())]);
        Assert.Equal(Kinds.Of<Initializer>().ToHashSet(), [.. Initializer.Names.Select(n => Initializer.Named(n).GetType())]);
    }

    [Fact]
    public void Names_are_their_own_and_their_case_does_not_matter()
    {
        foreach (var loss in Loss.Names.Select(n => Loss.Named(n.ToUpperInvariant()))) Assert.Equal(loss.GetType(),
            Loss.Named(loss.Name).GetType());
        foreach (var name in Optimizer.Names) Assert.Equal(name, Optimizer.Named(name.ToUpperInvariant()).Name);
        foreach (var name in Initializer.Names) Assert.Equal(name, Initializer.Named(name.ToUpperInvariant()).Name);
        Assert.Equal(0.25, Optimizer.Named("sgd", 0.25).LearningRate);
    }

    [Fact]
    public void Losses_fall_and_are_means_over_samples()
    {
        foreach (var (type, samples) in Losses)
            foreach (var (make, activation, targets) in samples)
            {
                var loss = make();
                Assert.Equal(type, loss.GetType());
                var labels = new Tensor([48], [.. Enumerable.Range(0, 48).Select(i => (float)(i % 4))]);
                var data = new ArrayData(Samples.Random([2], 48), targets(labels));
                Assert.Equal(loss.TargetShape([4]), data.Targets[0].Shape);
                var model = new Sequential([new Input(2), new Dense(4, activation)]);
                model.Compile(new SGD(loss is MeanAbsolutePercentageError ? 0.001 : 0.1), loss, loss.OfBatch ? []
                    : [new LossMetric(make())]);
                var before = model.Evaluate(data);
                // Batches of any size give the same mean.
                if (!loss.OfBatch && loss.Op.IgnoredTarget is null) Assert.Equal(before.Loss, model.Evaluate(data, batchSize: 7).Loss,
                    1e-5);
                if (!loss.OfBatch) Assert.Equal(model.Evaluate(data, batchSize: 48).Loss,
                    before[loss.Name] * (loss is CosineSimilarity ? -1 : 1), 1e-4);
                Assert.InRange(before.Loss, loss is CosineSimilarity ? -1 : 0, loss is MeanAbsolutePercentageError ? 200 : 10);
                model.Fit(data, epochs: 3);
                Assert.True(model.Evaluate(data).Loss < before.Loss, $"{loss}");
            }
    }

    [Fact]
    public void Losses_come_back_from_their_text()
    {
        foreach (var loss in Losses.Values.SelectMany(s => s).Select(s => s.Make()))
        {
            var again = Loss.Named(loss.ToString());
            Assert.Equal((loss.GetType(), loss.ToString()), (again.GetType(), again.ToString()));
            Assert.StartsWith(loss.Name, loss.ToString(), StringComparison.Ordinal);
            if (!loss.OfBatch) Assert.Equal(loss.ToString(), new LossMetric(loss).ToString());
        }
    }

    [Fact]
    public void Optimizers_lower_the_loss_and_continue_alike()
    {
        var data = Samples.Blobs(64);
        foreach (var make in Optimizers.Values.SelectMany(o => o))
        {
            var (model, copy) = (Samples.Tiny(seed: 1), Samples.Tiny(seed: 2));
            foreach (var m in new[] { model, copy }) m.Compile(make(), "sparse_categorical_crossentropy");
            copy.SetWeights(model.Values());
            var before = model.Evaluate(data).Loss;
            Assert.Equal(Samples.Bits(model.Fit(data, epochs: 3, seed: 5)), Samples.Bits(copy.Fit(data, epochs: 3, seed: 5)));
            Assert.Equal(Samples.Bits(model), Samples.Bits(copy));
            Assert.True(model.Evaluate(data).Loss < before, make().Name);
        }
    }

    [Fact]
    public void Metrics_start_anew_after_a_reset()
    {
        foreach (var name in Metric.Names)
        {
            var metric = Metric.Named(name);
            Assert.Equal(0, metric.Result);
            double Seen()
            {
                metric.Update([0.1f, 0.7f, 0.2f], [1]);
                metric.Update([0.5f, 0.1f, 0.4f], [2]);
                metric.Update([0.6f, 0.3f, 0.1f], [0]);
                return metric.Result;
            }
            var first = Seen();
            metric.Reset();
            Assert.Equal(0, metric.Result);
            Assert.Equal(first, Seen());
            Assert.Equal(0, metric.Fresh().Result);
        }
    }
}
