using System.Globalization;
using System.Text;

namespace Hornbill.Tensors;

/// <content>Parts of a tensor, and how it looks.</content>
public sealed partial class Tensor
{
    const int Shown = 6, MostShown = 1000; // rows at an end, and elements that are all shown

    /// <summary>A copy of a part, <c>x[..100]</c>: a range for each dimension, all of those that are left out.</summary>
    /// <param name="ranges">From the first dimension on.</param>
    /// <exception cref="ArgumentException">There are more than dimensions, or a range lies outside.</exception>
    /// <example><code>var corners = images[..100, 0..8, 0..8];</code></example>
    public Tensor this[params Range[] ranges]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(ranges);
            if (ranges.Length > Shape.Rank)
                throw new ArgumentException(
                    $"A tensor of shape {Shape} got {ranges.Length} ranges but has {Shape.Rank} dimensions. Give one for each, or fewer.");
            var parts = Enumerable.Range(0, Shape.Rank)
                .Select(d => d < ranges.Length ? Within(ranges[d], d) : (Offset: 0, Length: Shape[d])).ToArray();
            var result = new Tensor(Shape.Create([.. parts.Select(p => p.Length)]));
            for (var i = 0; i < result.Data.Length; i++) result.Data[i] = Data[Place(i, parts)];
            return result;
        }
    }

    /// <summary>A copy of some rows, in the order given: a choice of samples.</summary>
    /// <param name="rows">Indices of the first dimension; one may come more than once.</param>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    public Tensor Take(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var count = Shape.Rank == 0 ? 0 : Shape[0];
        if (rows.Any(r => r < 0 || r >= count))
            throw new ArgumentException(
                $"A tensor of shape {Shape} was asked for row {rows.First(r => r < 0 || r >= count)} but has {count}, from 0 on. Give " +
                $"indices of rows.");
        var result = new Tensor(Shape.Tail().Prepend(rows.Count));
        for (var i = 0; i < rows.Count; i++) Row(rows[i]).CopyTo(result.Row(i));
        return result;
    }

    /// <summary>A copy with dimensions in another order: planes (n, channels, height, width) become images by <c>Transpose(0, 2, 3,
    /// 1)</c>.</summary>
    /// <param name="axes">The dimension that each new one was; all in reverse order where none is given.</param>
    /// <exception cref="ArgumentException">They are not all dimensions, each once.</exception>
    public Tensor Transpose(params int[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        int[] order = axes.Length == 0 ? [.. Enumerable.Range(0, Shape.Rank).Reverse()] : axes;
        if (!order.Order().SequenceEqual(Enumerable.Range(0, Shape.Rank)))
            throw new ArgumentException(
                $"A tensor of shape {Shape} got the axes ({string.Join(", ", order)}) but needs each from 0 to {Shape.Rank - 1} once. " +
                $"Give them in the new order.");
        int[] steps = [.. order.Select(a => Shape.Skip(a + 1).Aggregate(1, (x, d) => x * d))];
        var result = new Tensor(Shape.Create([.. order.Select(a => Shape[a])]));
        for (var i = 0; i < result.Data.Length; i++)
        {
            var (at, rest) = (0, i);
            for (var d = order.Length - 1; d >= 0; d--) (at, rest) = (at + (rest % result.Shape[d] * steps[d]), rest / result.Shape[d]);
            result.Data[i] = Data[at];
        }
        return result;
    }

    /// <summary>Class indices (n,) or (n, 1) as rows with a 1 at the class: (n, classes).</summary>
    /// <param name="classes">How many classes; one more than the greatest index by default.</param>
    /// <exception cref="ArgumentException">An element is no whole number from 0 to classes − 1.</exception>
    /// <example><code>var y = labels.ToCategorical(10);</code></example>
    public Tensor ToCategorical(int? classes = null)
    {
        var count = classes ?? (Data.Length == 0 ? 0 : (int)Math.Clamp(Data.Max() + 1, 1, 1 << 24));
        var shape = Shape.Rank > 1 && Shape[^1] == 1 ? Shape.Take(Shape.Rank - 1) : Shape;
        var result = new Tensor(Shape.Create([.. shape, count]));
        for (var i = 0; i < Data.Length; i++)
        {
            if (!(Data[i] >= 0 && Data[i] < count && Data[i] == (int)Data[i]))
                throw new ArgumentException(
                    $"Element {i} is {Data[i]} but a class index is a whole number from 0 to {count - 1}. Correct it, or give more " +
                    $"classes.");
            result.Data[(i * count) + (int)Data[i]] = 1;
        }
        return result;
    }

    /// <summary>Its shape and elements in brackets; of many the first and last few.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Shape} ");
        Write(text, 0, 0, Data.Length > MostShown ? Shown : int.MaxValue);
        return text.ToString();
    }

    void Write(StringBuilder text, int dimension, int offset, int most)
    {
        if (dimension == Shape.Rank)
        {
            text.Append(Data[offset].ToString("G5", CultureInfo.InvariantCulture));
            return;
        }
        var (count, step) = (Shape[dimension], Shape.Skip(dimension + 1).Aggregate(1, (a, d) => a * d));
        var separator = dimension == Shape.Rank - 1 ? ", " : $",{Environment.NewLine}{new string(' ', dimension + 1)}";
        text.Append('[');
        for (var i = 0; i < count; i++)
        {
            if (i > 0) text.Append(separator);
            if (i == most / 2 && count > most)
            {
                text.Append('…');
                i = count - (most / 2) - 1;
            }
            else Write(text, dimension + 1, offset + (i * step), most);
        }
        text.Append(']');
    }

    (int Offset, int Length) Within(Range range, int dimension)
    {
        var (begin, end) = (range.Start.GetOffset(Shape[dimension]), range.End.GetOffset(Shape[dimension]));
        return begin >= 0 && end >= begin && end <= Shape[dimension] ? (begin, end - begin) : throw new ArgumentException(
            $"A tensor of shape {Shape} was asked for {range} of dimension {dimension} but that has {Shape[dimension]} elements. Give a " +
            $"range within it.");
    }

    int Place(int index, (int Offset, int Length)[] parts)
    {
        var (at, step) = (0, 1);
        for (var d = Shape.Rank - 1; d >= 0; d--)
        {
            at += (parts[d].Offset + (index % parts[d].Length)) * step;
            step *= Shape[d];
            index /= parts[d].Length;
        }
        return at;
    }
}
