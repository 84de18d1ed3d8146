using Hornbill.Data;

namespace Hornbill.Tests.Data;

/// <summary>Buffers for a batch of <paramref name="size"/> samples, as a model would hand them to a source.</summary>
sealed class Buffers(BatchSource source, int size) : Batch
{
    readonly float[][] _inputs = [.. source.Inputs.Select(s => new float[size * s.Shape.Elements])];
    readonly float[][] _targets = [.. source.Targets.Select(s => new float[size * s.Shape.Elements])];
    readonly float[] _weights = [.. Enumerable.Repeat(1f, size)];

    public override Span<float> Input(int index) => _inputs[index];

    public override Span<float> Target(int index) => _targets[index];

    public override Span<float> SampleWeights => _weights;
}
