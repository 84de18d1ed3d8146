using System.Globalization;
using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>Where a loss that is no finite number comes from: the inputs, the weights, or the first layer that makes one.</summary>
static class NaNOrigin
{
    /// <summary>The finding, with what to try.</summary>
    public static string Find(Model model, Session session, int samples, BatchSource data)
    {
        var rate = model.Optimizer!.LearningRate.ToString(CultureInfo.InvariantCulture);
        var advice =
            $"Try a smaller learning rate (it is {rate}), clipNorm, or inputs between 0 and 1 (those of this batch " +
            $"{Range(session.Input(0)[..(samples * data.Inputs[0].Shape.Elements)])}).";
        return $"{Where(model, session, samples, data)}. {advice}";
    }

    static string Where(Model model, Session session, int samples, BatchSource data)
    {
        Tensor[] inputs = [.. data.Inputs.Select((slot, i) =>
            new Tensor(slot.Shape.Prepend(samples), session.Input(i)[..(samples * slot.Shape.Elements)].ToArray()))];
        if (inputs.Any(t => !IsFinite(t.Data))) return "the inputs hold what is no finite number";
        if (model.Store.Variables.FirstOrDefault(v => !FiniteWeights.IsFinite(v)) is { } burst)
            return $"the weights '{model.Store.Name(burst)}' are no finite numbers any more";
        return Layer(model, inputs) is { } layer ? $"the first values that are no finite numbers come from the layer '{layer}'"
            : "it arose in the loss itself";
    }

    // As at inference, with the weights at hand.
    static string? Layer(Model model, Tensor[] inputs)
    {
        (string Name, Node Output)[] outputs = [.. model.GraphCalls.Where(c => c.Call.Inputs.Count > 0).SelectMany(c =>
            c.Call.Outputs.Select(o => (c.Layer.Name, o)))];
        try
        {
            var found = new Model(model.Inputs, [.. outputs.Select(o => o.Output)]).PredictAll(ArrayData.Of(inputs, []));
            return outputs.Zip(found).FirstOrDefault(o => !IsFinite(o.Second.Data)).First.Name;
        }
        // A finding that cannot be made is no reason to end training.
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }

    static bool IsFinite(float[] values) => values.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0;

    static string Range(ReadOnlySpan<float> values)
    {
        var (least, most) = Notices.Range(values);
        return string.Create(CultureInfo.InvariantCulture, $"reach from {least:G4} to {most:G4}");
    }
}
