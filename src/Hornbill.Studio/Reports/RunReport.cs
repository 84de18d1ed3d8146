using Hornbill.Images;
using Hornbill.Metrics;

namespace Hornbill.Studio;

/// <summary>What is known of a run, to make a page of. All but the name may be missing; what is missing is not shown.</summary>
public sealed record RunReport
{
    /// <summary>What the run is called: its net on its data.</summary>
    public required string Name { get; init; }

    /// <summary>Settings and figures, in the order of the table.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>Figures by epoch, under Keras's names: loss, accuracy, val_loss, val_accuracy and others.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> History { get; init; } = new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>On the test images.</summary>
    public double? TestLoss { get; init; }

    /// <summary>On the test images, from 0 to 1.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>Training in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>The names of classes, for the matrix and the images.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>How often each class was taken for which.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>Images that were taken for what they are not, the surest first.</summary>
    public IReadOnlyList<Mistake> Mistakes { get; init; } = [];

    /// <summary>Images that show what the data are, each with its class.</summary>
    public IReadOnlyList<(Image Image, int Class)> Samples { get; init; } = [];

    /// <summary>The model's graph.</summary>
    public Picture? Architecture { get; init; }

    /// <summary>Further pictures, such as those of robustness.</summary>
    public IReadOnlyList<Picture> Pictures { get; init; } = [];

    /// <summary>The command that repeats the run.</summary>
    public string? Command { get; init; }

    /// <summary>Settings that a comparison tells runs apart by.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];
}

/// <summary>An image that a model took for something else.</summary>
/// <param name="Image">The image.</param>
/// <param name="Index">Its number among the test images.</param>
/// <param name="True">Its class.</param>
/// <param name="Predicted">What it was taken for.</param>
/// <param name="Probability">How sure the model was of that, from 0 to 1.</param>
/// <param name="Loss">−ln of the probability of its own class.</param>
public sealed record Mistake(Image Image, int Index, int True, int Predicted, double Probability, double Loss);
