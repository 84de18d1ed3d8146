using System.Text.Json.Nodes;

namespace Hornbill.Layers;

/// <summary>The layers by name: where a model's file and its reader meet. Each layer has its line.</summary>
static class Names
{
    public static readonly IReadOnlyDictionary<string, Func<Config, Layer>> All = new Dictionary<string, Func<Config, Layer>>
    {
        ["Activation"] = c => new Activation(c.String("activation")),
        ["Add"] = _ => new Add(),
        ["BatchNormalization"] = BatchNormalization.From,
        ["Concatenate"] = _ => new Concatenate(),
        ["Conv2D"] = Conv2D.From,
        ["Dense"] = Dense.From,
        ["Dropout"] = c => new Dropout(c.Double("rate")),
        ["ELU"] = c => new ELU(c.Double("alpha")),
        ["Flatten"] = _ => new Flatten(),
        ["Input"] = c => new Input(c.Ints("shape")),
        ["LeakyReLU"] = c => new LeakyReLU(c.Double("negative_slope")),
        ["Maximum"] = _ => new Maximum(),
        ["MaxPooling2D"] = MaxPooling2D.From,
        ["Minimum"] = _ => new Minimum(),
        ["Multiply"] = _ => new Multiply(),
        ["ReLU"] = ReLU.From,
        ["Reshape"] = c => new Reshape(c.Ints("target_shape")),
        ["Softmax"] = _ => new Softmax(),
        ["Subtract"] = _ => new Subtract(),
    };

    /// <summary>A layer from its kind, name and settings.</summary>
    public static Layer Make(string kind, string name, JsonObject settings)
    {
        if (!All.TryGetValue(kind, out var make)) throw Choices.Unknown("layer", kind, All.Keys);
        var layer = make(new(settings));
        layer.Label.Text = name;
        return layer;
    }

    /// <summary>The automatic name of a kind, before its number: <c>conv2d</c>, <c>max_pooling2d</c>.</summary>
    public static string Snake(string kind)
    {
        var name = new System.Text.StringBuilder();
        for (var i = 0; i < kind.Length; i++)
        {
            // A capital begins a word unless it follows one or a digit.
            if (i > 0 && char.IsUpper(kind[i]) && char.IsLower(kind[i - 1])) name.Append('_');
            name.Append(char.ToLowerInvariant(kind[i]));
        }
        return name.ToString();
    }
}
