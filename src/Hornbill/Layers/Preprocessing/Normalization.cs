using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Brings data to mean 0 and deviation 1: y = (x − mean) / max(√variance, 1e-7), in training and at inference, with a mean and a
/// variance for each place along the axes, which are given or taken from data by <see cref="Adapt(Tensor)"/>. The shape stays.</summary>
/// <remarks>Weights, where mean and variance are not given: mean and variance, with the sizes of the axes, and count, as Keras has it;
/// training changes none.</remarks>
/// <example><code>
/// var norm = new Normalization(); // a mean and a variance for each channel
/// norm.Adapt(images);
/// var model = new Sequential([new Input(32, 32, 3), norm, new Flatten(), new Dense(10, "softmax")]);
/// </code></example>
public sealed class Normalization : Layer
{
    const float LeastDeviation = 1e-7f; // Keras's epsilon

    readonly AxisList _axis;
    readonly double[]? _mean, _variance;
    readonly bool _invert;
    (float[] Mean, float[] Variance)? _adapted;
    Shape? _shape;

    /// <summary>With its settings.</summary>
    /// <param name="axis">The axes along which each place has its own mean and variance: −1, each channel, by default; [] for one of all
    /// values. The batch is 0, the first dimension of a sample 1.</param>
    /// <param name="mean">The means: one for all, one for each place of the last axis, or one for each of all; taken from data by
    /// default.</param>
    /// <param name="variance">The variances, as many.</param>
    /// <param name="invert">Whether it undoes what it would do: y = x max(√variance, 1e-7) + mean.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    /// <exception cref="ArgumentException">Only one of mean and variance came, not as many, a number that is not finite, or a variance
    /// below 0.</exception>
    public Normalization(AxisList? axis = null, double[]? mean = null, double[]? variance = null, bool invert = false, string? name = null)
        : base(name)
    {
        (_axis, _mean, _variance, _invert) = (axis ?? -1, mean, variance, invert);
        if (mean?.Length != variance?.Length || mean is { Length: 0 })
            throw new ArgumentException(
                $"Normalization got {Count(mean)} means and {Count(variance)} variances but needs as many of both. Give both, or none " +
                $"and call Adapt.");
        if (mean?.All(double.IsFinite) == false || variance?.All(v => v >= 0 && double.IsFinite(v)) == false)
            throw new ArgumentException(
                $"Normalization got the means ({string.Join(", ", mean!)}) and the variances ({string.Join(", ", variance!)}) but needs " +
                $"finite numbers, " +
                                        "and variances of at least 0. Correct them.");

        static string Count(double[]? numbers) => numbers is null ? "no" : $"{numbers.Length}";
    }

    internal static Layer From(Config c) => new Normalization(
        axis: AxisList.Read(c), mean: c.DoublesOrNull("mean"), variance: c.DoublesOrNull("variance"), invert: c.Bool("invert"));

    /// <inheritdoc/>
    public override Config GetConfig() => _axis.Write(new Config()).Set("mean", _mean).Set("variance", _variance).Set("invert", _invert);

    /// <summary>Takes mean and variance from data, in place of those before.</summary>
    /// <param name="data">Samples (n, …).</param>
    /// <exception cref="ArgumentException">The data have no samples, or other sizes along the axes than the layer's input.</exception>
    /// <exception cref="InvalidOperationException">Mean and variance were given.</exception>
    /// <example><code>norm.Adapt(x);</code></example>
    public void Adapt(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Shape.Rank == 0 || data.Shape[0] == 0) throw Empty(data.Shape);
        var moments = Adapting(data.Shape.Rank == 1 ? [1] : data.Shape.Tail());
        moments.Add(data.Data, data.Shape[0]);
        Adapt(moments);
    }

    /// <summary>Where samples of a shape are added up.</summary>
    internal Moments Adapting(Shape shape)
    {
        if (_mean is not null)
            throw new InvalidOperationException(
                $"Normalization '{Shown}' was made with mean and variance but is asked to take them from data. Make it without, or leave " +
                $"Adapt out.");
        var kept = Kept(shape);
        return _shape is not { } built || kept == built ? new(shape.ToArray(), _axis.Of(this, shape)) : throw BadInput(
            shape, $"the sizes {built} along its axes, as what it was applied to has", "Give it the data that the model is to see.");
    }

    /// <summary>Takes mean and variance from what was added up.</summary>
    internal void Adapt(Moments moments)
    {
        if (moments.Samples == 0) throw Empty([0]);
        _adapted = (moments.Means(), moments.Variances());
        if (Parameters is not [var mean, var variance, var count] || mean.Home is null) return;
        SetWeights([new(mean.Shape, _adapted.Value.Mean), new(variance.Shape, _adapted.Value.Variance),
            new(count.Shape, [moments.Samples])]);
    }

    ArgumentException Empty(Shape came) => new(
        $"Normalization '{Shown}' got data of shape {came} but needs one sample at least. Check how the data were loaded.");

    Graph.Variable[] Parameters => [.. Variables];

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        var kept = _axis.Of(this, input.Shape);
        Shape broadcast = Shape.Create([.. input.Shape.Select((n, d) => kept.Contains(d) ? n : 1)]);
        _shape = Kept(input.Shape);
        var (mean, variance) = _mean is null ? Weights(broadcast)
            : (Given(_mean, input.Shape, broadcast), Given(_variance!, input.Shape, broadcast));
        var deviation = Node(new Deviation(LeastDeviation), variance);
        return _invert
            ? Node(new BroadcastMerge("mean", PairFunction.Sum),
                Node(new BroadcastMerge("deviation", PairFunction.Product), input, deviation), mean)
            : Node(new BroadcastMerge("deviation", PairFunction.Quotient),
                Node(new BroadcastMerge("mean", PairFunction.Difference), input, mean), deviation);
    }

    (Node Mean, Node Variance) Weights(Shape broadcast)
    {
        var mean = Weight("mean", _shape!.Value, new Adapted(this, a => a.Mean, 0), trainable: false);
        var variance = Weight("variance", _shape.Value, new Adapted(this, a => a.Variance, 1), trainable: false);
        _ = Weight("count", [], new Initializers.Zeros(), trainable: false);
        return (Seen(mean), Seen(variance));

        Node Seen(Node weight) => Node(new Weight(((Weight)weight.Op).Variable, broadcast));
    }

    // One number, those of the last axis, or all.
    Node Given(double[] numbers, Shape input, Shape broadcast)
    {
        var length = numbers.Length;
        if (length != 1 && length != broadcast.Elements && !(_shape!.Value.Rank > 0 && length == _shape.Value[^1]))
            throw BadInput(input, $"{length} places along its axes, as there are means", "Give one mean for each place, or one for all.");
        return Node(new Constant(broadcast, [.. Enumerable.Range(0, broadcast.Elements).Select(i => (float)numbers[i % length])]));
    }

    // The sizes of the axes; a scalar where there is none.
    Shape Kept(Shape shape) => Shape.Create([.. _axis.Of(this, shape).Select(d => shape[d])]);

    // First values: what the data gave, or those that change nothing.
    sealed class Adapted(Normalization layer, Func<(float[] Mean, float[] Variance), float[]> part, float otherwise)
        : Initializers.Initializer
    {
        public override string Name => "adapted";

        public override void Fill(Span<float> values, Shape shape, ulong seed)
        {
            values.Fill(otherwise);
            if (layer._adapted is { } a && part(a).Length == values.Length) part(a).CopyTo(values);
        }
    }
}
