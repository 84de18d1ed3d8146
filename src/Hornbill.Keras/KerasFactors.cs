using System.Text.Json.Nodes;

namespace Hornbill.Keras;

/// <summary>Ranges of random layers that lie in [0, 1] in Keras, where one number f stands for −f to f here.</summary>
static class KerasFactors
{
    static readonly Dictionary<string, string[]> Names = new()
    {
        ["RandomContrast"] = ["factor"],
        ["RandomShear"] = ["x_factor", "y_factor"],
        ["RandomColorJitter"] = ["contrast_factor", "saturation_factor", "hue_factor"],
    };

    /// <summary>Lets them begin at 0 or above, as both sides understand it: contrasts are drawn from 1 − lower to 1 + upper.</summary>
    public static void Straighten(string kind, JsonObject settings)
    {
        foreach (var name in Names.GetValueOrDefault(kind, []))
        {
            if (settings[name] is not JsonArray { Count: 2 } ends) continue;
            var low = ends[0]!.GetValue<double>();
            if (low >= 0) continue;
            var isContrast = kind == "RandomContrast" || name == "contrast_factor";
            settings[name] = new JsonArray(isContrast ? -low : 0.0, ends[1]!.DeepClone());
        }
    }
}
