using System.Text.Json;
using Hornbill.Data;
using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>What nets trained on ImageNet's thousand classes have in common: Keras's <c>imagenet_utils</c>.</summary>
public static class ImageNet
{
    /// <summary>Classes of the published nets.</summary>
    internal const int Classes = 1000;

    /// <summary>Keys of what weights were trained with, and how their images were resized, in a model's metadata.</summary>
    internal const string NormalizationKey = "normalization", ResizingKey = "resizing";

    const string ClassFile = "imagenet_class_index.json", Md5 = "c2c37ea517e94d9795004a39431a14cb";
    const string Address = "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json";
    const int MostBytes = 1 << 20;

    /// <summary>Images as a net takes them.</summary>
    /// <param name="images">RGB, 0 to 255, channels last.</param>
    /// <param name="mode">"caffe", "tf" or "torch", as <see cref="Preprocessing"/> tells them.</param>
    /// <exception cref="ArgumentException">The mode is not known, or the last dimension is not 3.</exception>
    public static Tensor PreprocessInput(Tensor images, string mode = "caffe") => Preprocessing.Named(mode).Apply(images);

    /// <summary>The likeliest classes of each image, the likeliest first, of equals the first.</summary>
    /// <param name="predictions">What a net of a thousand classes predicts: (n, 1000).</param>
    /// <param name="top">How many of each.</param>
    /// <exception cref="ArgumentException">It has another shape, or <paramref name="top"/> is below 1.</exception>
    /// <exception cref="IOException">The list of classes is not at hand and could not be fetched.</exception>
    /// <example><code>
    /// foreach (var p in ImageNet.DecodePredictions(model.Predict(x), top: 3)[0]) Console.WriteLine($"{p.Name} {p.Probability:F3}");
    /// </code></example>
    public static IReadOnlyList<IReadOnlyList<Prediction>> DecodePredictions(Tensor predictions, int top = 5)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.Shape.Rank != 2 || predictions.Shape[1] != Classes)
            throw new ArgumentException($"DecodePredictions got predictions of shape {predictions.Shape} but ImageNet's nets make " +
                $"(n, {Classes}). Give what such a net with its top predicts.");
        var classes = LoadClasses();
        return [.. Enumerable.Range(0, predictions.Shape[0]).Select(i => Best(predictions.Row(i), classes, top))];
    }

    /// <summary>The ids and names of the classes, from <c>HORNBILL_DATA</c>, Keras's cache, or fetched into it.</summary>
    /// <param name="path">A file of them; found or fetched by default.</param>
    /// <param name="progress">Told of a download.</param>
    /// <exception cref="IOException">They are not at hand and could not be fetched.</exception>
    /// <exception cref="InvalidDataException">The file is no such list.</exception>
    public static IReadOnlyList<(string Id, string Name)> LoadClasses(string? path = null, IProgress<DownloadProgress>? progress = null) =>
        ReadClasses(path ?? FindClasses(DataFolders.Models) ?? FetchClasses(DataFolders.Models, progress));

    /// <summary>The list, where it is at hand.</summary>
    internal static string? FindClasses(DataFolders folders) =>
        folders.Find(Path.Combine("weights", ClassFile), Path.Combine("images", ClassFile), ClassFile);

    /// <summary>The greatest of some probabilities, with their classes.</summary>
    internal static IReadOnlyList<Prediction> Best(ReadOnlySpan<float> probabilities, IReadOnlyList<(string Id, string Name)> classes,
        int top)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        var values = probabilities.ToArray();
        return [.. Enumerable.Range(0, values.Length).OrderByDescending(c => values[c]).Take(top)
            .Select(c => new Prediction(classes[c].Id, classes[c].Name, values[c]))];
    }

    static string FetchClasses(DataFolders folders, IProgress<DownloadProgress>? progress)
    {
        var path = Path.Combine(folders.Make(""), ClassFile);
        var download = new Download([new Uri(Address)], path, Md5, MostBytes) { Progress = progress };
        Task.Run(() => download.RunAsync()).GetAwaiter().GetResult();
        return path;
    }

    internal static (string Id, string Name)[] ReadClasses(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes) throw new FormatException($"it has more than {MostBytes:N0} bytes");
            var root = BoundedJson.Object(File.ReadAllText(path));
            return [.. Enumerable.Range(0, root.Count).Select(i => root[$"{i}"]!)
                .Select(pair => (pair[0]!.GetValue<string>(), pair[1]!.GetValue<string>()))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException
            or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"'{Plain.Text(path)}' is no list of classes ({Plain.Text(e.Message)}), but {{\"0\": [\"id\", " +
                $"\"name\"], …}} is expected. Delete it, and it is fetched anew.", e);
        }
    }
}
