using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;

namespace Hornbill.Applications;

/// <summary>A trained trunk under a head of one's own, as Keras's guide to transfer learning has it.</summary>
/// <example><code>
/// var trunk = ResNet.ResNet18(includeTop: false, pooling: "avg", inputShape: [224, 224, 3]);
/// var head = new Sequential([new Input(512), new Dropout(0.2), new Dense(10, "softmax")]);
/// Transfer.Freeze(trunk);                    // train the head, on features of FeatureCache or in the joined model
/// var model = Transfer.Join(trunk, head);
/// Transfer.Freeze(trunk, except: 4);         // then tune the last four layers, slowly
/// model.Compile(new Adam(1e-4) { LearningRateMultipliers = new() { [$"^{trunk.Name}/"] = 0.1 } }, "sparse_categorical_crossentropy");
/// </code></example>
public static class Transfer
{
    /// <summary>Freezes all layers of a trunk but the last that have weights; compile the model afterwards.</summary>
    /// <param name="trunk">The trunk.</param>
    /// <param name="except">How many of its layers with weights, from the last on, training may change.</param>
    /// <returns>The names of those.</returns>
    /// <exception cref="ArgumentException">It has not so many.</exception>
    public static IReadOnlyList<string> Freeze(Model trunk, int except = 0)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        Layer[] weighted = [.. trunk.Layers.Where(l => l.ParameterCount > 0)];
        if (except < 0 || except > weighted.Length)
            throw new ArgumentException($"The last {except} layers of {trunk.Name} were to be trained, but it has {weighted.Length} layers " +
                $"with weights. Give a number from 0 to {weighted.Length}.");
        trunk.Trainable = true;
        foreach (var layer in trunk.Layers) layer.Trainable = false;
        foreach (var layer in weighted[^except..]) layer.Trainable = true;
        return [.. weighted[^except..].Select(l => l.Name)];
    }

    /// <summary>The trunk, always as at inference so that batch normalization keeps to what it learnt, and the head on what it makes. The
    /// model shares their weights.</summary>
    /// <param name="trunk">The trunk, of one input and one output.</param>
    /// <param name="head">What takes its output.</param>
    /// <param name="name">The model's name.</param>
    /// <exception cref="ArgumentException">The head does not take what the trunk makes.</exception>
    public static Model Join(Model trunk, Layer head, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        ArgumentNullException.ThrowIfNull(head);
        var x = new Input([.. trunk.InputShape.Select(d => d == Tensors.Shape.Unknown ? (int?)null : d)]);
        var model = new Model(x, head.Apply(trunk.Apply([x.Output], training: false)), name);
        foreach (var (key, value) in trunk.Metadata) model.Metadata[key] = value;
        return model;
    }
}
