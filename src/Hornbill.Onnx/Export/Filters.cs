namespace Hornbill.Onnx.Export;

/// <summary>A kernel as ONNX has it.</summary>
/// <param name="Values">Its numbers, which may be scaled in place.</param>
/// <param name="Dims">Its sizes: filters, channels, height, width; or the first two exchanged.</param>
sealed record Filters(float[] Values, int[] Dims)
{
    /// <summary>Scales what belongs to each of the first dimension.</summary>
    public void Scale(double[]? by) => Scale(by, Values.Length / Dims[0]);

    /// <summary>Scales what belongs to each of the second dimension.</summary>
    public void ScaleSecond(double[]? by) => Scale(by, Values.Length / Dims[0] / Dims[1]);

    void Scale(double[]? by, int run)
    {
        for (var i = 0; by is not null && i < Values.Length; i++) Values[i] = (float)(Values[i] * by[i / run % by.Length]);
    }
}
