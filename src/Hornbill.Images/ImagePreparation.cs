using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Applications;
using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Images;

/// <summary>How an image becomes what a model takes. It is kept in the model's file, so that the same photograph gives the same answer
/// everywhere.</summary>
/// <param name="Range">What the bytes become.</param>
/// <param name="Scaling">How images get the model's size; null where they must have it.</param>
/// <example><code>
/// model.Metadata[ImagePreparation.Key] = new ImagePreparation(PixelRange.Unit, new() { Antialias = true }).ToJson();
/// </code></example>
public sealed record ImagePreparation(PixelRange Range, ImageScaling? Scaling = null)
{
    /// <summary>Its key in <see cref="Models.Model.Metadata"/>.</summary>
    public const string Key = "preprocessing";

    // Of 256 pixels 224, as torchvision cuts them.
    const double PublishedShare = 0.875;

    /// <summary>What a published net does to the values behind <see cref="Range"/>, which is 0 to 255 then; null for nothing.</summary>
    public Preprocessing? Normalization { get; init; }

    /// <summary>As published nets are tested: the shorter side becomes 8/7 of the model's, and the middle of that is cut out.</summary>
    /// <param name="normalization">What the weights were trained with.</param>
    /// <param name="interpolation">Of the resizing.</param>
    /// <param name="antialias">Whether it is widened, as Pillow does.</param>
    public static ImagePreparation Published(Preprocessing normalization, string interpolation = "bilinear", bool antialias = true) =>
        new(PixelRange.Bytes, new()
        {
            Interpolation = interpolation, Antialias = antialias, Like = antialias ? "pillow" : "tensorflow", Fit = "crop",
            Share = PublishedShare,
        })
        {
            Normalization = normalization,
        };

    /// <summary>What a model's metadata say; of one that says nothing values from 0 to 1, or what its published weights take.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">Its file, for errors.</param>
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    public static ImagePreparation Of(Models.Model model, string path = "the model")
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Metadata.TryGetValue(Key, out var json)) return FromJson(json, path);
        if (!model.Metadata.TryGetValue(ImageNet.NormalizationKey, out var name)) return new(PixelRange.Unit);
        var words = model.Metadata.TryGetValue(ImageNet.ResizingKey, out var text) ? text.Split(' ') : ["bilinear", "antialiased"];
        return Published(Named(name, path), words[0], words.Length > 1);
    }

    /// <summary>A file's image as (1, height, width, channels), as the model takes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">The shape that the model takes.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no image.</exception>
    public Tensor Read(string path, Shape input) => Apply(ImageReader.Default.Read(path), input);

    /// <summary>An image as (1, height, width, channels), as the model takes it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="input">The shape that the model takes.</param>
    public Tensor Apply(Image image, Shape input)
    {
        ArgumentNullException.ThrowIfNull(image);
        image = IsGray(image, input) ? image.ToGray() : image.ToRgb();
        var pixels = Scaling is null || input.Rank < 2 || !input.IsKnown ? image.ToTensor() : Scaling.Apply(image, (input[0], input[1]));
        Apply(pixels.Data);
        return pixels.Reshape(pixels.Shape.Prepend(1));
    }

    /// <summary>The same of values from 0 to 255, in place.</summary>
    internal void Apply(Span<float> pixels)
    {
        if (Range != PixelRange.Bytes)
            for (var i = 0; i < pixels.Length; i++) pixels[i] = Range.Of(pixels[i]);
        Normalization?.Apply(pixels);
    }

    /// <summary>Options for a folder of images to be read in the same way.</summary>
    /// <param name="input">The shape that the model takes.</param>
    public ImageFolderOptions FolderOptions(Shape input) => new()
    {
        ColorMode = input[2] == 1 ? "grayscale" : "rgb", Range = Range, Scaling = Scaling ?? new(), Normalization = Normalization,
    };

    /// <summary>The text that metadata hold.</summary>
    public string ToJson()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text)) Write(json);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">The file that it came from, for errors.</param>
    /// <exception cref="InvalidDataException">The text is of something else.</exception>
    public static ImagePreparation FromJson(string json, string path = "the model")
    {
        try
        {
            var root = JsonNode.Parse(json)!.AsObject();
            var range = new PixelRange(root["range"]![0]!.GetValue<float>(), root["range"]![1]!.GetValue<float>());
            if (!float.IsFinite(range.Low) || !float.IsFinite(range.High)) throw new FormatException("the range is not finite");
            return new(range, root.ContainsKey("interpolation") ? ReadScaling(root) : null)
            {
                Normalization = (string?)root["normalization"] is { } name ? Preprocessing.Named(name) : null,
            };
        }
        catch (Exception e) when (
            e is JsonException or InvalidOperationException or NullReferenceException or ArgumentException or FormatException)
        {
            throw new InvalidDataException(
                $"'{path}' says in '{Key}' what cannot be read ({e.Message}), but how images are prepared is needed. Train the " +
                $"model again, and save it.", e);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Normalization is null
        ? string.Create(CultureInfo.InvariantCulture, $"pixels from {Range.Low} to {Range.High}") : $"pixels as for {Normalization}";

    void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("range");
        json.WriteNumberValue(Range.Low);
        json.WriteNumberValue(Range.High);
        json.WriteEndArray();
        if (Normalization is not null) json.WriteString("normalization", Normalization.Name);
        if (Scaling is not null) Write(json, Scaling);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ImageScaling scaling)
    {
        json.WriteString("interpolation", scaling.Interpolation);
        json.WriteBoolean("antialias", scaling.Antialias);
        json.WriteString("like", scaling.Like);
        json.WriteString("fit", scaling.Fit);
        if (scaling.Share < 1) json.WriteNumber("share", scaling.Share);
    }

    static ImageScaling ReadScaling(JsonObject root) => new()
    {
        Interpolation = (string)root["interpolation"]!, Antialias = (bool)root["antialias"]!, Like = (string)root["like"]!,
        Fit = (string)root["fit"]!, Share = (double?)root["share"] ?? 1,
    };

    static Preprocessing Named(string name, string path)
    {
        try
        {
            return Preprocessing.Named(name);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"'{path}' was trained with a preprocessing that is not known: {e.Message}", e);
        }
    }

    // Where the channels are not told, those that make as many values as the model takes.
    static bool IsGray(Image image, Shape input) =>
        input.Rank == 3 ? input[2] == 1 : input is not [var values] || values != (long)image.Width * image.Height * 3;
}
