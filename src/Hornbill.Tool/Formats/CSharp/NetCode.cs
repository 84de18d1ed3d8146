using System.Text;
using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;

namespace Hornbill.Tool.Formats.CSharp;

/// <summary>A model as the methods of C# that build it: one for the model, and one for each model within.</summary>
sealed class NetCode
{
    readonly StringBuilder _code = new();
    readonly Dictionary<Model, string> _methods = [];
    readonly HashSet<string> _names = ["Build", "Load", "ClassNames"];

    /// <summary>The methods, indented for a class; the first is <c>Build</c>.</summary>
    public static string Of(Model model)
    {
        var code = new NetCode();
        code.Method(model, "Build");
        return code._code.ToString().TrimEnd();
    }

    void Method(Model model, string name)
    {
        _methods[model] = name;
        foreach (var within in model.Layers.OfType<Model>().Where(m => !_methods.ContainsKey(m)))
            Method(within, Free(_names, Identifier(within.Name, upper: true)));
        _code.Append($"    static Model {name}()");
        if (model is Sequential) Row(model);
        else Graph(model);
        _code.AppendLine();
    }

    void Row(Model model)
    {
        _code.AppendLine(" => new Sequential([");
        foreach (var layer in model.Layers) _code.AppendLine($"        {Made(layer)},");
        _code.AppendLine($"    ], {LayerCode.Text(model.Name)});");
    }

    // A variable for each layer, and one for what comes of each call.
    void Graph(Model model)
    {
        var (names, layers, outputs) = (new HashSet<string>(), new Dictionary<Layer, string>(), new Dictionary<Node, string>());
        _code.AppendLine().AppendLine("    {");
        foreach (var layer in model.Layers)
        {
            layers[layer] = Free(names, Identifier(layer.Name));
            _code.AppendLine($"        var {layers[layer]} = {Made(layer)};");
        }
        foreach (var (layer, call, _) in model.GraphCalls)
        {
            if (layer is Input) outputs[call.Outputs[0]] = $"{layers[layer]}.Output";
            else Call(layers[layer], call, names, outputs);
        }
        string Ends(IReadOnlyList<Node> nodes) => string.Join(", ", nodes.Select(n => outputs[n]));
        _code.AppendLine($"        return new Model([{Ends(model.Inputs)}], [{Ends(model.Outputs)}], {LayerCode.Text(model.Name)});");
        _code.AppendLine("    }");
    }

    void Call(string layer, Call call, HashSet<string> names, Dictionary<Node, string> outputs)
    {
        var (inputs, result) = (string.Join(", ", call.Inputs.Select(i => outputs[i])), Free(names, $"{layer.TrimStart('@')}Output"));
        var training = call.Training is { } mode ? $", training: {(mode ? "true" : "false")}" : "";
        _code.AppendLine($"        var {result} = {layer}.ApplyAll([{inputs}]{training});");
        foreach (var (i, output) in call.Outputs.Index()) outputs[output] = $"{result}[{i}]";
    }

    string Made(Layer layer) => layer is Model model ? $"{_methods[model]}()" : LayerCode.Of(layer);

    static string Free(HashSet<string> taken, string name)
    {
        var free = name;
        for (var i = 2; !taken.Add(free); i++) free = $"{name}{i}";
        return free;
    }

    // layer1.0.conv1: layer10Conv1. A sign before keeps words of C# from being taken for such.
    static string Identifier(string name, bool upper = false)
    {
        var (word, up) = (new StringBuilder(), upper);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c)) word.Append(up ? char.ToUpperInvariant(c) : c);
            up = !char.IsAsciiLetterOrDigit(c) && word.Length > 0;
        }
        var text = word.Length == 0 || char.IsAsciiDigit(word[0]) ? (upper ? "Layer" : "layer") + word : word.ToString();
        return upper ? text : "@" + char.ToLowerInvariant(text[0]) + text[1..];
    }
}
