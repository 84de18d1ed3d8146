using Hornbill.Data;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>A built-in net: how it is made, and how its lab trains it.</summary>
/// <param name="Name">As the tool takes it.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="BatchSize">Samples in a step.</param>
/// <param name="Optimizer">Its Keras name.</param>
/// <param name="LearningRate">The lab's.</param>
/// <param name="Defaults">Its options with their defaults, besides those of all nets.</param>
sealed record Net(string Name, string Source, int BatchSize, string Optimizer, double LearningRate, string Defaults)
{
    public const string Loss = "sparse_categorical_crossentropy";

    /// <summary>The shape of one sample.</summary>
    public Shape Input { get; init; } = [28, 28, 1];

    /// <summary>Passes over the data, where nobody says otherwise.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>What the bytes of images become for it.</summary>
    public PixelRange Range { get; init; } = PixelRange.Unit;

    /// <summary>Whether the learning rate falls to 0 along a cosine, after a twentieth of the steps in which it rises.</summary>
    public bool Decays { get; init; }

    /// <summary>Its layers behind the input, one after the other; null where it is a graph.</summary>
    public Func<NetOptions, IEnumerable<Layer>>? Layers { get; init; }

    /// <summary>What it makes of its input, where it is a graph.</summary>
    public Func<NetOptions, Node, Node>? Graph { get; init; }

    /// <summary>Its options with their defaults: <c>window=3</c>.</summary>
    public IEnumerable<string> GetOptions()
    {
        var options = new NetOptions(Name, Defaults);
        _ = Made(options, seed: 0);
        return options.Used;
    }

    /// <summary>The net with weights drawn from a seed, compiled as its lab does.</summary>
    /// <param name="seed">Of the weights.</param>
    /// <param name="set">Options other than the defaults.</param>
    /// <param name="input">The shape of one sample, where it is not the lab's.</param>
    /// <param name="classes">Classes.</param>
    /// <exception cref="ArgumentException">An option is not known, its value cannot be used, or the layers do not fit each
    /// other.</exception>
    public Model Build(ulong seed = 0, IReadOnlyDictionary<string, string>? set = null, Shape? input = null,
        int classes = NetOptions.UsualClasses)
    {
        var options = new NetOptions(Name, Defaults, set) { Input = input, Classes = classes };
        var model = Made(options, seed);
        options.CheckUsed();
        model.Compile(Optimizers.Optimizer.Named(Optimizer, LearningRate), Loss, ["accuracy"]);
        return model;
    }

    Model Made(NetOptions options, ulong seed)
    {
        if (Graph is null) return new Sequential([Entry(options), .. Layers!(options)], Name, seed);
        var x = Entry(options).Output;
        return new([x], [Graph(options, x)], Name, seed);
    }

    // A net for any size has its side among its options.
    Input Entry(NetOptions options)
    {
        var shape = options.Input ?? Input;
        if (options.TakesAnySide) return new(null, null, shape[^1]);
        return options.Input is null && options.Side is { } side ? new(side, side, shape[^1]) : new([.. shape]);
    }
}
