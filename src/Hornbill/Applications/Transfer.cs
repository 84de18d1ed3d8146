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
    /// <summary>What any net makes of an image before it tells classes apart, one number a channel: without the layer that makes its
    /// classes, where it has one, and with maps averaged over their places. It shares the net's weights.</summary>
    /// <remarks>The last layer with weights makes classes if it is dense, or if a softmax ends the net. All behind it goes with
    /// it.</remarks>
    /// <param name="model">The net, of one input and one output.</param>
    /// <param name="name">The trunk's name; the model's by default.</param>
    /// <returns>A model from images to (channels).</returns>
    /// <exception cref="ArgumentException">It has several inputs or outputs, or nothing but that layer.</exception>
    /// <example><code>var trunk = Transfer.WithoutTop(Model.Load("digits.safetensors"));</code></example>
    public static Model WithoutTop(Model model, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Inputs.Count != 1 || model.Outputs.Count != 1)
            throw new ArgumentException($"{Plain.Text(model.Name)} has {model.Inputs.Count} inputs and {model.Outputs.Count} outputs, but " +
                "a trunk has one of each. Make a Model of one of its inputs and a layer's Output.");
        var features = BeforeClasses(model);
        if (features.Entry is not null)
            throw new ArgumentException($"{Plain.Text(model.Name)} has no layer before that which makes its classes, but features are " +
                "what such layers make. Give a net of several layers.");
        return new(model.Inputs, [Averaged(features)], name ?? model.Name, model.Seed);
    }

    static Node BeforeClasses(Model model) =>
        LastWeighted(model) is { } last && last.Call.Inputs.Count == 1 && model.Outputs[0].Shape.Rank == 1
            && (IsDense(last.Layer) || model.Outputs[0].Op is Graph.Ops.Softmax) ? last.Call.Inputs[0] : model.Outputs[0];

    static (Layer Layer, Call Call)? LastWeighted(Model model) =>
        model.GraphCalls.Where(c => c.Layer.ParameterCount > 0).Select(c => ((Layer, Call)?)(c.Layer, c.Call)).LastOrDefault();

    static bool IsDense(Layer layer) =>
        layer is Dense || (layer is Model inner && LastWeighted(inner) is { } last && IsDense(last.Layer));

    static Node Averaged(Node features) => features.Shape.Rank switch
    {
        1 => features,
        2 => new GlobalAveragePooling1D().Apply(features),
        3 => new GlobalAveragePooling2D().Apply(features),
        _ => new Flatten().Apply(features),
    };

    // Layers of models within are a trunk's own.
    static IEnumerable<Layer> Leaves(Model model) => model.Layers.SelectMany(l => l is Model inner ? Leaves(inner) : [l]);

    /// <summary>Freezes all layers of a trunk but the last that have weights; compile the model afterwards.</summary>
    /// <param name="trunk">The trunk.</param>
    /// <param name="except">How many of its layers with weights, from the last on, training may change.</param>
    /// <returns>The names of those.</returns>
    /// <exception cref="ArgumentException">It has not so many.</exception>
    public static IReadOnlyList<string> Freeze(Model trunk, int except = 0)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        Layer[] leaves = [.. Leaves(trunk).Distinct()], weighted = [.. leaves.Where(l => l.ParameterCount > 0)];
        if (except < 0 || except > weighted.Length)
            throw new ArgumentException($"The last {except} layers of {trunk.Name} were to be trained, but it has {weighted.Length} layers " +
                $"with weights. Give a number from 0 to {weighted.Length}.");
        trunk.Trainable = true;
        foreach (var layer in leaves) layer.Trainable = false;
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
