using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Constraints;
using Hornbill.Initializers;
using Hornbill.Layers;
using Hornbill.Regularizers;

namespace Hornbill.Keras.Reading;

/// <summary>Turns the settings of one layer of Keras into Hornbill's, which have the same names and other forms: initialisers are texts,
/// margins are flat, a list of one number is the number.</summary>
/// <param name="customObjects">Kinds of a program's own.</param>
/// <param name="place">The layer's, for errors.</param>
sealed class KerasLayer(CustomObjects customObjects, string place)
{
    // Settings that Keras writes and no layer here asks for, and what they may be.
    static readonly Dictionary<string, string[]> Fixed = new()
    {
        ["data_format"] = ["channels_last"],
        ["renorm"] = ["false"],
        ["sparse"] = ["false"],
        ["ragged"] = ["false"],
        ["return_attention_scores"] = ["false"],
        ["rms_scaling"] = ["false"],
    };

    // What files of versions before lack.
    static readonly Dictionary<string, Func<JsonNode?>> Standards = new()
    {
        ["keepdims"] = () => false,
        ["negative_slope"] = () => 0,
        ["threshold"] = () => 0,
        ["use_bias"] = () => true,
        ["center"] = () => true,
        ["scale"] = () => true,
        ["dilation_rate"] = () => new JsonArray(1),
        ["fill_mode"] = () => "reflect",
        ["fill_value"] = () => 0,
        ["interpolation"] = () => "bilinear",
        ["crop_to_aspect_ratio"] = () => false,
        ["pad_to_aspect_ratio"] = () => false,
        ["invert"] = () => false,
        ["normalize"] = () => false,
        ["value_range"] = () => new JsonArray(0, 255),
        ["offset"] = () => 0,
        ["axis"] = () => -1,
    };

    // Functions of keras.ops that stand in a graph as layers do.
    static readonly Dictionary<string, string> Operations = new()
    {
        ["TrueDivide"] = "Divide",
        ["Relu"] = "relu",
        ["Relu6"] = "relu6",
        ["Sigmoid"] = "sigmoid",
        ["Silu"] = "silu",
        ["Tanh"] = "tanh",
    };

    /// <summary>Its kind and settings here.</summary>
    public (string Kind, JsonObject Settings) Translate(JsonObject entry)
    {
        var kind = KerasArchitecture.Kind(entry);
        var config = entry["config"] as JsonObject ?? [];
        if (kind == "InputLayer") return ("Input", Input(config));
        if (kind == "Lambda" && customObjects.Has(KerasArchitecture.Name(entry))) return (kind, []);
        if (kind is "Lambda" or "TFOpLambda" or "SlicingOpLambda") throw KerasFault.Runs(place, $"a {kind}");
        if (customObjects.Has(kind)) return (kind, Plain(config));
        if (IsOperation(entry) && Operations.TryGetValue(kind, out var word))
            (kind, config) = char.IsUpper(word[0]) ? (word, config) : ("Activation", new() { ["activation"] = word });
        if (!Names.All.Names.Contains(kind) || kind == "Input") throw KerasFault.Lacking(place, kind);
        return (kind, Checked(kind, Settings(kind, config)));
    }

    static bool IsOperation(JsonObject entry) =>
        entry["module"] is JsonValue module && module.GetValue<string>().StartsWith("keras.src.ops", StringComparison.Ordinal);

    // Without the batch; a shape of older files is that of a batch too.
    JsonObject Input(JsonObject config)
    {
        Known(config);
        var shape = (config["batch_shape"] ?? config["batch_input_shape"]) as JsonArray;
        var dims = shape is null ? config["shape"] as JsonArray : new JsonArray([.. shape.Skip(1).Select(d => d?.DeepClone())]);
        return new()
        {
            ["shape"] = dims?.DeepClone() ?? throw KerasFault.At(place, "has no shape", "an input has one",
            "Save the model again in Keras.")
        };
    }

    // Made once here, so that an error names the layer and not the model alone.
    JsonObject Checked(string kind, JsonObject settings)
    {
        if (settings["layer"] is not null) return settings;
        try
        {
            _ = Names.Make(kind, "layer", settings.DeepClone().AsObject(), customObjects);
        }
        catch (Exception e) when (Config.IsBad(e) || e is InvalidDataException)
        {
            throw KerasFault.At(place, $"of the kind {kind} has settings that cannot be used ({e.Message.TrimEnd('.')})",
                "those of Hornbill's layer are expected", "Use settings that it has, and save the model again.");
        }
        return settings;
    }

    JsonObject Settings(string kind, JsonObject config)
    {
        Known(config);
        var settings = Plain(config);
        foreach (var name in settings.Select(s => s.Key).ToArray())
        {
            var value = settings[name];
            if (name.EndsWith("_initializer", StringComparison.Ordinal)) settings[name] = Initialiser(value);
            else if (name.EndsWith("_regularizer", StringComparison.Ordinal)) settings[name] = Named(value, Regularizer.Registry);
            else if (name.EndsWith("_constraint", StringComparison.Ordinal)) settings[name] = Named(value, Constraint.Registry);
            else if (name == "activation") settings[name] = Activation(kind, value);
            else if (name is "padding" or "cropping" && value is JsonArray sides) settings[name] = Flat(sides);
            else if (name == "seed" && !(value is JsonValue seed && seed.TryGetValue<int>(out _))) settings[name] = null;
            else if (IsRange(kind, name) && value is JsonValue both && both.GetValueKind() == JsonValueKind.Number)
                settings[name] = Around(both.GetValue<double>());
        }
        foreach (var (name, standard) in Standards) if (!config.ContainsKey(name)) settings[name] = standard();
        Bent(kind, settings);
        return settings;
    }

    // Both ends, where one number stands for them.
    static bool IsRange(string kind, string name) => kind is not ("RandomGrayscale" or "RandomPosterization")
        && (name.Contains("factor", StringComparison.Ordinal) || (kind == "RandomGaussianBlur" && name == "sigma"));

    // What single kinds write otherwise.
    static void Bent(string kind, JsonObject settings)
    {
        if (kind == "LeakyReLU" && settings["alpha"] is { } alpha) settings["negative_slope"] = alpha.DeepClone();
        if (kind == "PReLU") settings["shared_axes"] ??= new JsonArray();
        if (kind == "Dot" && settings["axes"] is JsonValue axis) settings["axes"] = new JsonArray(axis.DeepClone(), axis.DeepClone());
        if (kind is "BatchNormalization" or "GroupNormalization" or "Softmax" or "Concatenate") One(settings, "axis");
        if (kind.EndsWith("Pooling1D", StringComparison.Ordinal)) foreach (var name in (string[])["pool_size", "strides", "output_size"])
            One(settings, name);
        if (kind is "UpSampling1D" or "RepeatVector") foreach (var name in (string[])["size", "n"]) One(settings, name);
        if (kind == "UpSampling2D" && !settings.ContainsKey("interpolation")) settings["interpolation"] = "nearest";
        if (kind == "Resizing") settings["fill_mode"] = "constant";
        if (kind == "RandomGaussianBlur" && settings["kernel_size"] is JsonArray { Count: 2 } sides
            && JsonNode.DeepEquals(sides[0], sides[1])) settings["kernel_size"] = sides[0]?.DeepClone();
        if (kind == "RandomPosterization" && settings["factor"] is JsonValue bits)
            settings["factor"] = new JsonArray(bits.DeepClone(), bits.DeepClone());
        if (kind == "RandomElasticTransform") Elastic(settings);
        KerasFactors.Straighten(kind, settings);
        if (settings["strides"] is null && settings["pool_size"] is { } pool) settings["strides"] = pool.DeepClone();
    }

    // Keras makes distances of deviation max(h, w) / 10 alike by σ = min(h, w) / 20, both times the scale: 1 / √π pixels are left of them
    // in a square image, of whatever size and scale. How smooth they are depends on the size, which is not known here.
    static void Elastic(JsonObject settings)
    {
        if (settings.ContainsKey("smoothness")) return;
        settings["scale"] = 1 / Math.Sqrt(Math.PI);
        settings["smoothness"] = 4.0;
    }

    static void One(JsonObject settings, string name)
    {
        if (settings[name] is JsonArray { Count: 1 } list) settings[name] = list[0]?.DeepClone();
    }

    // A list of numbers in place of NumPy's arrays and of tensors.
    JsonObject Plain(JsonObject config)
    {
        var plain = new JsonObject();
        foreach (var (name, value) in config)
            if (name is not ("name" or "trainable" or "dtype" or "batch_input_shape" or "batch_shape")) plain[name] = Plain(value);
        return plain;
    }

    JsonNode? Plain(JsonNode? value) => value is not JsonObject thing ? value?.DeepClone() : thing["class_name"]?.GetValue<string>() switch
    {
        "__numpy__" or "__tensor__" => thing["config"]?["value"]?.DeepClone(),
        "__lambda__" => throw KerasFault.Runs(place, "a lambda"),
        _ => value.DeepClone(),
    };

    void Known(JsonObject config)
    {
        if ((config["dtype"] as JsonObject)?["class_name"] is JsonValue policy && policy.ToString().StartsWith("Quantized", StringComparison.Ordinal))
            throw KerasFault.At(place, $"has the policy {Choices.Short(policy.ToString())}",
                "weights of float32, or another kind of floats, are expected", "Save the model before it is quantized.");
        foreach (var (name, allowed) in Fixed)
            if (config[name] is JsonValue value && value.ToString() is var text && !allowed.Contains(text.ToLowerInvariant()))
                throw KerasFault.At(place, $"has {name} = '{Choices.Short(text)}'", $"{string.Join(" or ", allowed)} is expected",
                    "Save the model so in Keras.");
    }

    static JsonArray Around(double both)
    {
        Factor factor = both;
        return new(factor.Lower, factor.Upper);
    }

    static JsonArray Flat(JsonArray sides) =>
        new([.. sides.SelectMany(s => s is JsonArray pair ? pair.Select(p => p?.DeepClone()) : [s?.DeepClone()])]);

    // Keras writes "linear" where there is none.
    string? Activation(string kind, JsonNode? value) => value switch
    {
        null => null,
        JsonValue => value.GetValue<string>() is var word && (word != "linear" || kind == "Activation") ? word : null,
        JsonObject function when function["class_name"]?.GetValue<string>() == "function" && function["module"] is JsonValue module
            && module.GetValue<string>().StartsWith("keras", StringComparison.Ordinal) => function["config"]!.GetValue<string>(),
        _ => throw KerasFault.Runs(place, "a function of its own as activation"),
    };

    // As a text: truncated_normal(stddev=0.1, seed=7).
    string? Initialiser(JsonNode? value)
    {
        if (value is not JsonObject thing) return value?.GetValue<string>();
        var (kind, config) = (KerasArchitecture.Kind(thing), (thing["config"] as JsonObject)?.DeepClone().AsObject() ?? []);
        if (kind.EndsWith("Initializer", StringComparison.Ordinal)) kind = kind[..^"Initializer".Length];
        if (config["distribution"] is JsonValue d && d.ToString() == "normal") config["distribution"] = "truncated_normal";
        if (!(config["seed"] is JsonValue seed && seed.TryGetValue<ulong>(out _))) config.Remove("seed");
        return Told(() => Initializer.Registry.Make(kind, new Config(config, customObjects)).Saved(), $"an initialiser '{kind}'");
    }

    // Its class and settings; Keras writes the short names of old files as texts.
    JsonObject? Named<T>(JsonNode? value, Named<T> known) where T : class
    {
        if (value is null) return null;
        var thing = value as JsonObject ?? new JsonObject { ["class_name"] = value.GetValue<string>(), ["config"] = new JsonObject() };
        var (kind, config) = (KerasArchitecture.Kind(thing), Plain((thing["config"] as JsonObject)?.DeepClone().AsObject() ?? []));
        return Told(() =>
        {
            _ = known.Make(kind, new Config(config.DeepClone().AsObject(), customObjects));
            return new JsonObject { ["class_name"] = kind, ["config"] = config };
        }, $"a '{kind}'");
    }

    T Told<T>(Func<T> make, string what)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (Config.IsBad(e) || e is InvalidDataException)
        {
            throw KerasFault.At(place, $"has {what} that cannot be used ({e.Message.TrimEnd('.')})", "one of Hornbill's is expected",
                "Use another, and save the model again.");
        }
    }
}
