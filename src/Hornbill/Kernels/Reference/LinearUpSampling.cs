namespace Hornbill.Kernels.Reference;

/// <summary>One dimension made longer by straight lines between the middles of its elements: x (outer, length, inner), y (outer, length ×
/// factor, inner).</summary>
static class LinearUpSampling
{
    public static double[] Forward(int outer, int length, int factor, int inner, double[] x)
    {
        var y = new double[outer * length * factor * inner];
        Each(outer, length, factor, inner, (from, to, share) => y[to] += share * x[from]);
        return y;
    }

    public static double[] InputGradient(int outer, int length, int factor, int inner, double[] dy)
    {
        var dx = new double[outer * length * inner];
        Each(outer, length, factor, inner, (from, to, share) => dx[from] += share * dy[to]);
        return dx;
    }

    static void Each(int outer, int length, int factor, int inner, Action<int, int, double> add)
    {
        for (var o = 0; o < outer; o++)
            for (var i = 0; i < length * factor; i++)
                for (var c = 0; c < inner; c++)
                {
                    var at = Math.Clamp(((i + 0.5) / factor) - 0.5, 0, length - 1);
                    var k = (int)at;
                    var to = (((o * length * factor) + i) * inner) + c;
                    add((((o * length) + k) * inner) + c, to, 1 - (at - k));
                    add((((o * length) + Math.Min(k + 1, length - 1)) * inner) + c, to, at - k);
                }
    }
}
