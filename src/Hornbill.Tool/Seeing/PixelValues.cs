using Hornbill.Data;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Seeing;

/// <summary>What black and white are for a model, channel by channel, and the way back to what a person sees.</summary>
sealed class PixelValues
{
    readonly float[] _black, _white;
    readonly bool _reversed;

    public PixelValues(ModelFile file)
    {
        (_black, _white) = (Prepared(file, 0, 0, 0), Prepared(file, 255, 255, 255));
        // The channels of some published nets come as B, G, R.
        _reversed = Prepared(file, 255, 0, 0)[0] != _white[0];
    }

    static float[] Prepared(ModelFile file, params float[] pixel)
    {
        file.Preparation.Apply(pixel);
        return pixel;
    }

    /// <summary>From the mean of black to that of white.</summary>
    public PixelRange Range => new(_black.Average(), _white.Average());

    /// <summary>An image of black, as a model takes it.</summary>
    /// <param name="shape">(height, width, channels).</param>
    public Tensor Black(Shape shape)
    {
        var black = new Tensor(shape);
        for (var i = 0; i < black.Data.Length; i++) black.Data[i] = _black[i % shape[^1]];
        return black;
    }

    /// <summary>Values of a model's input as RGB or grey from 0 to 1.</summary>
    public Tensor ToUnit(Tensor x)
    {
        var (unit, channels) = (new Tensor(x.Shape), x.Shape[^1]);
        for (var i = 0; i < x.Data.Length; i++)
        {
            var c = i % channels;
            var to = _reversed && channels == 3 ? i - c + (2 - c) : i;
            unit.Data[to] = (x.Data[i] - _black[c]) / (_white[c] - _black[c]);
        }
        return unit;
    }
}
