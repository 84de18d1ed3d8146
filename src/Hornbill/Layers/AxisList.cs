using System.Collections;
using System.Runtime.CompilerServices;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>One axis, or several: the batch is 0, the first dimension of a sample 1, the last −1.</summary>
/// <example><code>new LayerNormalization(-1); new LayerNormalization([1, 2, 3]);</code></example>
[CollectionBuilder(typeof(AxisList), nameof(Create))]
public readonly struct AxisList : IEnumerable<int>
{
    readonly int[]? _axes;

    AxisList(int[] axes) => _axes = axes;

    /// <summary>Several axes.</summary>
    /// <param name="axes">As NumPy counts them: negative ones from the end.</param>
    public static AxisList Create(ReadOnlySpan<int> axes) => new(axes.ToArray());

    /// <summary>One axis.</summary>
    public static implicit operator AxisList(int axis) => new([axis]);

    /// <summary>Several axes.</summary>
    public static implicit operator AxisList(int[] axes) => Create(axes);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => (_axes ?? []).AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Itself, where there is an axis at all.</summary>
    internal AxisList Check(string layer) => this.Any() ? this
        : throw new ArgumentException($"{layer} got no axis but needs one at least. Give one such as -1.");

    /// <summary>The dimensions of a sample, from 0, in their order.</summary>
    internal int[] Of(Layer layer, Shape shape)
    {
        int[] all = [.. this.Select(a => Axes.Of(layer, a, shape)).Order()];
        return all.Distinct().Count() == all.Length ? all
            : throw layer.BadInput(shape, $"each axis once, not ({string.Join(", ", this)})", "Give each axis once.");
    }

    internal Config Write(Config config) => config.Set("axis", this.ToArray());

    /// <summary>What <see cref="Write"/> wrote, or a number alone; null where there is none.</summary>
    internal static AxisList? Read(Config c) => c.IntsOrOne("axis") is { } axes ? new AxisList(axes) : (AxisList?)null;
}
