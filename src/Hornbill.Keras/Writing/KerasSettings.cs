using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Constraints;
using Hornbill.Initializers;
using Hornbill.Layers;
using Hornbill.Regularizers;

namespace Hornbill.Keras.Writing;

/// <summary>The settings of a layer as Keras 3 writes them: what Hornbill's are, in the forms of Keras.</summary>
static class KerasSettings
{
    // What Keras has not, or has as a function alone.
    static readonly string[] Lacking =
    [
        "Divide", "Power", "Lambda", "Arithmetic", "ConstantPadding", "LocalResponseNormalization", "PaddedPooling2D", "Slice",
        "RandomElasticTransform", // whose distances are told otherwise there
    ];

    // Settings that layers of Keras do not take.
    static readonly HashSet<(string Kind, string Setting)> Without = [("RandomPerspective", "fill_mode"), ("RandomGrayscale", "seed")];

    // Layers that ask where the channels are.
    static readonly HashSet<string> WithFormat =
    [
        "Conv1D", "Conv2D", "Conv1DTranspose", "Conv2DTranspose", "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D",
            "SeparableConv2D",
        "MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D",
        "GlobalAveragePooling1D", "GlobalAveragePooling2D", "Flatten", "ZeroPadding2D", "Cropping2D", "UpSampling2D",
    ];

    /// <exception cref="ArgumentException">Keras has no such layer, or none such setting.</exception>
    public static JsonObject Of(Layer layer, string place)
    {
        if (Lacking.Contains(layer.Kind) || layer.GetType().Assembly != typeof(Layer).Assembly)
            throw new ArgumentException(Plain.Text(
                $"The layer '{place}' is a {layer.Kind}, but Keras has no such layer. Save the model as .safetensors, or use another " +
                $"layer."));
        var settings = layer.GetConfig().Json.DeepClone().AsObject();
        foreach (var name in settings.Select(s => s.Key).ToArray()) settings[name] = Written(name, settings[name], place);
        foreach (var (kind, name) in Without) if (kind == layer.Kind) settings.Remove(name);
        KerasFactors.Straighten(layer.Kind, settings);
        if (WithFormat.Contains(layer.Kind)) settings["data_format"] = "channels_last";
        return settings;
    }

    static JsonNode? Written(string name, JsonNode? value, string place)
    {
        if (value is JsonValue text && name.EndsWith("_initializer", StringComparison.Ordinal)) return Initialiser(text.GetValue<string>(),
            place);
        if (value is JsonObject thing && name.EndsWith("_regularizer", StringComparison.Ordinal)) return Named("keras.regularizers", thing);
        if (value is JsonObject bound && name.EndsWith("_constraint", StringComparison.Ordinal)) return Named("keras.constraints", bound);
        if (name == "activation" && value is null) return "linear";
        if (name == "activation" && value is JsonValue activation) return Activation(activation.GetValue<string>(), place);
        if (name is "padding" or "cropping" && value is JsonArray { Count: 4 } sides) return new JsonArray(Pair(sides, 0), Pair(sides, 2));
        return name == "axis" && value is JsonArray { Count: 1 } one ? one[0]?.DeepClone() : value?.DeepClone();
    }

    static JsonArray Pair(JsonArray sides, int at) => new(sides[at]!.DeepClone(), sides[at + 1]!.DeepClone());

    static JsonObject Named(string module, JsonObject thing) => KerasConfig.Object(module, thing["class_name"]!.GetValue<string>(),
        thing["config"] is JsonObject config ? config.DeepClone().AsObject() : []);

    // A text with settings in brackets, as an object.
    static JsonObject Initialiser(string text, string place)
    {
        var initialiser = Initializer.Named(text);
        if (initialiser.GetType().Assembly != typeof(Layer).Assembly) throw new ArgumentException(Plain.Text(
            $"The layer '{place}' has the initialiser '{text}', but Keras has none such. Give the layer another."));
        return KerasConfig.Object("keras.initializers", initialiser.GetType().Name,
            Config.Parse("initializer", text, null).Settings.Json.DeepClone().AsObject());
    }

    static JsonValue? Activation(string text, string place) => text.Contains('(', StringComparison.Ordinal)
        ? throw new ArgumentException(Plain.Text(
            $"The layer '{place}' has the activation '{text}', but Keras takes functions without settings there. Use a layer for it."))
        : JsonValue.Create(text);
}
