using System.Globalization;
using Hornbill.Images;
using Hornbill.Inspection;
using Hornbill.Models;
using Hornbill.Studio;
using Hornbill.Tensors;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Seeing;

/// <summary>Looks into a model with an image: a section of a page for each thing that was asked for, layers in the order of
/// computation.</summary>
sealed class Inspector
{
    const int IntegrationSteps = 64, SmallPixels = 64 * 64, Best = 3, MostCams = 16;

    readonly ModelFile _file;
    readonly SeenImage _image;
    readonly InspectSettings _settings;
    readonly IReadOnlyList<InnerLayer> _layers;
    readonly int[] _classes;
    readonly PixelValues _values;

    /// <exception cref="ArgumentException">There is no such layer or class.</exception>
    public Inspector(ModelFile file, SeenImage image, InspectSettings settings)
    {
        (_file, _image, _settings, _values) = (file, image, settings, new(file));
        _layers = settings.Layer is { } name ? [InnerLayer.Find(file.Model, name)] : InnerLayer.All(file.Model);
        Prediction = file.Model.Predict(image.X).Row(0).ToArray();
        _classes = [settings.Class is { } c ? ClassNames.Find(file, c) : Likeliest];
    }

    Model Model => _file.Model;

    /// <summary>What the model predicts of the image.</summary>
    public float[] Prediction { get; }

    int Likeliest => Model.IsBinary ? Prediction[0] > 0.5 ? 1 : 0 : Kernels.Statistics.Argmax(Prediction);

    string ClassName => ClassNames.Of(_file, _classes[0]);

    /// <summary>What is known of model and image.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts =>
    [
        ("model", $"{_file.Net}, {Model.ParameterCount.ToString("N0", CultureInfo.InvariantCulture)} parameters"),
        ("image", _image.Name + (_image.Label is { } label ? $": {ClassNames.Of(_file, label)}" : "")),
        ("prediction", Likely()),
        ("class looked for", ClassName),
    ];

    string Likely() => Model.IsBinary
        ? string.Create(CultureInfo.InvariantCulture, $"{ClassNames.Of(_file, 1)} {Prediction[0]:0.0000}")
        : string.Join(", ", Enumerable.Range(0, Prediction.Length).OrderByDescending(c => Prediction[c]).Take(Best).Select(c =>
            string.Create(CultureInfo.InvariantCulture, $"{ClassNames.Of(_file, c)} {Prediction[c]:0.0000}")));

    /// <summary>The sections, one after the other as they are made.</summary>
    /// <param name="left">Told of what cannot be shown, where all was asked for.</param>
    public IEnumerable<(string What, PageSection Section)> Sections(Action<string> left)
    {
        foreach (var what in _settings.What)
        {
            PageSection? section = null;
            try
            {
                section = Section(what);
            }
            catch (ArgumentException e) when (_settings.Lenient)
            {
                left($"Without {what}: {e.Message}");
            }
            if (section is not null) yield return (what, section);
        }
    }

    PageSection Section(string what) => what switch
    {
        "filters" => FilterSection(),
        "features" => FeatureSection(),
        "maximise" => MaximiseSection(),
        "saliency" => SaliencySection(),
        "integrated" => IntegratedSection(),
        "gradcam" => CamSection("Grad-CAM", GradCam.Of,
            "Feature maps weighed by the mean of the gradient of the class's score: where the class is seen, layer by layer."),
        "gradcam++" => CamSection("Grad-CAM++", GradCam.PlusPlus,
            "The same with places weighed one by one, so that all parts that speak for the class are seen."),
        "occlusion" => OcclusionSection(),
        _ => new EmbeddingSection(_file, _image, _settings).Make(),
    };

    PageSection FilterSection()
    {
        var convolutions = Filters.Convolutions(Model).IntersectBy(_layers.Select(l => l.Layer), l => l.Layer).ToArray();
        return convolutions.Length == 0 ? throw None("convolution, whose filters are shown") : new("Filters",
            "What each convolution looks for. Of three channels in colour, of one in grey; of more a row for each of the first filters, " +
            "and a plane for each of the first channels. Middle grey is 0.")
        {
            Images = [.. convolutions.Select(l => (NetPictures.Filters(Filters.Of(l.Layer)),
            $"{l.Name}: {FilterText(Filters.Of(l.Layer).Shape)}"))]
        };
    }

    static string FilterText(Shape s) => $"{s[0]} filters {s[1]}×{s[2]}×{s[3]}";

    PageSection FeatureSection() => new("Feature maps",
        "What each layer makes of the image, first layer first: each map from black, its least value, to white, its greatest; up to 64 a " +
        "layer.")
    {
        Images = [(Enlarged(_image.Picture), "the image"), .. FeatureMaps.Of(Model, _image.X, _layers).Select(m =>
            (NetPictures.Maps(m.Values.Reshape(m.Values.Shape.Tail())),
                $"{m.Layer.Name} ({m.Layer.Layer.Kind}): {m.Values.Shape.Tail()}"))],
    };

    // Large images cost a hundred times as much: fewer channels, steps and layers then.
    PageSection MaximiseSection()
    {
        var small = _image.Picture.Width * _image.Picture.Height <= SmallPixels;
        var climb = new ActivationMaximization
        {
            Range = _values.Range, Steps = small ? 96 : 48, Size = (_image.Picture.Height, _image.Picture.Width), Jitter = small
                ? 1 : 4,
        };
        var last = InnerLayer.All(Model)[^1];
        InnerLayer[] chosen = [.. Spread([.. _layers.Where(l => l.Layer is Layers.ConvolutionLayer)], small ? 12 : 5),
            .. _layers.Where(l => l == last || (_settings.Layer is not null && l.Layer is not Layers.ConvolutionLayer))];
        return new("Activation maximisation",
            $"Images that excite the first channels of a layer, and the classes, found from grey by {climb.Steps} steps upwards with " +
            $"small shifts, a pull towards grey and a blur now and then.")
        { Images = [.. chosen.Select(l => Maximised(climb, l, small ? 16 : 4))] };
    }

    (Image, string) Maximised(ActivationMaximization climb, InnerLayer layer, int most)
    {
        var seen = climb.Of(Model, layer, [.. Enumerable.Range(0, Math.Min(layer.Shape[^1], most))]);
        Image[] images = [.. Enumerable.Range(0, seen.Channels.Count).Select(i =>
            NetPictures.Photo(_values.ToUnit(seen.Images[i..(i + 1)]).Reshape(seen.Images.Shape.Tail())))];
        return (NetPictures.Sheet(images, images.Length > 4 ? 8 : 4), $"{layer.Name}: {Excited(layer, seen)}");
    }

    string Excited(InnerLayer layer, MaximizedActivations seen) => string.Create(CultureInfo.InvariantCulture,
        $"excited by {seen.First.Average():0.###} at first, {seen.Last.Average():0.###} at last")
            + (layer == InnerLayer.All(Model)[^1] && !Model.IsBinary
            ? $"; {string.Join(", ", seen.Channels.Select(c => ClassNames.Of(_file, c)))}" : "");

    static IEnumerable<InnerLayer> Spread(InnerLayer[] layers, int most) => layers.Length <= most
        ? layers : Enumerable.Range(0, most).Select(i => layers[i * (layers.Length - 1) / (most - 1)]);

    PageSection SaliencySection()
    {
        var map = Saliency.Map(Model, _image.X, _classes);
        return new("Saliency", $"How much each pixel moves the score of {ClassName}: the greatest gradient of its channels.")
        {
            Images = [(Enlarged(_image.Picture), "the image"), (NetPictures.Heat(map), "saliency"),
                (NetPictures.Overlay(_image.Picture, map), "over the image")],
        };
    }

    PageSection IntegratedSection()
    {
        var shares = IntegratedGradients.Of(Model, _image.X, _classes, _values.Black(_image.X.Shape.Tail()), IntegrationSteps).Sum(-1);
        return new("Integrated gradients",
            $"What each pixel adds to the score of {ClassName} on the way from black to the image, in {IntegrationSteps} steps: orange " +
            $"speaks for it, blue against.")
        { Images = [(Enlarged(_image.Picture), "the image"), (NetPictures.Signed(shares), "shares")] };
    }

    PageSection CamSection(string title, Func<Model, Tensor, IReadOnlyList<int>?, InnerLayer?, ClassMaps> of, string text)
    {
        var layers = _layers.Where(l => l.IsMap && l.Layer is Layers.ConvolutionLayer or Layers.Activation or Layers.ReLU or Layers.Add)
            .ToArray();
        layers = _settings.Layer is not null ? [.. _layers] : [.. Spread(layers, MostCams)];
        if (layers.Length == 0) throw None("layer that makes feature maps");
        return new(title, text)
        {
            Images = [(Enlarged(_image.Picture), "the image"), .. layers.Select(l => (NetPictures.Overlay(_image.Picture,
                of(Model, _image.X, _classes, l).Values), $"{l.Name}: {ClassName}"))],
        };
    }

    PageSection OcclusionSection()
    {
        var map = new Occlusion().Of(Model, _image.X, _classes);
        return new("Occlusion",
            $"How much less probable {ClassName} becomes where a square hides a part: orange where it is seen, blue where something " +
            $"speaks against it.")
        {
            Images = [(Enlarged(_image.Picture), "the image"), (NetPictures.Signed(map), "fall of probability"),
                (NetPictures.Overlay(_image.Picture, map.Map(v => Math.Max(0, v))), "over the image")],
        };
    }

    ArgumentException None(string what) => new(_settings.Layer is { } name
        ? $"The layer '{Plain.Text(name)}' was asked for, but it is no {what}. Give another, or none for all."
        : $"The model {Plain.Text(_file.Net)} has no {what}, but one is needed. Ask for something else with --what.");

    static Image Enlarged(Image image) => NetPictures.Enlarged(image);
}
