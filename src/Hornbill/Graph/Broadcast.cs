using Hornbill.Tensors;

namespace Hornbill.Graph;

/// <summary>Shapes of which one serves the other: from the last dimension on each is the same in both, or 1, or missing in front.</summary>
static class Broadcast
{
    /// <summary>The shape of both together; null where they do not go together.</summary>
    public static Shape? Joined(Shape a, Shape b)
    {
        var dims = new int[Math.Max(a.Rank, b.Rank)];
        for (var d = 1; d <= dims.Length; d++)
        {
            var (x, y) = (Last(a, d), Last(b, d));
            if (x != y && x != 1 && y != 1) return null;
            dims[^d] = x == 1 ? y : x;
        }
        return Shape.Create(dims);
    }

    /// <summary>Floats from one element to the next in each dimension of <paramref name="whole"/>: 0 where one element serves
    /// all.</summary>
    public static int[] Steps(Shape shape, Shape whole)
    {
        var steps = new int[whole.Rank];
        for (int d = 1, step = 1; d <= shape.Rank; step *= shape[^d++]) steps[^d] = shape[^d] == 1 ? 0 : step;
        return steps;
    }

    static int Last(Shape shape, int d) => d <= shape.Rank ? shape[^d] : 1;
}
