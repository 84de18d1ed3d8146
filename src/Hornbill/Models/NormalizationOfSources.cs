using Hornbill.Data;
using Hornbill.Layers;

namespace Hornbill.Models;

/// <summary>A <see cref="Normalization"/> adapted to data that come batch by batch.</summary>
public static class NormalizationOfSources
{
    /// <summary>Takes mean and variance from the samples of a source, in place of those before.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="data">Samples; of several inputs the first counts.</param>
    /// <param name="batchSize">Samples read at a time.</param>
    /// <param name="steps">The most batches that are read; all by default.</param>
    /// <exception cref="ArgumentException">The data have no samples, or other sizes along the axes than the layer's input.</exception>
    /// <exception cref="InvalidOperationException">Mean and variance were given.</exception>
    /// <example><code>norm.Adapt(train, batchSize: 100);</code></example>
    public static void Adapt(this Normalization layer, BatchSource data, int batchSize = 32, int? steps = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(data);
        batchSize = Model.BatchSize(batchSize, data);
        var (moments, batch) = (layer.Adapting(data.Inputs[0].Shape), new Samples(data.Inputs, batchSize));
        for (var step = 0; step < (steps ?? int.MaxValue) && data.Read(new(0, step, batchSize, false, 0), batch) is > 0 and var samples;
            step++)
            moments.Add(batch.Input(0), samples);
        layer.Adapt(moments);
    }

    // Where a source writes to: nobody asks for targets.
    sealed class Samples(IReadOnlyList<Slot> inputs, int size) : Batch
    {
        readonly float[][] _inputs = [.. inputs.Select(i => new float[checked(size * i.Shape.Elements)])];

        public override Span<float> Input(int index) => _inputs[index];

        public override Span<float> Target(int index) => default;

        public override Span<float> SampleWeights => default;
    }
}
