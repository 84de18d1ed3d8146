using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>A batch in arrays of its own, to be read ahead, kept or looked at.</summary>
sealed class OwnBatch : Batch
{
    readonly Shape[] _inputShapes, _targetShapes;
    readonly float[][] _inputs, _targets;
    readonly float[] _weights;

    public OwnBatch(BatchSource source, int size)
    {
        (_inputShapes, _targetShapes) = ([.. source.Inputs.Select(s => s.Shape)], [.. source.Targets.Select(s => s.Shape)]);
        _inputs = [.. _inputShapes.Select(s => new float[checked(size * s.Elements)])];
        _targets = [.. _targetShapes.Select(s => new float[checked(size * s.Elements)])];
        _weights = new float[size];
        Clear();
    }

    public int Size => _weights.Length;

    public override Span<float> Input(int index) => _inputs[index];

    public override Span<float> Target(int index) => _targets[index];

    public override Span<float> SampleWeights => _weights;

    /// <summary>All weights are 1 again.</summary>
    public void Clear() => _weights.AsSpan().Fill(1);

    /// <summary>Writes samples from a place on into a batch, their inputs from one on.</summary>
    public void CopyTo(Batch to, int from, int count, int at, int firstInput = 0)
    {
        for (var i = firstInput; i < _inputs.Length; i++) Copy(_inputs[i], to.Input(i), from, count, at, _inputShapes[i].Elements);
        for (var i = 0; i < _targets.Length; i++) Copy(_targets[i], to.Target(i), from, count, at, _targetShapes[i].Elements);
        Copy(_weights, to.SampleWeights, from, count, at, 1);
    }

    static void Copy(float[] source, Span<float> to, int from, int count, int at, int row)
    {
        if (!to.IsEmpty) source.AsSpan(from * row, count * row).CopyTo(to[(at * row)..]);
    }

    /// <summary>The first samples as arrays.</summary>
    public ArrayData ToArrays(int count, bool weighted) => ArrayData.Of(
        [.. _inputs.Zip(_inputShapes, (data, shape) => Rows(data, shape, count))],
            [.. _targets.Zip(_targetShapes, (data, shape) => Rows(data, shape, count))],
        weighted ? _weights[..count] : null);

    /// <summary>The inputs of the sample, which is the only one.</summary>
    public Tensor[] OneInput() => [.. _inputs.Zip(_inputShapes, (data, shape) => new Tensor(shape, data))];

    /// <summary>The targets of the sample, which is the only one.</summary>
    public Tensor[] OneTarget() => [.. _targets.Zip(_targetShapes, (data, shape) => new Tensor(shape, data))];

    static Tensor Rows(float[] data, Shape shape, int count) => new(shape.Prepend(count), data[..(count * shape.Elements)]);
}
