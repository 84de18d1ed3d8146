using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>A published net: how it is built, how pixels are prepared for it, whose weights it takes.</summary>
/// <param name="Name">Its name, as the tool takes it: "resnet18".</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Trunk">From the images to the last feature maps.</param>
/// <param name="Top">From there to the classes.</param>
/// <param name="TopLayers">The layers of the top that have weights.</param>
sealed record Application(string Name, string Source, Func<Node, Node> Trunk, Func<Node, ApplicationSettings, Node> Top,
    params IReadOnlyList<string> TopLayers)
{
    /// <summary>The side of the images it was made for, in pixels.</summary>
    public int Side { get; init; } = 224;

    /// <summary>The smallest side, in pixels, that its trunk leaves something of.</summary>
    public int LeastSide { get; init; } = 32;

    /// <summary>Classes it was published with.</summary>
    public int Classes { get; init; } = ImageNet.Classes;

    /// <summary>What its family's PreprocessInput does, as Keras or torchvision has it.</summary>
    public Preprocessing Preprocessing { get; init; } = Preprocessing.Torch;

    /// <summary>How images were resized where its figures were measured: an interpolation, and whether it was widened.</summary>
    public string Resizing { get; init; } = "bilinear antialiased";

    /// <summary>How other libraries name its weights.</summary>
    public IReadOnlyList<WeightNames> Names { get; init; } = [];

    /// <summary>Where its weights can be had; empty for a net that has none.</summary>
    public IReadOnlyList<WeightsAddress> Addresses { get; init; } = [];

    /// <summary>The net, with weights of a file or drawn from the seed.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="draws">Whether weights that no file gives are drawn; else they are 0.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or the weights are another net's.</exception>
    public Model Build(ApplicationSettings settings, bool draws = true)
    {
        settings.Check(this);
        var input = settings.Input(this);
        var y = Trunk(input.Output);
        y = settings.IncludeTop ? Top(y, settings) : Pooled(y, settings.Pooling);
        var allowance = settings.Weights is null && draws ? null : new Allowance(long.MaxValue, draws: false);
        var model = new Model([input.Output], [y], settings.Name ?? Name, settings.Seed, allowance);
        if (settings.Weights is { } weights) ApplicationWeights.Load(model, this, weights);
        return model;
    }

    static Node Pooled(Node y, string? pooling) => pooling switch
    {
        "avg" => new GlobalAveragePooling2D().Apply(y),
        "max" => new GlobalMaxPooling2D().Apply(y),
        _ => y,
    };
}
