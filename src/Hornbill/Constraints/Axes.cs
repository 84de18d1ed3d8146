using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Constraints;

/// <summary>The axes that a norm is taken over: those along which the weights of one unit lie.</summary>
sealed class Axes
{
    const int MostAxes = 16;

    readonly string _kind;
    readonly int[] _axes;

    public Axes(string kind, int[] axes)
    {
        (_kind, _axes) = (kind, axes is null or [] ? [0] : [.. axes]);
        if (_axes.Any(a => a is < 0 or >= MostAxes))
            throw new ArgumentException(
                $"{kind} got the axes ({string.Join(", ", _axes)}) but they must be from 0 on. Give those of one unit's weights: 0 for " +
                $"Dense, 0, 1, 2 for Conv2D.");
    }

    public int[] ToArray() => _axes;

    public void Check(string weight, Shape shape)
    {
        if (_axes.Any(a => a >= shape.Rank || a < -shape.Rank))
            throw new ArgumentException(
                $"{_kind} got the axes ({string.Join(", ", _axes)}) but '{weight}' of shape {shape} has {shape.Rank}. Give axes below " +
                $"that, or from −1, the last, down.");
    }

    public void Bound(Span<float> weight, Shape shape, double least, double most, double rate)
    {
        Span<int> dims = stackalloc int[MostAxes];
        dims = dims[..shape.Rank];
        for (var a = 0; a < dims.Length; a++) dims[a] = shape[a];
        var mask = 0;
        foreach (var a in _axes) mask |= 1 << (a < 0 ? a + shape.Rank : a);
        Norms.Bound(weight, dims, mask, least, most, rate);
    }

    public static double AtLeast0(string kind, string what, double value) => value >= 0
        ? value
        : throw new ArgumentException($"{kind} got {what} {value} but it must be at least 0. Try the default.");
}
