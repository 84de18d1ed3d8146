using Hornbill.Data;
using Hornbill.Inspection;
using Hornbill.Models;
using Hornbill.Studio;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Seeing;

/// <summary>Images of a data set as points of a plane, by what a layer makes of them: near each other where the net sees them
/// alike.</summary>
sealed class EmbeddingSection(ModelFile file, SeenImage image, InspectSettings settings)
{
    const int BatchSize = 64, LeastImages = 10, MostNumbers = 4096;

    Model Model => file.Model;

    /// <exception cref="ArgumentException">There are no data to embed, or too few.</exception>
    public PageSection Make()
    {
        var name = Data();
        var test = TestImages.Open(file, name, null);
        var chosen = Chosen(test.Source.Count!.Value);
        if (chosen.Length < LeastImages)
            throw new ArgumentException(
                $"{name} has {chosen.Length} images, but {LeastImages} at least are embedded. Give more with --data.");
        var layer = Layer();
        var features = Features(test.Source, chosen, layer);
        var labels = chosen.Select(i => test.Labels[i]).ToArray();
        var pca = new PrincipalComponents(features, 2);
        var (points, divergence) = new TSne { Perplexity = Math.Min(30, (chosen.Length - 1) / 3.0) }.Embed(features);
        return new("Embedding",
            $"{chosen.Length} images of {name} by what {layer.Name} makes of them ({features.Shape[1]} numbers each); the last point is " +
            $"the image " +
            $"looked at. Principal components keep distances as far as a plane can: {pca.ExplainedVarianceRatio.Sum():0.0%} of the " +
            $"variance. t-SNE keeps neighbours together (divergence {divergence:0.00}).")
        {
            Charts = [Scatter("Principal components", "first component", "second component", pca.Transform(features), labels, test),
                Scatter("t-SNE", "first dimension", "second dimension", points, labels, test)],
        };
    }

    string Data() => settings.Data
        ?? (image.Name.LastIndexOf(':') is > 0 and var at && !File.Exists(image.Name) ? image.Name[..at] : null)
        ?? (file.Dataset is { } own && (Datasets.Names.Contains(own) || Directory.Exists(own)) ? own : null)
        ?? throw new ArgumentException(
            "An embedding shows many images, but only one is given, and the model does not tell what it was trained on. Name a data set " +
            "or a folder with --data.");

    // Sorted by class, the first of a folder would be of one.
    int[] Chosen(int count) => count <= settings.Limit ? [.. Enumerable.Range(0, count)]
        : [.. new RandomState(0).Permutation(count).Take(settings.Limit).Order()];

    // By default what the last layer reads: the features that classes are told apart by.
    InnerLayer Layer()
    {
        var all = InnerLayer.All(Model);
        return settings.Layer is { } name ? InnerLayer.Find(Model, name) : all.Reverse()
            .SkipWhile(l => l.Layer is Layers.Activation or Layers.Softmax)
            .Skip(1).FirstOrDefault(l => l.Layer is not (Layers.Dropout or Layers.Identity)) ?? all[0];
    }

    // The image itself comes last.
    Tensor Features(SampleSource source, int[] chosen, InnerLayer layer)
    {
        var rows = new List<float>();
        foreach (var batch in chosen.Chunk(BatchSize))
        {
            Tensor[] images = [.. batch.Select(i => SeenImage.Row(source, i, Model.InputShape))];
            var x = new Tensor(images[0].Shape.Tail().Prepend(batch.Length), [.. images.SelectMany(i => i.Data)]);
            rows.AddRange(Pooled(Model.Activations(x, [layer.Output])[0]).Data);
        }
        rows.AddRange(Pooled(Model.Activations(image.X, [layer.Output])[0]).Data);
        return new([chosen.Length + 1, rows.Count / (chosen.Length + 1)], [.. rows]);
    }

    // Large maps by their means: thousands of numbers a sample tell no more, and cost.
    static Tensor Pooled(Tensor values) => values.Shape is { Rank: 4 } s && s.Tail().Elements > MostNumbers
        ? values.Reshape([s[0], s[1] * s[2], s[3]]).Mean(1) : values.Reshape([values.Shape[0], values.Data.Length / values.Shape[0]]);

    static Chart Scatter(string title, string x, string y, double[,] points, int[] labels, TestImages test)
    {
        Series Of(string name, IEnumerable<int> rows) =>
            new(name, [.. rows.Select(i => points[i, 0])], [.. rows.Select(i => points[i, 1])]) { Joined = false };
        var classes = labels.Index().GroupBy(l => l.Item, l => l.Index).OrderBy(g => g.Key).Select(g => Of(Name(test, g.Key), g));
        return new(new Axis(x), new Axis(y), [.. classes, Of("the image", [labels.Length]) with { Labels = ["the image"] }])
        {
            Title = title
        };
    }

    static string Name(TestImages test, int label) => label < test.ClassNames.Count ? Plain.Text(test.ClassNames[label]) : $"class {label}";
}
