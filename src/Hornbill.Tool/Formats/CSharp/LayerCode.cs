using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hornbill.Constraints;
using Hornbill.Initializers;
using Hornbill.Layers;
using Hornbill.Regularizers;

namespace Hornbill.Tool.Formats.CSharp;

/// <summary>A layer as a program writes it: <c>new Conv2D(filters: 32, kernelSize: (3, 3)) { Name = "conv2d" }</c>. The parameters of its
/// constructor are its settings.</summary>
static class LayerCode
{
    /// <exception cref="ArgumentException">The layer is a program's own.</exception>
    public static string Of(Layer layer)
    {
        if (layer.GetType().Assembly != typeof(Layer).Assembly || layer is Lambda) throw new ArgumentException(Plain.Text(
            $"The layer '{layer.Name}' is a {layer.Kind} of a program's own, but code can be written of Hornbill's layers. Save the " +
            $"model as .safetensors, and load it with customObjects."));
        var settings = layer.GetConfig().Json;
        var parameters = layer.GetType().GetConstructors().OrderByDescending(c => c.GetParameters().Any(p => p.ParameterType.IsByRefLike))
            .ThenByDescending(c => c.GetParameters().Length).ThenBy(c => c.GetParameters().Count(p => p.ParameterType.IsPrimitive)).First()
                .GetParameters();
        var arguments = parameters.Select(p => Argument(layer, p, settings)).OfType<string>();
        return $"new {layer.Kind}({string.Join(", ", arguments)}) {{ Name = {Text(layer.Name)} }}";
    }

    /// <summary>A text in quotes.</summary>
    public static string Text(string text) => JsonSerializer.Serialize(text);

    // Nothing where the setting is what it is anyway.
    static string? Argument(Layer layer, ParameterInfo parameter, JsonObject settings)
    {
        if (layer is TimeDistributed { Layer: var within } && parameter.ParameterType == typeof(Layer)) return Of(within);
        if (!settings.TryGetPropertyValue(Names.Snake(char.ToUpperInvariant(parameter.Name![0]) + parameter.Name[1..]),
            out var value)) return null;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type.IsByRefLike) return string.Join(", ", value!.AsArray().Select(n => n?.ToJsonString() ?? "null"));
        if (value is null) return null;
        return parameter.HasDefaultValue && parameter.DefaultValue is { } standard && Same(standard, value) ? null
            : $"{parameter.Name}: {Value(type, value)}";
    }

    static bool Same(object standard, JsonNode value) => standard switch
    {
        string text => value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() == text,
        bool truth => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False && value.GetValue<bool>() == truth,
        int or double => value.GetValueKind() == JsonValueKind.Number
            && double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) == Convert.ToDouble(standard, CultureInfo.InvariantCulture),
        _ => false,
    };

    static string Value(Type type, JsonNode value)
    {
        if (type == typeof(Initializer)) return Text(value.GetValue<string>());
        if (type == typeof(Regularizer) || type == typeof(Constraint)) return Text(Named(value.AsObject()));
        if (value is not JsonArray list) return IsList(type) ? $"[{value.ToJsonString()}]" : value.ToJsonString();
        string[] parts = [.. list.Select(n => n?.ToJsonString() ?? "null")];
        if (type == typeof(Margins)) return $"(({parts[0]}, {parts[1]}), ({parts[2]}, {parts[3]}))";
        return IsList(type) ? $"[{string.Join(", ", parts)}]" : parts.Length == 1 ? parts[0] : $"({string.Join(", ", parts)})";
    }

    // As a text that the class's name and settings make: L2(l2=0.01).
    static string Named(JsonObject thing) =>
        new Config(thing["config"] is JsonObject config ? config.DeepClone().AsObject() : [])
            .Write(thing["class_name"]!.GetValue<string>());

    static bool IsList(Type type) => type.IsArray || type.GetCustomAttribute<CollectionBuilderAttribute>() is not null;
}
