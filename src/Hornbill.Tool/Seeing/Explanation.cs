using System.Globalization;
using Hornbill.Images;
using Hornbill.Inspection;
using Hornbill.Studio;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Seeing;

/// <summary>An image that is worth a look.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Label">Its class.</param>
/// <param name="Seen">What it is taken for.</param>
/// <param name="Own">The probability of its class.</param>
/// <param name="Other">The probability of what it is taken for; of the least sure ones the likeliest other's.</param>
readonly record struct Finding(int Index, int Label, int Seen, double Own, double Other);

/// <summary>Where a model is wrong, where it is not sure, and where it is probably right and the label wrong.</summary>
sealed class Explanation
{
    readonly ModelFile _file;
    readonly TestImages _data;
    readonly int _shown;

    /// <param name="file">The model.</param>
    /// <param name="data">Images with labels.</param>
    /// <param name="settings">How label errors are looked for.</param>
    /// <param name="tell">Told how it goes.</param>
    public Explanation(ModelFile file, TestImages data, ExplainSettings settings, Action<string> tell)
    {
        (_file, _data, _shown) = (file, data, settings.Shown);
        var predictions = file.Model.Predict(data.Source, settings.BatchSize);
        Probabilities = new Tensor([data.Labels.Count, ClassNames.Count(file)]);
        for (var n = 0; n < data.Labels.Count; n++) FoldProbabilities.Whole(predictions.Row(n), Probabilities.Row(n));
        var judged = settings.Folds == 0 ? Probabilities : FoldProbabilities.Of(file, data, settings, tell);
        Learning = ConfidentLearning.Of(data.Labels, judged);
        Folds = settings.Folds;
    }

    /// <summary>What the model says, (n, classes).</summary>
    public Tensor Probabilities { get; }

    /// <summary>Probable label errors.</summary>
    public ConfidentLearning Learning { get; }

    int Folds { get; }

    /// <summary>Taken for something else, the surest first.</summary>
    public IEnumerable<Finding> Wrong => All.Where(f => f.Seen != f.Label)
        .OrderByDescending(f => -Math.Log(Math.Max(f.Own, double.Epsilon)));

    /// <summary>Those whose two likeliest classes are nearest to each other.</summary>
    public IEnumerable<Finding> Unsure => Enumerable.Range(0, _data.Labels.Count).Select(n =>
    {
        var row = Probabilities.Row(n).ToArray();
        var two = Enumerable.Range(0, row.Length).OrderByDescending(c => row[c]).Take(2).ToArray();
        return new Finding(n, _data.Labels[n], two[0], row[two[0]], row[two[1]]);
    }).OrderBy(f => f.Own - f.Other);

    /// <summary>Labels that are probably wrong, the surest first.</summary>
    public IEnumerable<Finding> Mislabelled =>
        Learning.Issues.Select(i => new Finding(i.Index, i.Label, i.Suggested, i.OwnProbability, i.Probability));

    IEnumerable<Finding> All => Enumerable.Range(0, _data.Labels.Count).Select(n =>
    {
        var (label, seen) = (_data.Labels[n], Kernels.Statistics.Argmax(Probabilities.Row(n)));
        return new Finding(n, label, seen, Probabilities.Row(n)[label], Probabilities.Row(n)[seen]);
    });

    public IReadOnlyList<(string Name, string Value)> Facts
    {
        get
        {
            var right = _data.Labels.Count - Wrong.Count();
            return
            [
                ("model", _file.Net), ("data", $"{_data.Name}, {_data.Labels.Count:N0} images"),
                ("accuracy", string.Create(CultureInfo.InvariantCulture, $"{(double)right / _data.Labels.Count:0.0000}")),
                ("probable label errors", $"{Learning.Issues.Count:N0}, "
                    + (Folds == 0 ? "judged by the model itself" : $"judged by {Folds} folds")),
            ];
        }
    }

    public IReadOnlyList<PageSection> Sections =>
    [
        new("Most wrong",
            "Taken for something else, those with the least probability of their own class first. Right of each what speaks for the " +
            "class it was taken for.") { Images = Pictures(Wrong, f =>
                $"#{f.Index}: {Name(f.Label)} taken for {Name(f.Seen)} ({f.Other:0.0%})") },
        new("Least sure", "The two likeliest classes are nearly as probable.")
        {
            Images = Pictures(Unsure, f => $"#{f.Index}: {Name(f.Label)}; {Name(f.Seen)} {f.Own:0.0%}, the next {f.Other:0.0%}"),
        },
        new("Probable label errors", "Confidently of another class than the label says, by " + (Folds == 0
            ? "the model itself, which may have learnt these images: folds judge better."
                : $"{Folds} nets of the same architecture, each trained on the other folds."))
        {
            Table = Pairs(), Images = Pictures(Mislabelled, f =>
                $"#{f.Index}: labelled {Name(f.Label)} ({f.Own:0.0%}), rather {Name(f.Seen)} ({f.Other:0.0%})"),
        },
    ];

    IReadOnlyList<IReadOnlyList<string>>? Pairs()
    {
        var pairs = Learning.Issues.CountBy(i => (i.Label, i.Suggested)).OrderByDescending(p => p.Value).Take(10).ToArray();
        return pairs.Length == 0 ? null : [["labelled", "rather", "images"], .. pairs.Select(p =>
            (string[])[Name(p.Key.Label), Name(p.Key.Suggested), $"{p.Value}"])];
    }

    (Image, string)[] Pictures(IEnumerable<Finding> findings, Func<Finding, FormattableString> caption) =>
        [.. findings.Take(_shown).Select(f =>
    {
        var (x, picture) = (SeenImage.Row(_data.Source, f.Index, _file.Model.InputShape), _data.Picture(f.Index));
        return (NetPictures.Pair(picture, NetPictures.Overlay(picture, Map(x, f.Seen))), caption(f).ToString(CultureInfo.InvariantCulture));
    })];

    // Of nets without feature maps the saliency.
    Tensor Map(Tensor x, int c) => InnerLayer.All(_file.Model).Any(l => l.IsMap && l.Layer is Layers.ConvolutionLayer)
        ? GradCam.Of(_file.Model, x, [c]).Values : Saliency.Map(_file.Model, x, [c]);

    string Name(int c) => c < _data.ClassNames.Count ? Plain.Text(_data.ClassNames[c]) : ClassNames.Of(_file, c);
}
