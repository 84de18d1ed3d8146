using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>y = scale × x + offset, in training and at inference: one number for all values, or one for each channel, the last dimension.
/// The shape stays.</summary>
/// <example><code>
/// new Rescaling(1 / 255.0)
/// new Rescaling([1 / 0.229, 1 / 0.224, 1 / 0.225], [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225]) // ImageNet's mean and deviation
/// </code></example>
public sealed class Rescaling : Layer
{
    readonly double[] _scale, _offset;

    /// <summary>The same for all values.</summary>
    /// <param name="scale">The factor: 1 / 255.0 brings bytes to [0, 1], 1 / 127.5 with an offset of −1 to [−1, 1].</param>
    /// <param name="offset">What is added.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public Rescaling(double scale, double offset = 0, string? name = null) : this([scale], [offset], name) { }

    /// <summary>For each channel its own.</summary>
    /// <param name="scale">The factor of each channel, or one for all.</param>
    /// <param name="offset">What is added to each channel, or one for all; 0 by default.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">A number is not finite, or there is none.</exception>
    public Rescaling(double[] scale, double[]? offset = null, string? name = null) : base(name) =>
        (_scale, _offset) = (Finite(scale, nameof(scale)), Finite(offset ?? [0], nameof(offset)));

    internal static Layer From(Config c) => new Rescaling(c.DoublesOrOne("scale"), c.DoublesOrOne("offset"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("scale", Setting(_scale)).Set("offset", Setting(_offset));

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        if (_scale.Length == 1 && _offset.Length == 1) return Node(
            new Elementwise("rescaling", Function.Rescaling, (float)_scale[0], (float)_offset[0]), input);
        var scaled = _scale is [1] ? input : Node(new BroadcastMerge("scale", PairFunction.Product), input,
            EachChannel(_scale, input.Shape));
        return _offset is [0] ? scaled : Node(new BroadcastMerge("offset", PairFunction.Sum), scaled, EachChannel(_offset, input.Shape));
    }

    /// <summary>What it makes of a range of values, over all channels.</summary>
    internal (double Least, double Most) Of(double least, double most)
    {
        double[] ends = [.. from i in Enumerable.Range(0, Math.Max(_scale.Length, _offset.Length))
                            from x in (double[])[least, most]
                            select (_scale[Math.Min(i, _scale.Length - 1)] * x) + _offset[Math.Min(i, _offset.Length - 1)]];
        return (ends.Min(), ends.Max());
    }

    Node EachChannel(double[] numbers, Shape input) => numbers.Length == 1 || numbers.Length == input[^1]
        ? Node(new Constant([numbers.Length], [.. numbers.Select(n => (float)n)]))
        : throw BadInput(input, $"{numbers.Length} channels, of which each has its number",
            "Give a number for each channel, or one for all.");

    static object Setting(double[] numbers) => numbers is [var one] ? one : numbers;

    static double[] Finite(double[] values, string what)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length > 0 && values.All(double.IsFinite)) return [.. values];
        throw new ArgumentException(
            $"Rescaling got the {what} {(values is [var one] ? one : $"({string.Join(", ", values)})")} but needs finite numbers. Give " +
            $"one such as 1 / 255.0.");
    }
}
