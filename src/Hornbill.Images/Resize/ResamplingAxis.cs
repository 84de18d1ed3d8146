namespace Hornbill.Images;

/// <summary>One direction of a resizing: each output is a weighted sum of neighbouring inputs, at the middle of the pixels.</summary>
sealed class ResamplingAxis
{
    ResamplingAxis(int outputs) => (First, Weights) = (new int[outputs], new double[outputs][]);

    public int[] First { get; }

    /// <summary>They sum to 1.</summary>
    public double[][] Weights { get; }

    public int Outputs => First.Length;

    /// <summary>As tf.image.resize: <paramref name="antialias"/> widens the kernel by the factor that an image gets smaller.</summary>
    public static ResamplingAxis Of(string interpolation, int inputs, int outputs, bool antialias)
    {
        var axis = new ResamplingAxis(outputs);
        var scale = (double)inputs / outputs;
        for (var i = 0; i < outputs; i++)
            if (interpolation == "nearest") axis.Set(i, Math.Min((int)((i + 0.5) * scale), inputs - 1), [1]);
            else if (interpolation == "area") axis.Cover(i, scale, inputs);
            else axis.Weigh(i, ResamplingKernel.Named(interpolation), (i + 0.5) * scale, antialias ? Math.Max(1, scale) : 1, inputs);
        return axis;
    }

    /// <summary>As Pillow: always widened; the range of inputs is rounded.</summary>
    public static ResamplingAxis OfPillow(string interpolation, int inputs, int outputs)
    {
        var axis = new ResamplingAxis(outputs);
        var (scale, kernel) = ((double)inputs / outputs, ResamplingKernel.Named(interpolation));
        var wide = Math.Max(1, scale);
        for (var i = 0; i < outputs; i++)
        {
            var (middle, reach) = ((i + 0.5) * scale, kernel.Reach * wide);
            var (first, end) = (Math.Max(0, (int)(middle - reach + 0.5)), Math.Min(inputs, (int)(middle + reach + 0.5)));
            var inverse = 1 / wide;
            axis.Set(i, first, [.. Enumerable.Range(first, end - first).Select(x => kernel.Of((x - middle + 0.5) * inverse))]);
        }
        return axis;
    }

    void Weigh(int output, ResamplingKernel kernel, double middle, double wide, int inputs)
    {
        var first = Math.Clamp((int)Math.Ceiling(middle - (kernel.Reach * wide) - 0.5), 0, inputs - 1);
        var last = Math.Clamp((int)Math.Floor(middle + (kernel.Reach * wide) - 0.5), first, inputs - 1);
        Set(output, first, [.. Enumerable.Range(first, last - first + 1).Select(x => kernel.Of((x + 0.5 - middle) / wide))]);
    }

    // How much of the output's stretch each input covers.
    void Cover(int output, double scale, int inputs)
    {
        var (low, high) = (output * scale, (output + 1) * scale);
        var first = Math.Min((int)low, inputs - 1);
        var last = Math.Clamp((int)Math.Ceiling(high) - 1, first, inputs - 1);
        Set(output, first, [.. Enumerable.Range(first, last - first + 1).Select(x =>
            Math.Max(0, Math.Min(x + 1, high) - Math.Max(x, low)))]);
    }

    void Set(int output, int first, double[] weights)
    {
        var sum = weights.Sum();
        for (var i = 0; sum != 0 && i < weights.Length; i++) weights[i] /= sum;
        (First[output], Weights[output]) = (first, weights);
    }
}
