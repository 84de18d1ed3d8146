using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>An image whose rows and columns are mixtures of another's: resized, cropped or padded.</summary>
sealed class Resample(string kind, ResamplingAxis rows, ResamplingAxis columns, float fillValue) : Op
{
    public ResamplingAxis Rows => rows;

    public ResamplingAxis Columns => columns;

    public float FillValue => fillValue;

    public override string Kind => kind;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [rows.First.Length, columns.First.Length, inputs[0][2]];
}
