using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Bench;

/// <summary>How fast JPEG files were decoded.</summary>
/// <param name="Images">Files in a round.</param>
/// <param name="PerSecond">Images a second.</param>
/// <param name="Megapixels">Million pixels a second.</param>
/// <param name="Djpeg">Images a second of the program djpeg, null where it is not installed.</param>
sealed record DecodeSpeed(int Images, double PerSecond, double Megapixels, double? Djpeg)
{
    public string ToJson() => Json.Line(json =>
    {
        json.WriteString("engine", Product.Engine);
        json.WriteNumber("images", Images);
        Json.Number(json, "images_per_second", Math.Round(PerSecond, 1));
        Json.Number(json, "megapixels_per_second", Math.Round(Megapixels, 1));
        if (Djpeg is { } rate) Json.Number(json, "djpeg_images_per_second", Math.Round(rate, 1));
        json.WriteString("processor", Processor.Name);
    });
}
