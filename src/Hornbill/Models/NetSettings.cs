using System.Globalization;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>What can be set in every built-in net, besides its own arguments; what is left out is as its lab has it.</summary>
/// <example><code>var model = Nets.LabD(window: 5, settings: new() { BatchNormalization = true, Activation = "elu", Seed = 7 });</code></example>
public sealed record NetSettings
{
    /// <summary>The shape of one sample (height, width, channels); the lab's where it is left out.</summary>
    public Shape? InputShape { get; init; }

    /// <summary>Classes to tell apart.</summary>
    public int Classes { get; init; } = NetOptions.UsualClasses;

    /// <summary>Of convolutions and dense layers: "relu", "elu", "selu", ….</summary>
    public string? Activation { get; init; }

    /// <summary>Whether batch normalisation follows each activation.</summary>
    public bool? BatchNormalization { get; init; }

    /// <summary>How kernels begin: "glorot_uniform", "he_normal", ….</summary>
    public string? KernelInitializer { get; init; }

    /// <summary>The penalty on kernels: "l2(l2=0.001)", or "none".</summary>
    public string? KernelRegularizer { get; init; }

    /// <summary>Of weights, order and dropout; the next of the process (<see cref="RandomSeed"/>) where it is left out.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The net's options that these settings and its own arguments stand for.</summary>
    internal Dictionary<string, string> With(ReadOnlySpan<(string Name, object? Value)> own)
    {
        var set = new Dictionary<string, string>();
        foreach (var (name, value) in (ReadOnlySpan<(string, object?)>)[.. own, ("activation", Activation), ("norm", BatchNormalization),
                                                                        ("initializer", KernelInitializer), ("regularizer",
                                                                            KernelRegularizer)])
            if (value is not null) set[name] = Text(value);
        return set;
    }

    // As options are written: true, 0.5, 32,64.
    static string Text(object value) => value is bool flag ? (flag ? "true" : "false") : value is IEnumerable<int> several
        ? string.Join(',', several) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
