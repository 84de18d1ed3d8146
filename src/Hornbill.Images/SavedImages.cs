using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Images;

/// <summary>Images kept on their way to a model, to be looked at: Keras's <c>save_to_dir</c>.</summary>
public static class SavedImages
{
    /// <summary>Writes each image that is read as <c>prefix_sample_epoch.png</c>, its least value black and its greatest white as in Keras,
    /// and passes the samples on.</summary>
    /// <param name="source">Samples whose first input is an image of 1, 3 or 4 channels.</param>
    /// <param name="directory">The folder; it is made where there is none.</param>
    /// <param name="prefix">What names begin with; "image" where it is empty.</param>
    /// <param name="format">"png".</param>
    /// <exception cref="ArgumentException">The samples are no images, or the format is not written.</exception>
    /// <exception cref="IOException">The folder cannot be made, or an image cannot be written.</exception>
    /// <example><code>model.Fit(generator.Flow(train).SaveImages("seen", prefix: "aug"), epochs: 1);</code></example>
    public static BatchSource SaveImages(this BatchSource source, string directory, string prefix = "", string format = "png")
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(prefix);
        if (format is not "png")
            throw new ArgumentException($"SaveImages got the format '{format}', but writes png alone, which loses nothing. Use \"png\".");
        if (source.Inputs[0].Shape is not [_, _, 1 or 3 or 4])
            throw new ArgumentException(
                $"SaveImages got samples of {source.Inputs[0].Shape} but needs images (height, width, channels) of 1, 3 or 4 channels. " +
                $"Use it on images.");
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"'{directory}' cannot be made a folder ({e.Message}), but changed images shall be kept there. Give another folder.", e);
        }
        return new Saving(source, Path.Combine(directory, prefix.Length == 0 ? "image_" : $"{prefix}_"));
    }

    /// <summary>Passes batches on and keeps their images.</summary>
    sealed class Saving(BatchSource inner, string begin) : BatchSource
    {
        public override int? Count => inner.Count;

        public override int? BatchSize => inner.BatchSize;

        public override bool Weighted => inner.Weighted;

        public override IReadOnlyList<Slot> Inputs => inner.Inputs;

        public override IReadOnlyList<Slot> Targets => inner.Targets;

        internal override bool Seeks => inner.Seeks;

        internal override bool NeverEnds => inner.NeverEnds;

        internal override string Made => inner.Made;

        internal override uint? Checksum() => inner.Checksum();

        public override BatchSource Slice(int start, int count) => new Saving(inner.Slice(start, count), begin);

        public override int Read(in BatchRequest request, Batch batch)
        {
            var samples = inner.Read(request, batch);
            var shape = Inputs[0].Shape;
            for (var i = 0; i < samples; i++)
                PngWriter.Write($"{begin}{((long)request.Index * request.Size) + i}_{request.Epoch}.png",
                    Shown(batch.Input(0).Slice(i * shape.Elements, shape.Elements), shape));
            return samples;
        }

        static Image Shown(ReadOnlySpan<float> x, Shape shape)
        {
            var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (var v in x) (least, greatest) = (Math.Min(least, v), Math.Max(greatest, v));
            var raised = Math.Max(-least, 0);
            var scale = greatest + raised > 0 ? 255 / (greatest + raised) : 0;
            var bytes = new byte[x.Length];
            for (var i = 0; i < x.Length; i++) bytes[i] = (byte)((x[i] + raised) * scale);
            return new(shape[1], shape[0], shape[2], bytes);
        }
    }
}
