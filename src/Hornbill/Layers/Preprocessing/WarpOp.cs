using Hornbill.Graph;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Draws where an image of a height and width is read.</summary>
delegate AffineMap DrawMap(in Philox random, int height, int width);

/// <summary>Each image read through an affine map of its own.</summary>
sealed unsafe class WarpOp(string kind, int? seed, DrawMap draw, Beyond beyond) : RandomOp(kind, seed)
{
    public Beyond Beyond => beyond;

    public AffineMap Draw(in Philox random, Shape shape) => draw(random, shape[0], shape[1]);

    public override void Run(in RandomSample s)
    {
        var back = s.Gradient != null;
        var a = new Warp.Arguments
        {
            InHeight = s.Shape[0],
            InWidth = s.Shape[1],
            OutHeight = s.Shape[0],
            OutWidth = s.Shape[1],
            Channels = s.Shape[2],
            Map = Draw(s.Random, s.Shape),
            Fill = beyond.Fill,
            FillValue = (float)beyond.FillValue,
            Bilinear = beyond.Bilinear,
            X = back ? s.To : s.X,
            Y = back ? s.Gradient : s.To,
            Fresh = s.Fresh,
        };
        Warp.Run(s.Width, back, &a);
    }
}

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

    public Fill Fill => (Fill)Array.IndexOf(Fills, _fillMode);

    public bool Bilinear => _interpolation == "bilinear";

    public double FillValue { get; }

    public Config Set(Config config, int? seed) =>
        config.Set("fill_mode", _fillMode).Set("interpolation", _interpolation).Set("seed", seed).Set("fill_value", FillValue);
}
