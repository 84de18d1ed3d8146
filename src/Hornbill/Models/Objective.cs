using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>What one output of a model is trained by.</summary>
/// <param name="Output">Which output.</param>
/// <param name="Name">The name of the layer that makes it.</param>
/// <param name="Prediction">The shape of one prediction.</param>
/// <param name="Loss">Its loss.</param>
/// <param name="Weight">Its share of the whole loss.</param>
/// <param name="Metrics">What is measured besides.</param>
sealed record Objective(int Output, string Name, Shape Prediction, Loss Loss, double Weight, IReadOnlyList<NamedMetric> Metrics)
{
    /// <summary>The shape of one sample's target.</summary>
    public Shape Target { get; } = Loss.TargetShape(Prediction);

    /// <summary>The same for a prediction whose size is known.</summary>
    public Objective For(Shape prediction) => prediction == Prediction ? this : new(Output, Name, prediction, Loss, Weight, Metrics);

    /// <summary>The key of its targets in a plan.</summary>
    public string Key => $"target {Output}";

    /// <summary>The name that a figure of it is logged under.</summary>
    public string LogName(string figure, bool several) => several ? $"{Name}_{figure}" : figure;

    /// <summary>Shows a metric each place of a sample: the pixels of an image, or all there is.</summary>
    public void Measure(Metric metric, ReadOnlySpan<float> prediction, ReadOnlySpan<float> target)
    {
        var classes = Prediction[^1];
        var places = prediction.Length / classes;
        var each = target.Length / places;
        for (var p = 0; p < places; p++) metric.Update(prediction.Slice(p * classes, classes), target.Slice(p * each, each));
    }

    /// <summary>Stops at targets of another shape; a last dimension of 1 may be there or not.</summary>
    public void Check(Shape came)
    {
        if (Core(came) == Core(Target)) return;
        throw new ArgumentException($"{Loss.Name} got targets of shape {came} but needs {Target}. {Fix(came)}");
    }

    static Shape Core(Shape s) => s.Rank > 0 && s[^1] == 1 ? Shape.Create(s.ToArray().AsSpan(..^1)) : s;

    string Fix(Shape came) => Loss switch
    {
        SparseCategoricalCrossentropy when came == Prediction => "Use categorical_crossentropy, or give indices of classes.",
        CategoricalCrossentropy when came == new SparseCategoricalCrossentropy().TargetShape(Prediction) =>
            "Use sparse_categorical_crossentropy, or give each class a probability.",
        _ when Prediction.Rank > 1 && Core(came).Rank <= 1 =>
            $"Add a new Flatten(), or a new GlobalAveragePooling2D(), before '{Name}', which predicts {Prediction} for each sample.",
        _ => $"Give targets of that shape, or change the output of '{Name}'.",
    };
}
