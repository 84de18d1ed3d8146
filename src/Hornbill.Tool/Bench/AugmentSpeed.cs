using Hornbill.Tensors;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Bench;

/// <summary>How fast images were changed.</summary>
/// <param name="Augment">How, in the words of <c>--augment</c>.</param>
/// <param name="Image">(height, width, channels).</param>
/// <param name="Threads">That changed them.</param>
/// <param name="PerSecond">Images a second.</param>
sealed record AugmentSpeed(string Augment, Shape Image, int Threads, double PerSecond)
{
    public string ToJson() => Json.Line(json =>
    {
        json.WriteString("engine", Product.Engine);
        json.WriteString("augment", Augment);
        json.WriteString("image", string.Join('x', Image));
        json.WriteNumber("threads", Threads);
        Json.Number(json, "images_per_second", Math.Round(PerSecond));
        json.WriteString("processor", Processor.Name);
    });
}
