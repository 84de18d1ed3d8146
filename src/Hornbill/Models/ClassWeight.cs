using System.Diagnostics.CodeAnalysis;
using Hornbill.Data;
using Hornbill.Engine;

namespace Hornbill.Models;

/// <summary>How much the samples of each class count in training: an array in class order, or a map; a class that is not named counts
/// 1.</summary>
/// <example><code>model.Fit(train, classWeight: ClassWeights.Balanced(train));
/// model.Fit(train, classWeight: new Dictionary&lt;int, double&gt; { [3] = 2.5 });</code></example>
public sealed class ClassWeight
{
    readonly Dictionary<int, float> _weights = [];
    readonly bool _isArray;

    ClassWeight(IEnumerable<KeyValuePair<int, double>> weights, bool isArray = false)
    {
        _isArray = isArray;
        foreach (var (label, weight) in weights)
        {
            if (label < 0) throw new ArgumentException(
                $"The class weights got the class {label} but classes count from 0. Give class indices.");
            if (!(weight >= 0) || !float.IsFinite((float)weight))
                throw new ArgumentException($"Class {label} got the weight {weight} but needs a finite number of at least 0. Correct it.");
            _weights[label] = (float)weight;
        }
    }

    /// <summary>Weights in class order; null stays null: every sample counts 1.</summary>
    /// <param name="weights">One for each class, finite and at least 0.</param>
    [return: NotNullIfNotNull(nameof(weights))]
    public static implicit operator ClassWeight?(double[]? weights) =>
        weights is null ? null : new(weights.Select((w, i) => KeyValuePair.Create(i, w)), isArray: true);

    /// <summary>Weights by class; null stays null: every sample counts 1.</summary>
    /// <param name="weights">By class index, finite and at least 0.</param>
    [return: NotNullIfNotNull(nameof(weights))]
    public static implicit operator ClassWeight?(Dictionary<int, double>? weights) => weights is null ? null : new(weights);

    /// <summary>The weight of a class.</summary>
    /// <param name="label">The class.</param>
    public double this[int label] => _weights.GetValueOrDefault(label, 1);

    /// <summary>The classes with their weights.</summary>
    public override string ToString() => string.Join(", ",
        _weights.OrderBy(w => w.Key).Select(w => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{w.Key}: {w.Value}")));

    /// <summary>Throws where class weights cannot be used, as in Keras, or are not those of the model's classes.</summary>
    internal void Check(Model model, BatchSource data)
    {
        if (model.Objectives.Count != 1)
            throw new ArgumentException(
                $"Model '{model.Shown}' got class weights but has {model.Objectives.Count} outputs to train, where they need one. " +
                                        "Give sample weights with the data instead.");
        if (model.Objectives[0].Prediction.Rank > 1)
            throw new ArgumentException(
                $"Model '{model.Shown}' got class weights but predicts {model.Objectives[0].Prediction} for a sample, " +
                                        "where they need one class. Give sample weights with the data instead.");
        if (data.Weighted) throw Both();
        if (Classes(model.Objectives[0]) is { } classes) CheckClasses(model, classes);
    }

    // Of a single number the loss tells whether it stands for two classes.
    static int? Classes(Objective objective) => objective.Prediction[^1] > 1 ? objective.Prediction[^1]
        : objective.Loss is Losses.BinaryCrossentropy or Losses.BinaryFocalCrossentropy ? 2 : null;

    void CheckClasses(Model model, int classes)
    {
        if (_isArray && _weights.Count != classes)
            throw new ArgumentException(
                $"Model '{model.Shown}' got {_weights.Count} class weights but has {classes} classes. Give a weight for each class, in " +
                $"their order.");
        if (_weights.Keys.FirstOrDefault(c => c >= classes, -1) is >= 0 and var unknown)
            throw new ArgumentException(
                $"Model '{model.Shown}' got a weight for class {unknown} but has the classes 0 to {classes - 1}. Give weights for those.");
        if (_weights.Count == classes && _weights.Values.All(w => w == 0))
            throw new ArgumentException(
                $"Model '{model.Shown}' got class weights that are all 0, so that nothing would be learned, but at least one must be " +
                $"above 0. Give other weights.");
    }

    /// <summary>Gives each sample the weight of its class.</summary>
    internal void Write(Session session, int samples)
    {
        var weights = session.SampleWeights[..samples];
        if (weights.IndexOfAnyExcept(1f) >= 0) throw Both();
        for (var n = 0; n < samples; n++)
        {
            var target = session.TargetOf(0, n);
            weights[n] = _weights.GetValueOrDefault(target.Length == 1 ? Class(target[0]) : Kernels.Statistics.Argmax(target), 1);
        }
    }

    // As NumPy's round: of ½ to the even one.
    static int Class(float label) => (int)MathF.Round(label, MidpointRounding.ToEven);

    static ArgumentException Both() => new("Fit got class weights for data with sample weights but takes one of them. " +
                                           "Multiply the weights of the classes into those of the samples. Give only these.");
}
