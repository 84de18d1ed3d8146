using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Seeing;

/// <summary>What a net's architecture says of each image after it was trained on the others: stratified folds, trained anew from drawn
/// weights but for layers that are frozen.</summary>
static class FoldProbabilities
{
    /// <returns>(n, classes).</returns>
    /// <exception cref="ArgumentException">A class has fewer images than there are folds.</exception>
    public static Tensor Of(ModelFile file, TestImages data, ExplainSettings settings, Action<string> tell)
    {
        Check(data, settings.Folds);
        var (labels, result) = (data.Labels.ToArray(), new Tensor([data.Labels.Count, ClassNames.Count(file)]));
        foreach (var (fold, (train, test)) in new StratifiedKFold(settings.Folds, shuffle: true, seed: (long)settings.Seed).Split(labels)
            .Index())
        {
            var model = Fresh(file.Model, settings.Seed + (ulong)fold + 1);
            var history = model.Fit(data.Source.Subset(train), batchSize: Math.Min(settings.BatchSize, train.Length),
                epochs: settings.Epochs,
                seed: settings.Seed);
            var predictions = model.Predict(data.Source.Subset(test), settings.BatchSize);
            for (var i = 0; i < test.Length; i++) Whole(predictions.Row(i), result.Row(test[i]));
            tell($"Fold {fold + 1} of {settings.Folds}: trained on {train.Length:N0} images, loss {history["loss"][^1]:0.0000}; " +
                 $"{Right(result, labels, test):0.0%} of the other {test.Length:N0} named as they are labelled");
        }
        return result;
    }

    /// <summary>A row of predictions as one probability for each class.</summary>
    public static void Whole(ReadOnlySpan<float> prediction, Span<float> to)
    {
        if (prediction.Length == to.Length) prediction.CopyTo(to);
        else (to[0], to[1]) = (1 - prediction[0], prediction[0]);
    }

    static double Right(Tensor probabilities, int[] labels, int[] test) =>
        (double)test.Count(i => Kernels.Statistics.Argmax(probabilities.Row(i)) == labels[i]) / test.Length;

    static void Check(TestImages data, int folds)
    {
        var least = data.Labels.CountBy(l => l).MinBy(c => c.Value);
        if (least.Value < folds)
            throw new ArgumentException(
                $"{data.Name} has {least.Value} images of class {least.Key}, but each of {folds} folds needs one. Give fewer folds, or 0 " +
                $"to judge by the model itself.");
    }

    static Model Fresh(Model model, ulong seed)
    {
        var fresh = model.Clone(seed: seed);
        var frozen = Parts(model).Where(l => !l.Trainable).SelectMany(l => l.Variables).ToHashSet();
        if (frozen.Count > 0) fresh.SetWeights([.. fresh.GetWeights().Zip(model.GetWeights(), model.NamedVariables)
            .Select(w => frozen.Contains(w.Third.Variable) ? w.Second.Value : w.First.Value)]);
        Loss loss = model.IsBinary ? "binary_crossentropy" : "sparse_categorical_crossentropy";
        fresh.Compile(model.Optimizer is { } own ? Optimizer.FromConfig(own.ToConfig()) : "adam", loss);
        return fresh;
    }

    static IEnumerable<Layer> Parts(Layer layer) => layer.Parts.SelectMany(p => Parts(p).Prepend(p));
}
