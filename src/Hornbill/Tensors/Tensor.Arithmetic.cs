namespace Hornbill.Tensors;

/// <content>A little of NumPy: element by element, with broadcasting, always into a new tensor.</content>
public sealed partial class Tensor
{
    /// <summary>A tensor (1,) of a number, for arithmetic.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator Tensor(double value) => new([1], [(float)value]);

    /// <summary>The sum, element by element; dimensions of 1, and missing ones in front, are repeated.</summary>
    /// <param name="a">Left.</param>
    /// <param name="b">Right.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor operator +(Tensor a, Tensor b) => Each(a, b, (x, y) => x + y, "+");

    /// <summary>The difference, element by element; dimensions of 1, and missing ones in front, are repeated.</summary>
    /// <param name="a">Left.</param>
    /// <param name="b">Right.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor operator -(Tensor a, Tensor b) => Each(a, b, (x, y) => x - y, "-");

    /// <summary>The product, element by element; dimensions of 1, and missing ones in front, are repeated.</summary>
    /// <param name="a">Left.</param>
    /// <param name="b">Right.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor operator *(Tensor a, Tensor b) => Each(a, b, (x, y) => x * y, "*");

    /// <summary>The quotient, element by element; dimensions of 1, and missing ones in front, are repeated.</summary>
    /// <param name="a">Left.</param>
    /// <param name="b">Right.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor operator /(Tensor a, Tensor b) => Each(a, b, (x, y) => x / y, "/");

    /// <summary>Each element negated.</summary>
    /// <param name="a">The tensor.</param>
    public static Tensor operator -(Tensor a) => Checked(a).Map(x => -x);

    /// <summary>1 where the left is greater, else 0.</summary>
    /// <param name="a">Left.</param>
    /// <param name="b">Right.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor operator >(Tensor a, Tensor b) => Each(a, b, (x, y) => x > y ? 1 : 0, ">");

    /// <summary>1 where the left is less, else 0.</summary>
    /// <param name="a">Left.</param>
    /// <param name="b">Right.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor operator <(Tensor a, Tensor b) => Each(a, b, (x, y) => x < y ? 1 : 0, "<");

    /// <summary>1 where the left is greater or equal, else 0.</summary>
    /// <param name="a">Left.</param>
    /// <param name="b">Right.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor operator >=(Tensor a, Tensor b) => Each(a, b, (x, y) => x >= y ? 1 : 0, ">=");

    /// <summary>1 where the left is less or equal, else 0.</summary>
    /// <param name="a">Left.</param>
    /// <param name="b">Right.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor operator <=(Tensor a, Tensor b) => Each(a, b, (x, y) => x <= y ? 1 : 0, "<=");

    /// <summary>1 where both are equal, else 0. (<c>==</c> asks whether both are one object.)</summary>
    /// <param name="other">What to compare with.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    /// <example><code>var accuracy = model.Predict(x).ArgMax().EqualTo(labels).Mean();</code></example>
    public Tensor EqualTo(Tensor other) => Each(this, other, (x, y) => x == y ? 1 : 0, "EqualTo");

    /// <summary>A function of each element.</summary>
    /// <param name="function">The function.</param>
    /// <example><code>x.Map(MathF.Sqrt)</code></example>
    public Tensor Map(Func<float, float> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(Shape, Array.ConvertAll(Data, v => function(v)));
    }

    /// <summary>Where along an axis the greatest element is, the first of equal ones: of predictions (n, classes) the classes
    /// (n,).</summary>
    /// <param name="axis">The axis; counted from the end where negative.</param>
    /// <exception cref="ArgumentException">There is no such axis, or nothing along it.</exception>
    public Tensor ArgMax(int axis = -1) => Along(axis, row => Best(row, (x, best) => x > best));

    /// <summary>Where along an axis the least element is, the first of equal ones.</summary>
    /// <param name="axis">The axis; counted from the end where negative.</param>
    /// <exception cref="ArgumentException">There is no such axis, or nothing along it.</exception>
    public Tensor ArgMin(int axis = -1) => Along(axis, row => Best(row, (x, best) => x < best));

    /// <summary>The sum along an axis, of which nothing is left.</summary>
    /// <param name="axis">The axis; counted from the end where negative.</param>
    /// <exception cref="ArgumentException">There is no such axis, or nothing along it.</exception>
    public Tensor Sum(int axis) => Along(axis, row => row.Sum());

    /// <summary>The mean along an axis, of which nothing is left.</summary>
    /// <param name="axis">The axis; counted from the end where negative.</param>
    /// <exception cref="ArgumentException">There is no such axis, or nothing along it.</exception>
    public Tensor Mean(int axis) => Along(axis, row => row.Average());

    /// <summary>The greatest along an axis, of which nothing is left.</summary>
    /// <param name="axis">The axis; counted from the end where negative.</param>
    /// <exception cref="ArgumentException">There is no such axis, or nothing along it.</exception>
    public Tensor Max(int axis) => Along(axis, row => row.Max());

    /// <summary>The least along an axis, of which nothing is left.</summary>
    /// <param name="axis">The axis; counted from the end where negative.</param>
    /// <exception cref="ArgumentException">There is no such axis, or nothing along it.</exception>
    public Tensor Min(int axis) => Along(axis, row => row.Min());

    /// <summary>The sum of all elements.</summary>
    public double Sum() => Data.Sum(v => (double)v);

    /// <summary>The mean of all elements.</summary>
    public double Mean() => Data.Average(v => (double)v);

    /// <summary>The greatest element.</summary>
    public float Max() => Data.Max();

    /// <summary>The least element.</summary>
    public float Min() => Data.Min();

    static int Best(IEnumerable<double> row, Func<double, double, bool> better)
    {
        var (best, at) = (double.NaN, 0);
        foreach (var (i, value) in row.Index())
            if (i == 0 || better(value, best)) (best, at) = (value, i);
        return at;
    }

    Tensor Along(int axis, Func<IEnumerable<double>, double> what)
    {
        var at = axis < 0 ? Shape.Rank + axis : axis;
        if (at < 0 || at >= Shape.Rank || Shape[at] == 0)
            throw new ArgumentException(
                $"A tensor of shape {Shape} was asked for its axis {axis} but has none such with elements. Give one from {-Shape.Rank} " +
                $"to {Shape.Rank - 1}.");
        var (length, inner) = (Shape[at], Shape.Skip(at + 1).Aggregate(1, (a, d) => a * d));
        var result = new Tensor(Shape.Create([.. Shape.Take(at), .. Shape.Skip(at + 1)]));
        for (var i = 0; i < result.Data.Length; i++)
        {
            var begin = (i / inner * length * inner) + (i % inner);
            result.Data[i] = (float)what(Enumerable.Range(0, length).Select(k => (double)Data[begin + (k * inner)]));
        }
        return result;
    }

    static Tensor Each(Tensor a, Tensor b, Func<float, float, float> what, string sign)
    {
        var shape = Joined(Checked(a).Shape, Checked(b).Shape, sign);
        var result = new Tensor(shape);
        for (var i = 0; i < result.Data.Length; i++) result.Data[i] =
            what(a.Data[Broadcast(i, shape, a.Shape)], b.Data[Broadcast(i, shape, b.Shape)]);
        return result;
    }

    static Shape Joined(Shape a, Shape b, string sign)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        int Dim(Shape s, int i) => i < rank - s.Rank ? 1 : s[i - rank + s.Rank];
        var dims = Enumerable.Range(0, rank).Select(i => (A: Dim(a, i), B: Dim(b, i))).ToArray();
        return dims.All(d => d.A == d.B || d.A == 1 || d.B == 1)
            ? Shape.Create([.. dims.Select(d => d.A == 1 ? d.B : d.A)])
            : throw new ArgumentException(
                $"Tensors of shapes {a} and {b} came to {sign} but dimensions must be equal, or 1, counted from the last. Reshape one of " +
                $"them.");
    }

    // The place in a tensor of one shape that belongs to a place in the joined shape.
    static int Broadcast(int index, Shape of, Shape shape)
    {
        var (at, step) = (0, 1);
        for (var i = of.Rank - 1; i >= 0; i--)
        {
            var own = i - of.Rank + shape.Rank;
            if (own < 0) break;
            if (shape[own] > 1) at += index % of[i] * step;
            step *= shape[own];
            index /= of[i];
        }
        return at;
    }

    static Tensor Checked(Tensor t)
    {
        ArgumentNullException.ThrowIfNull(t);
        return t;
    }
}
