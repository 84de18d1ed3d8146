using System.Globalization;
using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Studio;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Seeing;

/// <summary>The image that a model is looked into with.</summary>
/// <param name="Name">The words that named it.</param>
/// <param name="X">(1, height, width, channels), as the model takes it.</param>
/// <param name="Picture">As a person sees it, at the size that the model gets.</param>
/// <param name="Label">Its class, where that is known.</param>
sealed record SeenImage(string Name, Tensor X, Image Picture, int? Label)
{
    /// <summary>A photograph, the first image of an IDX file, or one of a data set or a folder: <c>fashion-mnist:12</c>, counted from
    /// 0.</summary>
    /// <exception cref="ArgumentException">There is no such image.</exception>
    /// <exception cref="InvalidDataException">It does not fit the model.</exception>
    public static SeenImage Read(ModelFile file, string word)
    {
        CheckModel(file);
        if (File.Exists(word)) return Of(file, word, ImageFile.Read(word, 1, file), null);
        if (word.LastIndexOf(':') is > 0 and var at && (Datasets.Names.Contains(word[..at]) || Directory.Exists(word[..at])))
            return OfData(file, word, word[..at], word[(at + 1)..]);
        throw new ArgumentException(
            $"'{word}' is no file, but an image is needed. Give a photograph, or an image of a data set or a folder by its number, such " +
            $"as fashion-mnist:12 or photos/test:0.");
    }

    static SeenImage OfData(ModelFile file, string word, string name, string number)
    {
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw new ArgumentException(
                $"'{word}' names image '{number}' of {name}, but images are counted from 0. Give a whole number, such as {name}:12.");
        var test = TestImages.Open(file, name, null);
        if (index >= test.Source.Count)
            throw new ArgumentException(
                $"'{word}' names image {index} of {name}, but it has 0 to {test.Source.Count - 1}. Give one of those.");
        return Of(file, word, Row(test.Source, index, file.Model.InputShape), test.Labels[index]);
    }

    static SeenImage Of(ModelFile file, string word, Tensor x, int? label) =>
        new(word, x, NetPictures.Photo(new PixelValues(file).ToUnit(x[..1]).Reshape(x.Shape.Tail())), label);

    /// <summary>One sample of a source as a batch of one.</summary>
    public static Tensor Row(SampleSource source, int index, Shape input)
    {
        var x = source.Single(index, default).OneInput()[0];
        return x.Reshape((x.Shape.Rank < input.Rank ? Shape.Create([.. x.Shape, 1]) : x.Shape).Prepend(1));
    }

    /// <exception cref="InvalidDataException">The model takes no images, or predicts no classes.</exception>
    public static void CheckModel(ModelFile file)
    {
        var (inputs, outputs) = (file.Model.Inputs, file.Model.Outputs);
        if (inputs.Count != 1 || inputs[0].Shape.Rank != 3 || inputs[0].Shape[2] is not (1 or 3) || outputs.Count != 1
            || outputs[0].Shape.Rank != 1)
            throw new InvalidDataException(
                $"The model {Plain.Text(file.Net)} takes {string.Join(", ", inputs.Select(i => i.Shape))} and predicts " +
                $"{string.Join(", ", outputs.Select(o => o.Shape))}, but one that takes a grey or RGB image and names classes is looked " +
                $"into. Give such a model; the library's Gradients and Activations take any.");
    }
}
