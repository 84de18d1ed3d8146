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
    /// <summary>What its loss is logged as.</summary>
    public string LossFigure { get; private init; } = "loss";

    /// <summary>What each metric is logged as.</summary>
    public IReadOnlyList<string> Figures { get; private init; } = [];

    /// <summary>The same with names for all figures: weighted metrics get theirs after the others, as in Keras.</summary>
    public static Objective[] Named(IReadOnlyList<Objective> objectives, bool several)
    {
        var names = new FigureNames(several);
        string[] losses = [.. objectives.Select(o => names.Loss(o.Name))];
        string[][] figures = [.. objectives.Select(o => new string[o.Metrics.Count])];
        foreach (var weighted in new[] { false, true })
            foreach (var (i, o) in objectives.Index())
                foreach (var (m, metric) in o.Metrics.Index())
                    if (metric.Weighted == weighted) figures[i][m] = names.Metric(o.Name, metric);
        return [.. objectives.Select((o, i) => o with { LossFigure = losses[i], Figures = figures[i] })];
    }

    /// <summary>The shape of one sample's target.</summary>
    public Shape Target { get; } = Loss.TargetShape(Prediction);

    /// <summary>The same for a prediction whose size is known.</summary>
    public Objective For(Shape prediction) => prediction == Prediction ? this : new(Output, Name, prediction, Loss, Weight, Metrics)
    {
        LossFigure = LossFigure,
        Figures = Figures,
    };

    /// <summary>The key of its targets in a plan.</summary>
    public string Key => $"target {Output}";

    /// <summary>Places of a prediction: all its dimensions but the last, or the loss's axis.</summary>
    public int Places => Prediction.Elements / Loss.Turned(Prediction)[^1];

    /// <summary>Stops at weights of samples that are neither one nor one for each place.</summary>
    public void CheckWeights(Shape came)
    {
        if (came.Elements != 1 && came.Elements != Places)
            throw new ArgumentException(
                $"The weights of output '{Plain.Text(Name)}' have the shape {came} for a sample but one is needed, or one for each of " +
                $"its {Places} places. " +
                                        "Give weights (n,), or of the targets' shape without classes.");
    }

    /// <summary>Shows a metric each place of a sample: the pixels of an image, or all there is; with the sample's weight or that of the
    /// place, where there are any.</summary>
    public void Measure(Metric metric, ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, ReadOnlySpan<float> weights)
    {
        var classes = Prediction[^1];
        var places = prediction.Length / classes;
        var each = target.Length / places;
        for (var p = 0; p < places; p++)
        {
            ReadOnlySpan<float> said = prediction.Slice(p * classes, classes), wanted = target.Slice(p * each, each);
            if (weights.IsEmpty) metric.Update(said, wanted);
            else metric.Update(said, wanted, weights[weights.Length == 1 ? 0 : p]);
        }
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
            $"Add a new Flatten(), or a new GlobalAveragePooling2D(), before '{Plain.Text(Name)}', which predicts {Prediction} for each " +
            $"sample.",
        _ when Target.Rank <= 1 && Core(came).Rank > 1 => "They look like images, not like labels. Give the labels of the samples, (n,).",
        _ => $"Give targets of that shape, or change the output of '{Plain.Text(Name)}'.",
    };
}
