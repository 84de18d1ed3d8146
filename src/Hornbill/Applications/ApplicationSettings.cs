using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>What every application can be told, under Keras's words.</summary>
/// <param name="IncludeTop">Whether the layers that tell classes apart are there.</param>
/// <param name="Weights">Null: drawn; "imagenet": the published ones; else a file.</param>
/// <param name="InputShape">Height, width, channels; null for the net's own, without the top for any size.</param>
/// <param name="Pooling">Without the top: null for feature maps, "avg" or "max" for one number a channel.</param>
/// <param name="Classes">Classes of the top.</param>
/// <param name="ClassifierActivation">Of the last layer; null for logits.</param>
/// <param name="Name">The model's name; the net's by default.</param>
/// <param name="Seed">Of drawn weights.</param>
sealed record ApplicationSettings(bool IncludeTop, string? Weights, Shape? InputShape, string? Pooling, int Classes,
    string? ClassifierActivation, string? Name, ulong? Seed)
{
    /// <summary>The published weights.</summary>
    public const string Published = "imagenet";

    /// <summary>The layer that images enter by.</summary>
    public Input Input(Application net) => InputShape is { } shape
        ? new([.. shape.Select(d => d == Shape.Unknown ? (int?)null : d)])
        : IncludeTop ? new(net.Side, net.Side, 3) : new(null, null, 3);

    /// <exception cref="ArgumentException">Something cannot be used.</exception>
    public void Check(Application net)
    {
        if (Pooling is not null) Choices.Check("pooling", Pooling, "avg", "max");
        if (Classes < 1)
            throw new ArgumentException($"{net.Name} got {Classes} classes but needs 1 or more. Give the number of your classes.");
        if (InputShape is { } shape) CheckShape(net, shape);
        if (Weights == Published && IncludeTop && Classes != net.Classes)
            throw new ArgumentException($"{net.Name} got {Classes} classes with the published weights, but their top tells {net.Classes} " +
                $"apart. Use includeTop: false and a top of your own, or weights: null.");
        if (Weights == Published && net.Addresses.Count == 0)
            throw new ArgumentException($"{net.Name} was asked for published weights but has none. Use weights: null, or a file.");
    }

    static string Side(int side) => side == Shape.Unknown ? "any" : $"{side}";

    void CheckShape(Application net, Shape shape)
    {
        if (shape.Rank != 3)
            throw new ArgumentException($"{net.Name} got the input shape {shape} but needs (height, width, channels). Give such as " +
                $"[{net.Side}, {net.Side}, 3].");
        if (shape[0] is not Shape.Unknown && shape[0] < net.LeastSide || shape[1] is not Shape.Unknown && shape[1] < net.LeastSide)
            throw new ArgumentException($"{net.Name} got images of {Side(shape[0])} × {Side(shape[1])} but needs {net.LeastSide} × " +
                $"{net.LeastSide} or more, since it halves them again and again. Give larger ones.");
        if (Weights == Published && shape[2] != 3)
            throw new ArgumentException($"{net.Name} got {shape[2]} channels with the published weights, but they are for 3. Make " +
                "the images RGB, or use weights: null.");
    }
}
