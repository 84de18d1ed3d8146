using Hornbill.Onnx.Format;

namespace Hornbill.Onnx.Import;

/// <summary>A node with its settings by name, and what is said where they are wrong.</summary>
sealed class Settings(OnnxNode node, long opset)
{
    readonly Dictionary<string, OnnxAttribute> _attributes = ByName(node);

    public OnnxNode Node => node;

    /// <summary>The version of the operators that the file is written for.</summary>
    public long Opset => opset;

    static Dictionary<string, OnnxAttribute> ByName(OnnxNode node)
    {
        Dictionary<string, OnnxAttribute> byName = [];
        foreach (var attribute in node.Attributes)
            if (!byName.TryAdd(attribute.Name, attribute)) throw Bad(node, $"the setting '{Choices.Short(attribute.Name)}' twice",
                "it once");
        return byName;
    }

    public bool Has(string name) => _attributes.ContainsKey(name);

    public OnnxAttribute? Attribute(string name) => _attributes.GetValueOrDefault(name);

    public float Float(string name, float standard) =>
        Attribute(name) is not { } a ? standard : a.Float ?? throw Bad($"'{name}' that is no number", "a number");

    public long Long(string name, long standard) =>
        Attribute(name) is not { } a ? standard : a.Int ?? throw Bad($"'{name}' that is no whole number", "a whole number");

    public bool Flag(string name, bool standard = false) => Long(name, standard ? 1 : 0) != 0;

    public string Text(string name, string standard) =>
        Attribute(name) is not { } a ? standard : a.Text ?? throw Bad($"'{name}' that is no text", "a text");

    /// <summary>Whole numbers; null where there are none.</summary>
    public int[]? Ints(string name) => Attribute(name) is not { } a ? null : [.. a.Ints.Select(n => Small(n, name))];

    /// <summary>So many whole numbers, each within bounds.</summary>
    public int[] Ints(string name, int count, int standard, int least, int most = 4096)
    {
        var ints = Ints(name) ?? [.. Enumerable.Repeat(standard, count)];
        return ints.Length == count && ints.All(n => n >= least && n <= most) ? ints : throw Bad(
            $"'{name}' of ({string.Join(", ", ints.Take(16))})", $"{count} numbers from {least} to {most}");
    }

    public int Small(long n, string what) =>
        n is >= int.MinValue and <= int.MaxValue ? (int)n : throw Bad($"'{what}' of {n}", "a number of 32 bits");

    public FormatException Bad(string came, string needs) => Bad(node, came, needs);

    /// <summary>An error at the node.</summary>
    public static FormatException Bad(OnnxNode node, string came, string needs) =>
        new($"{Shown(node)} has {came} but {needs} is expected here");

    /// <summary>A node as errors show it.</summary>
    public static string Shown(OnnxNode node) =>
        $"the node '{Choices.Short(Named(node))}' ({Choices.Short(node.Operator)})";

    static string Named(OnnxNode node) => node.Name.Length > 0 ? node.Name : node.Outputs.FirstOrDefault() ?? "";
}
