using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Data;
using Hornbill.Images;
using Hornbill.Tensors;

namespace Hornbill.Tool.Runs;

/// <summary>How an image becomes what a model takes: kept in the model's file, so that it is used as it was trained.</summary>
/// <param name="Range">What the bytes become.</param>
/// <param name="Scaling">How images get the model's size; null where they must have it.</param>
sealed record Preparation(PixelRange Range, ImageScaling? Scaling = null)
{
    /// <summary>A file's images as (n, height, width, channels), as the model takes them.</summary>
    public Tensor Read(string path, Shape input)
    {
        var image = ImageReader.Default.Read(path);
        image = IsGray(image, input) ? image.ToGray() : image.ToRgb();
        var pixels = Scaling is null || input.Rank < 2 || !input.IsKnown ? image.ToTensor() : Scaling.Apply(image, (input[0], input[1]));
        for (var i = 0; i < pixels.Data.Length; i++) pixels.Data[i] = Range.Of(pixels.Data[i]);
        return pixels.Reshape(pixels.Shape.Prepend(1));
    }

    // Where the channels are not told, those that make as many values as the model takes.
    static bool IsGray(Image image, Shape input) =>
        input.Rank == 3 ? input[2] == 1 : input is not [var values] || values != (long)image.Width * image.Height * 3;

    /// <summary>Options for a folder of images to be read in the same way.</summary>
    public ImageFolderOptions FolderOptions(Shape input) =>
        new() { ColorMode = input[2] == 1 ? "grayscale" : "rgb", Range = Range, Scaling = Scaling ?? new() };

    public string ToJson() => Json.Line(json =>
    {
        Json.Numbers(json, "range", [Range.Low, Range.High]);
        if (Scaling is null) return;
        json.WriteString("interpolation", Scaling.Interpolation);
        json.WriteBoolean("antialias", Scaling.Antialias);
        json.WriteString("like", Scaling.Like);
        json.WriteString("fit", Scaling.Fit);
    });

    /// <exception cref="InvalidDataException">The text is of something else.</exception>
    public static Preparation FromJson(string json, string path)
    {
        try
        {
            var root = JsonNode.Parse(json)!.AsObject();
            var range = new PixelRange(root["range"]![0]!.GetValue<float>(), root["range"]![1]!.GetValue<float>());
            if (!float.IsFinite(range.Low) || !float.IsFinite(range.High)) throw new FormatException("the range is not finite");
            return new(range, !root.ContainsKey("interpolation") ? null : new()
            {
                Interpolation = (string)root["interpolation"]!, Antialias = (bool)root["antialias"]!, Like = (string)root["like"]!, Fit =
                    (string)root["fit"]!,
            });
        }
        catch (Exception e) when (
            e is JsonException or InvalidOperationException or NullReferenceException or ArgumentException or FormatException)
        {
            throw new InvalidDataException(
                $"'{path}' says in 'preprocessing' what cannot be read ({e.Message}), but how images are prepared is needed. Train the " +
                $"model again, and save it.", e);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"pixels from {Range.Low} to {Range.High}");
}
