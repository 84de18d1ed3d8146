using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>Samples and targets held as tensors, the first dimension counting the samples.</summary>
/// <example><code>model.Fit(new ArrayData(x, y), batchSize: 64);</code></example>
public sealed class ArrayData : SampleSource
{
    readonly Tensor[] _inputs, _targets;
    readonly float[]? _sampleWeights;
    readonly Tensor?[]? _weights; // of each target, where they have their own

    /// <summary>Inputs <paramref name="x"/> (n, …), targets <paramref name="y"/> (n, …) or (n,) class indices, and a weight for each
    /// sample, 1 where none is given.</summary>
    /// <param name="x">Samples (n, …).</param>
    /// <param name="y">Targets (n, …), or class indices (n,); none by default.</param>
    /// <param name="sampleWeights">How much each sample counts; 1 by default.</param>
    /// <exception cref="ArgumentException">The numbers of samples differ, there are none, or a value is not a number.</exception>
    public ArrayData(Tensor x, Tensor? y = null, float[]? sampleWeights = null)
        : this([x ?? throw new ArgumentNullException(nameof(x))], y is null ? [] : [y], sampleWeights) { }

    /// <summary>The same with a weight for each place of a sample, as the pixels of an image: (n, places), or (n, height, width).</summary>
    /// <param name="x">Samples (n, …).</param>
    /// <param name="y">Targets (n, …), or class indices.</param>
    /// <param name="sampleWeights">How much each place counts.</param>
    /// <exception cref="ArgumentException">The numbers of samples differ, there are none, or a value is not a number.</exception>
    public ArrayData(Tensor x, Tensor y, Tensor sampleWeights)
        : this([x ?? throw new ArgumentNullException(nameof(x))], [y ?? throw new ArgumentNullException(nameof(y))], null, [sampleWeights])
    { }

    ArrayData(Tensor[] inputs, Tensor[] targets, float[]? sampleWeights, Tensor?[]? weights = null)
    {
        (_inputs, _targets, _sampleWeights, _weights) = (inputs, targets, sampleWeights, weights);
        if (weights is not null && weights.Length != targets.Length)
            throw new ArgumentException(
                $"There are weights for {weights.Length} targets but {targets.Length} targets. Give each its own, or null for 1.", nameof(weights));
        foreach (var w in (weights ?? []).OfType<Tensor>())
        {
            Check(w, inputs[0].Shape.Rank == 0 ? 0 : inputs[0].Shape[0]);
            if (w.Data.AsSpan().IndexOfAnyExceptInRange(0, float.MaxValue) is >= 0 and var at)
                throw new ArgumentException($"A weight is {w.Data[at]} but must be a finite number of at least 0. Correct it.",
                    nameof(weights));
        }
        var n = inputs[0].Shape.Rank == 0 ? 0 : inputs[0].Shape[0];
        foreach (var t in inputs.Concat(targets)) Check(t, n);
        if (sampleWeights is not null && sampleWeights.Length != n)
            throw new ArgumentException($"There are {sampleWeights.Length} sample weights but {n} samples. Give one for each.",
                nameof(sampleWeights));
        if (sampleWeights?.AsSpan().IndexOfAnyExceptInRange(0, float.MaxValue) is >= 0 and var bad)
            throw new ArgumentException(
                $"The weight of sample {bad} is {sampleWeights[bad]} but must be a finite number of at least 0. Correct it.", nameof(sampleWeights));
        Inputs = [.. inputs.Select((t, i) => new Slot(Name("input", inputs, i), Sample(t)))];
        Targets = [.. targets.Select((t, i) => new Slot(Name("target", targets, i), Sample(t)))];
    }

    /// <summary>Several inputs, in the order of the model's; targets likewise, and a weight for each sample, 1 where none is
    /// given.</summary>
    /// <param name="inputs">Samples of each input, each (n, …).</param>
    /// <param name="targets">Targets of each output, each (n, …) or (n,).</param>
    /// <param name="sampleWeights">How much each sample counts; 1 by default.</param>
    /// <exception cref="ArgumentException">There are no inputs, the numbers of samples differ, or a value is not a number.</exception>
    public static ArrayData Of(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> targets, float[]? sampleWeights = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Count == 0) throw new ArgumentException("An ArrayData got no inputs but needs at least one. Give the samples.",
            nameof(inputs));
        return new([.. inputs], [.. targets], sampleWeights);
    }

    /// <summary>The samples (n, …); of several inputs the first.</summary>
    public Tensor X => _inputs[0];

    /// <summary>The targets (n, …), or class indices (n,); of several the first. Null where there are none.</summary>
    public Tensor? Y => _targets.FirstOrDefault();

    /// <summary>The samples of each input.</summary>
    public IReadOnlyList<Tensor> Xs => _inputs;

    /// <summary>The targets of each output.</summary>
    public IReadOnlyList<Tensor> Ys => _targets;

    /// <summary>A weight for each sample; null where none was given.</summary>
    public IReadOnlyList<float>? SampleWeights => _sampleWeights;

    /// <summary>Shapes of samples and targets, such as <c>60000 samples: input (28, 28, 1), target (1,)</c>.</summary>
    public override string ToString() =>
        $"{Count} samples: {string.Join(", ", Inputs.Concat(Targets).Select(s => $"{s.Name} {s.Shape}"))}{(!Weighted ? "" : ", weighted")}";

    /// <summary>Several inputs and targets with weights of each target's own: a weight for each sample (n,), or each place of it.</summary>
    /// <param name="inputs">In the order of the model's.</param>
    /// <param name="targets">In the order of the outputs that have a loss.</param>
    /// <param name="sampleWeights">Weights of each target; null for 1.</param>
    /// <exception cref="ArgumentException">There are no inputs, the numbers of samples differ, or a value is not a number.</exception>
    public static ArrayData Of(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor?> sampleWeights)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(sampleWeights);
        if (inputs.Count == 0) throw new ArgumentException("An ArrayData got no inputs but needs at least one. Give the samples.",
            nameof(inputs));
        return new([.. inputs], [.. targets], null, [.. sampleWeights]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape>? WeightShapes => _weights is null ? null : [.. _weights.Select(w => w is null ? [1] : Sample(w))];

    /// <inheritdoc/>
    public override int? Count => _inputs[0].Shape[0];

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Inputs { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Targets { get; }

    /// <inheritdoc/>
    public override bool Weighted => _sampleWeights is not null || _weights is not null;

    internal override uint? Checksum() => _inputs.Concat(_targets).Concat((_weights ?? []).OfType<Tensor>()).Select(t => t.Data)
        .Append(_sampleWeights ?? [])
        .Aggregate(0u, (sum, values) => Crc32C.Append(sum, LittleEndian.Bytes(values)));

    /// <inheritdoc/>
    public override ArrayData Slice(int start, int count)
    {
        CheckSlice(start, count);
        Tensor Cut(Tensor t)
        {
            var row = t.Data.Length / t.Shape[0];
            return new(Sample(t, bare: true).Prepend(count), t.Data.AsSpan(start * row, count * row).ToArray());
        }
        return new([.. _inputs.Select(Cut)], [.. _targets.Select(Cut)], _sampleWeights?.AsSpan(start, count).ToArray(),
            _weights?.Select(w => w is null ? null : Cut(w)).ToArray());
    }

    /// <inheritdoc/>
    public override void Read(int sample, in BatchRequest request, Batch batch, int at)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var t = 0; t < _inputs.Length; t++) Copy(_inputs[t], sample, batch.Input(t), at);
        for (var t = 0; t < _targets.Length; t++) Copy(_targets[t], sample, batch.Target(t), at);
        if (_sampleWeights is not null && !batch.SampleWeights.IsEmpty) batch.SampleWeights[at] = _sampleWeights[sample];
        for (var t = 0; _weights is not null && t < _weights.Length; t++)
        {
            var (to, weights) = (t, _weights[t]);
            if (weights is null || batch.SampleWeightsOf(to).IsEmpty) continue;
            if (!batch.WeighsTargets)
                throw new NotSupportedException(
                    "Weights of places, or of each target, came, but the source that they go through carries one weight for each sample. " +
                    "Give the ArrayData to Fit itself.");
            Copy(weights, sample, batch.SampleWeightsOf(to), at);
        }
    }

    /// <summary>The inputs of one sample as batches of one.</summary>
    internal Tensor[] InputsOf(int sample) =>
        [.. _inputs.Select(t => new Tensor(Sample(t, bare: true).Prepend(1), t.Row(sample).ToArray()))];

    internal override int LabelOf(int sample) => LabelOf(sample, _targets[0].Row(sample));

    internal float WeightOf(int sample) => _sampleWeights?[sample] ?? 1;

    static void Copy(Tensor from, int sample, Span<float> to, int at)
    {
        if (to.IsEmpty) return;
        var row = from.Row(sample);
        row.CopyTo(to.Slice(at * row.Length, row.Length));
    }

    static void Check(Tensor t, int n)
    {
        if (t.Shape.Rank == 0 || t.Shape[0] != n || n == 0)
            throw new ArgumentException(
                $"A tensor of shape {t.Shape} came where {n} samples are expected. Give every tensor the same number of " +
                                        "samples, at least one, as its first dimension.");
        var bad = t.Data.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (bad >= 0)
            throw new ArgumentException(
                $"Sample {bad / (t.Data.Length / n)} holds {t.Data[bad]} at element {bad % (t.Data.Length / n)} but values must be " +
                                        "finite numbers. Clean the data before training.");
    }

    static string Name(string word, Tensor[] all, int i) => all.Length == 1 ? word : $"{word}_{i}";

    static Shape Sample(Tensor t, bool bare = false) => t.Shape.Rank == 1 && !bare ? [1] : t.Shape.Tail();
}
