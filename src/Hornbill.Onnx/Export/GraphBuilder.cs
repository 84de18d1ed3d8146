using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Export;

/// <summary>Collects nodes, constants and the shapes of values, and gives each a name of its own.</summary>
sealed class GraphBuilder
{
    readonly HashSet<string> _names = [];
    readonly Dictionary<string, string> _constants = [];

    public OnnxGraph Graph { get; } = new();

    /// <summary>A name that nothing else has.</summary>
    public string Unique(string wanted)
    {
        var name = wanted;
        for (var i = 1; !_names.Add(name); i++) name = $"{wanted}_{i}";
        return name;
    }

    /// <summary>Lets a value, the result of the last node, have another name.</summary>
    public void Rename(string from, string to)
    {
        var node = Graph.Nodes[^1];
        node.Outputs[node.Outputs.IndexOf(from)] = to;
        Graph.Values.Single(v => v.Name == from).Name = to;
    }

    /// <summary>A constant, which is kept once for each <paramref name="key"/>.</summary>
    public string Constant(string key, Func<string, OnnxTensor> make)
    {
        if (_constants.TryGetValue(key, out var name)) return name;
        name = Unique(key);
        Graph.Initializers.Add(make(name));
        return _constants[key] = name;
    }
}
