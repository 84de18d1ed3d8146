using Hornbill.Graph.Ops;
using Hornbill.Kernels;

namespace Hornbill.Layers;

/// <summary>How an image is read between its pixels and beyond its edges, in Keras's words.</summary>
sealed class Beyond
{
    static readonly string[] Fills = ["constant", "nearest", "reflect", "wrap"];

    readonly string _fillMode, _interpolation;

    public Beyond(string layer, string fillMode, string interpolation, double fillValue)
    {
        _fillMode = Choices.Check("fill mode", fillMode, Fills);
        _interpolation = Choices.Check("interpolation", interpolation, "bilinear", "nearest");
        FillValue = double.IsFinite(fillValue)
            ? fillValue
            : throw new ArgumentException($"{layer} got the fill value {fillValue} but needs a finite number. Give one such as 0.");
    }

    public double FillValue { get; }

    /// <summary>The same as the op takes it.</summary>
    public Outside Outside => new((Fill)Array.IndexOf(Fills, _fillMode), FillValue, _interpolation == "bilinear");

    public Config Set(Config config, int? seed) =>
        config.Set("fill_mode", _fillMode).Set("interpolation", _interpolation).Set("seed", seed).Set("fill_value", FillValue);
}
