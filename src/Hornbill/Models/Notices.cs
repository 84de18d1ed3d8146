using System.Globalization;
using Hornbill.Layers;

namespace Hornbill.Models;

/// <summary>What a model is warned of: settings that are no error but seldom meant.</summary>
static class Notices
{
    const double Nothing = 0.02; // a spread of inputs that a net can hardly see
    const double FarBelow = 20;  // times that a value range reaches beyond the values

    /// <summary>Of its layers, when training begins.</summary>
    public static void OfModel(Model model)
    {
        foreach (var output in model.Outputs.Where(o => o.Op is Graph.Ops.Softmax && o.Shape[^1] == 1))
            model.Warn($"The output '{output.Shown}' of model '{model.Shown}' is a softmax over one unit, which is 1 whatever comes. " +
                       "Use sigmoid with binary_crossentropy, or a unit for each class.");
        var twins = model.Layers.OfType<Model>().GroupBy(m => m.GetConfig().Json["layers"]!.ToJsonString()).Select(g => g.ToArray())
            .Where(g => g.Length > 1);
        foreach (var members in twins)
            foreach (var (one, other) in members.SelectMany((m, i) => members.Skip(i + 1).Select(o => (m, o))).Where(p =>
                HaveSameWeights(p.m, p.o)))
                model.Warn(
                    $"The models '{one.Shown}' and '{other.Shown}' within '{model.Shown}' begin with equal weights, so that they learn " +
                    $"the same. Give each a seed of its own.");
    }

    /// <summary>Of the first batch's values, as they reach the layers that change them before anything is learned.</summary>
    public static void OfValues(Model model, ReadOnlySpan<float> values)
    {
        (double least, double most) = Range(values);
        foreach (var layer in model.Layers.TakeWhile(l => l is Input or Rescaling || Moves(l) || NeedsRange(l)))
            if (layer is Rescaling rescaling) (least, most) = Rescaled(model, rescaling, least, most);
            else if (NeedsRange(layer)) CheckRange(model, layer, Math.Max(Math.Abs(least), Math.Abs(most)));
    }

    static bool Moves(Layer layer) => layer is RandomFlip or RandomRotation or RandomZoom or RandomTranslation or RandomCrop or RandomShear
        or RandomPerspective or RandomElasticTransform or CenterCrop or Resizing or ZeroPadding2D or Cropping2D;

    // Hue, saturation and sharpness are as they should be in a range that is too wide, too.
    static bool NeedsRange(Layer layer) => layer is RandomBrightness or RandomContrast or RandomErasing or RandomInvert
        or RandomPosterization or RandomColorJitter or Solarization or Equalization or AutoContrast or RandAugment or AugMix;

    /// <summary>Of moving statistics that are no numbers any more, which the loss of training does not show.</summary>
    public static void OfStatistics(Model model)
    {
        foreach (var v in model.Store.Variables)
            if (!v.Trainable && !FiniteWeights.IsFinite(v))
                model.Warn(
                    $"The moving statistics '{Plain.Text(model.Store.Name(v))}' are no finite numbers any more, so that evaluation and " +
                    $"prediction are not either, " +
                           "though the loss of training may look well. Bring the inputs nearer to 0, as by Rescaling.");
    }

    /// <summary>The least and the greatest value.</summary>
    public static (float Least, float Most) Range(ReadOnlySpan<float> values)
    {
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var x in values) (least, most) = (Math.Min(least, x), Math.Max(most, x));
        return (least, most);
    }

    static (double Least, double Most) Rescaled(Model model, Rescaling layer, double least, double most)
    {
        var (from, to) = layer.Of(least, most);
        if (to - from < Nothing && most - least > 10 * Nothing)
            model.Warn(string.Create(CultureInfo.InvariantCulture,
                $"The layer '{layer.Shown}' makes values from {least:G4} to {most:G4} ones from {from:G4} to {to:G4}, " +
                                     $"nearly all the same: they look as if they were scaled before. Leave it out."));
        return (from, to);
    }

    static void CheckRange(Model model, Layer layer, double greatest)
    {
        var range = layer.GetConfig().Doubles("value_range");
        if (greatest > 0 && range[1] > FarBelow * greatest)
            model.Warn(string.Create(CultureInfo.InvariantCulture,
                $"The layer '{layer.Shown}' ({layer.Kind}) takes values from {range[0]:G4} to {range[1]:G4}, but those of the first " +
                $"batch reach {greatest:G4} at most: it will drown them, or do nothing. Give it valueRange: (0, 1), or what fits."));
    }

    static bool HaveSameWeights(Model one, Model other)
    {
        var (a, b) = (one.Store.Variables, other.Store.Variables);
        return a.Count > 0 && a.Count == b.Count && !a.SequenceEqual(b) && a.Zip(b).All(p => p.First.Values.SequenceEqual(p.Second.Values));
    }
}
