using System.Globalization;
using System.Text.Json;
using Hornbill.Applications;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Images;

/// <summary>A model as a product: photographs in, names and probabilities out. How images are prepared, their size, the names of the
/// classes, the temperature and when it says "none of these" come from the model's file. Several threads may use one at once.</summary>
/// <example><code>
/// var predictor = Predictor.Load("runs/hymenoptera-photo/model.safetensors");
/// foreach (var p in predictor.Predict("photo.jpg", top: 3)) Console.WriteLine($"{p.Name} {p.Probability:P1}");
/// </code></example>
public sealed class Predictor
{
    /// <summary>The names' key in <see cref="Model.Metadata"/>: a list of strings as JSON.</summary>
    public const string ClassNamesKey = "class_names";

    /// <summary>The key of the classes' ids, such as WordNet's; their places where there are none.</summary>
    public const string ClassIdsKey = "class_ids";

    const string TemperatureKey = "temperature", NoneBelowKey = "none_below";

    readonly IReadOnlyList<(string Id, string Name)> _classes;

    /// <summary>A predictor over a model.</summary>
    /// <param name="model">One input, an image, and one output: probabilities of classes, or one of the second of two.</param>
    /// <param name="preparation">How images become what it takes; what its metadata say by default.</param>
    /// <param name="classNames">The names of its outputs; what its metadata say by default, of a published net ImageNet's.</param>
    /// <exception cref="ArgumentException">The model has several inputs or outputs, or there are more or fewer names than outputs.</exception>
    public Predictor(Model model, ImagePreparation? preparation = null, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        CheckEnds(model);
        (Model, Preparation) = (model, preparation ?? ImagePreparation.Of(model));
        _classes = Classes(model, classNames);
        Temperature = Number(model, TemperatureKey) ?? 1;
        NoneBelow = Number(model, NoneBelowKey);
    }

    Predictor(Predictor like) => (Model, Preparation, _classes) = (like.Model, like.Preparation, like._classes);

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>How images become what it takes.</summary>
    public ImagePreparation Preparation { get; }

    /// <summary>The names of its outputs.</summary>
    public IReadOnlyList<string> ClassNames => [.. _classes.Select(c => c.Name)];

    /// <summary>What logits are divided by before the softmax: above 1 it is less sure, below 1 surer. <see cref="Calibrate"/> finds the
    /// one by which probabilities are shares of right answers.</summary>
    /// <exception cref="ArgumentException">It is not above 0.</exception>
    public double Temperature
    {
        get;
        init => field = double.IsFinite(value) && value > 0 ? value : throw new ArgumentException(
            $"A temperature of {value} came, but it must be above 0. Give 1 for probabilities as the model has them.");
    }

    /// <summary>Where the likeliest class is less likely than this, "none of these" comes first; null for never.</summary>
    /// <exception cref="ArgumentException">It is not from 0 to 1.</exception>
    public double? NoneBelow
    {
        get;
        init => field = value is null or >= 0 and <= 1 ? value : throw new ArgumentException(
            $"A probability of {value} came, but it must be from 0 to 1. Give such as 0.5, or null.");
    }

    /// <summary>The model of a file.</summary>
    /// <param name="path">A file of <see cref="Model.Save"/> or of <c>hornbill train</c>.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or its model does not tell classes of images apart.</exception>
    public static Predictor Load(string path)
    {
        var model = Model.Load(path, compile: false);
        try
        {
            return new(model, ImagePreparation.Of(model, path));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"'{path}' holds no model for a Predictor: {e.Message}", e);
        }
    }

    /// <summary>The likeliest classes of a photograph, the likeliest first.</summary>
    /// <param name="path">A JPEG, PNG, BMP, PGM or PPM.</param>
    /// <param name="top">How many.</param>
    /// <exception cref="InvalidDataException">It is damaged, or no image.</exception>
    public IReadOnlyList<Prediction> Predict(string path, int top = 5) => Predict(ImageReader.Default.Read(path), top);

    /// <summary>The same of an image in memory.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">How many classes.</param>
    public IReadOnlyList<Prediction> Predict(Image image, int top = 5) => Predict([image], top)[0];

    /// <summary>The same of several, as one batch.</summary>
    /// <param name="images">The images.</param>
    /// <param name="top">How many classes of each.</param>
    public IReadOnlyList<IReadOnlyList<Prediction>> Predict(IReadOnlyList<Image> images, int top = 5)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        if (images.Count == 0) return [];
        return Decode(Model.Predict(Prepare(images)), top);
    }

    /// <summary>Names and probabilities of what a model predicted, by this temperature.</summary>
    /// <param name="predictions">What it predicted: (n, classes).</param>
    /// <param name="top">How many classes of each.</param>
    public IReadOnlyList<IReadOnlyList<Prediction>> Decode(Tensor predictions, int top = 5)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return [.. Enumerable.Range(0, predictions.Shape[0]).Select(i => Named(Both(predictions.Row(i)), top))];
    }

    /// <summary>The same predictor with the temperature that makes labelled images likeliest, by golden section over its logarithm. (Guo et
    /// al., 2017)</summary>
    /// <param name="images">Images that the model was not trained on.</param>
    /// <param name="labels">Their classes, from 0.</param>
    /// <exception cref="ArgumentException">There are no images, or as many labels as images are not there.</exception>
    public Predictor Calibrate(IReadOnlyList<Image> images, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        if (images.Count == 0 || images.Count != labels.Count || labels.Any(l => l < 0 || l >= _classes.Count))
            throw new ArgumentException($"Calibrate got {images.Count} images and {labels.Count} labels but needs a class from 0 to " +
                $"{_classes.Count - 1} for each of one or more images. Give as many.");
        float[][] rows = [.. images.Chunk(16).SelectMany(some => Rows(Model.Predict(Prepare(some))))];
        return new(this) { Temperature = Calibration.Temperature(rows, labels), NoneBelow = NoneBelow };
    }

    /// <summary>The same predictor that says "none of these" below another probability.</summary>
    /// <param name="noneBelow">The probability; null for never.</param>
    /// <exception cref="ArgumentException">It is not from 0 to 1.</exception>
    public Predictor With(double? noneBelow) => new(this) { Temperature = Temperature, NoneBelow = noneBelow };

    /// <summary>Notes preparation, names, temperature and the least probability in the model's metadata, and saves it.</summary>
    /// <param name="path">The file, which ends with <c>.safetensors</c>.</param>
    public void Save(string path)
    {
        Model.Metadata[ImagePreparation.Key] = Preparation.ToJson();
        Model.Metadata[ClassNamesKey] = Strings([.. _classes.Select(c => c.Name)]);
        Model.Metadata[ClassIdsKey] = Strings([.. _classes.Select(c => c.Id)]);
        Model.Metadata[TemperatureKey] = Temperature.ToString("R", CultureInfo.InvariantCulture);
        if (NoneBelow is { } least) Model.Metadata[NoneBelowKey] = least.ToString("R", CultureInfo.InvariantCulture);
        else Model.Metadata.Remove(NoneBelowKey);
        Model.Save(path);
    }

    Tensor Prepare(IReadOnlyList<Image> images)
    {
        var first = Preparation.Apply(images[0], Model.InputShape);
        if (images.Count == 1) return first;
        var all = new Tensor(first.Shape.Tail().Prepend(images.Count));
        for (var i = 0; i < images.Count; i++)
        {
            var one = i == 0 ? first : Preparation.Apply(images[i], Model.InputShape);
            if (one.Shape != first.Shape)
                throw new ArgumentException($"Images of {first.Shape.Tail()} and {one.Shape.Tail()} came, but a batch needs one size. Give " +
                    "them one by one, or the preparation a scaling and the model a size.");
            one.Data.CopyTo(all.Data.AsSpan(i * one.Data.Length));
        }
        return all;
    }

    Prediction[] Named(float[] row, int top)
    {
        var probabilities = Calibration.Tempered(row, Temperature);
        Prediction[] best = [.. Enumerable.Range(0, row.Length).OrderByDescending(c => probabilities[c]).Take(top)
            .Select(c => new Prediction(_classes[c].Id, _classes[c].Name, probabilities[c]))];
        return NoneBelow > best[0].Probability
            ? [new("", "none of these", 1 - best[0].Probability), .. best.Take(top - 1)]
            : best;
    }

    IEnumerable<float[]> Rows(Tensor predictions) => Enumerable.Range(0, predictions.Shape[0]).Select(i => Both(predictions.Row(i)));

    // One probability alone is that of the second of two classes.
    float[] Both(ReadOnlySpan<float> row) => row is [var one] && _classes.Count == 2 ? [1 - one, one] : row.ToArray();

    static void CheckEnds(Model model)
    {
        if (model.Inputs.Count > 1 || model.Outputs.Count > 1 || model.Outputs[0].Shape.Rank > 1)
            throw new ArgumentException($"The model has {model.Inputs.Count} inputs and predicts " +
                $"{string.Join(", ", model.Outputs.Select(o => o.Shape))}, but a Predictor needs one image and a probability for each " +
                "class. Use PredictAll for it.");
    }

    static IReadOnlyList<(string Id, string Name)> Classes(Model model, IReadOnlyList<string>? given)
    {
        var outputs = model.Outputs[0].Shape[0];
        var names = given ?? Strings(model, ClassNamesKey);
        if (names is null && model.Metadata.ContainsKey(ImageNet.NormalizationKey) && outputs == ImageNet.Classes)
            return ImageNet.LoadClasses();
        names ??= [.. Enumerable.Range(0, outputs).Select(i => $"{i}")];
        if (names.Count != outputs && (outputs, names.Count) != (1, 2))
            throw new ArgumentException($"{names.Count} class names came, but the model has {outputs} outputs. Give a name for each.");
        var ids = Strings(model, ClassIdsKey) is { } own && own.Length == names.Count ? own : [.. names.Select((_, i) => $"{i}")];
        return [.. ids.Zip(names)];
    }

    static string Strings(IReadOnlyList<string> values)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    static string[]? Strings(Model model, string key)
    {
        if (!model.Metadata.TryGetValue(key, out var json)) return null;
        try
        {
            using var list = JsonDocument.Parse(json);
            return [.. list.RootElement.EnumerateArray().Select(e => e.GetString()!)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The model's metadata hold under '{key}' what cannot be read, but a list of strings is " +
                "expected. Save the model again.", e);
        }
    }

    static double? Number(Model model, string key) => !model.Metadata.TryGetValue(key, out var text) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw new InvalidDataException($"The model's metadata hold '{text}' under '{key}', but a number is expected. Save the model again.");
}
