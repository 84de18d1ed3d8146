using Hornbill.Graph;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>What maps of classes are gradients of: the score of a class, which is what goes into the softmax or sigmoid that a model ends
/// with, as the papers have it. Of a single sigmoid class 1 has the score and class 0 its opposite.</summary>
static class ClassScores
{
    /// <summary>The classes that were asked for, one for each image, or the likeliest of each.</summary>
    public static IReadOnlyList<int> Classes(Model model, Tensor x, IReadOnlyList<int>? asked)
    {
        Check(model);
        if (asked is null)
        {
            var scores = model.Scores(x, model.Outputs[0]);
            return model.IsBinary ? [.. scores.Data.Select(s => s > 0 ? 1 : 0)] : [.. scores.ArgMax().Data.Select(c => (int)c)];
        }
        if (x.Shape.Rank == 0 || asked.Count != x.Shape[0])
            throw new ArgumentException(
                $"{asked.Count} classes came with samples of shape {x.Shape}, but each needs one. Give as many, or none for the " +
                $"likeliest.");
        var count = Count(model);
        return asked.FirstOrDefault(c => c < 0 || c >= count, -1) is var wrong && asked.All(c => c >= 0 && c < count)
            ? asked
            : throw new ArgumentException(
                $"Class {wrong} was asked for, but model '{Plain.Text(model.Name)}' has 0 to {count - 1}. Give one of those.");
    }

    /// <summary>Σ over images of the score of each one's class, differentiated: for each node (n, …).</summary>
    public static IReadOnlyList<Tensor> Gradients(Model model, Tensor x, IReadOnlyList<int> classes, params IReadOnlyList<Node> by)
    {
        var width = model.Outputs[0].Shape.Elements;
        var direction = new Tensor(model.Outputs[0].Shape.Prepend(classes.Count));
        for (var n = 0; n < classes.Count; n++)
            if (model.IsBinary) direction.Data[n] = classes[n] == 1 ? 1 : -1;
            else direction.Data[(n * width) + classes[n]] = 1;
        return model.ScoreGradients(x, model.Outputs[0], direction, by.Count == 0 ? null : by);
    }

    /// <summary>The probability of a class by a row of predictions.</summary>
    public static float Probability(Model model, ReadOnlySpan<float> prediction, int c) =>
        model.IsBinary ? c == 1 ? prediction[0] : 1 - prediction[0] : prediction[c];

    /// <summary>How many classes it tells apart.</summary>
    public static int Count(Model model) => model.IsBinary ? 2 : model.Outputs[0].Shape.Elements;

    static void Check(Model model)
    {
        if (model.Inputs.Count != 1 || model.Outputs.Count != 1 || model.Outputs[0].Shape.Rank != 1)
            throw new ArgumentException(
                $"Model '{Plain.Text(model.Name)}' has {model.Inputs.Count} inputs and predicts " +
                $"{string.Join(", ", model.Outputs.Select(o => o.Shape))}, but maps of classes need one input and one row of classes. " +
                $"Make a Model that ends there, or use Gradients.");
    }
}
