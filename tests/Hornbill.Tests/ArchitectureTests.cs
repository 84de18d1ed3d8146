using Xunit;

namespace Hornbill.Tests;

/// <summary>What each folder of the library may know.</summary>
public class ArchitectureTests
{
    const int MostLines = 800;

    // A folder may use those named behind it, itself, and the root.
    static readonly (string Folder, string MayUse)[] Directions =
    [
        ("", ""),
        ("Tensors", ""),
        ("Simd", ""),
        ("Kernels", "Simd"),
        ("Graph", "Tensors Kernels"),
        ("Execution", ""),
        ("Engine", "Graph Execution Tensors Kernels Simd Optimizers Data"),
        .. "Layers Activations Initializers Regularizers Constraints Losses Optimizers Metrics".Split(' ').Select(word =>
            (word, "Graph Engine Tensors Kernels Layers Activations Initializers Regularizers Constraints Losses Optimizers Metrics"
                + Besides(word))),
        ("Data", "Tensors Kernels Serialization"),
        ("Serialization", "Tensors"),
        ("Models", "Tensors Simd Kernels Graph Engine Execution Data Serialization " +
                   "Layers Activations Initializers Regularizers Constraints Losses Optimizers Metrics " +
                   "Callbacks"), // a loss that is no number is told to TerminateOnNaN
        // A model is a layer: who knows models knows that.
        ("Callbacks", "Models Layers Engine Optimizers Serialization Tensors"),
        ("Inspection", "Models Layers Graph Data Tensors"),
        ("Applications", "Models Layers Constraints Initializers Regularizers Graph Engine Data Serialization Tensors"),
    ];

    // SetWeights of a layer asks whether a training has them; an optimizer's JSON is counted before it is parsed.
    static string Besides(string word) => word switch { "Layers" => " Models", "Optimizers" => " Serialization", _ => "" };

    // What the compiler writes once per assembly lies in no folder.
    static readonly string[] Ignored = ["System", "Microsoft", "<"];

    static readonly HashSet<(string From, string To)> References = TypeReferences.Read(typeof(Hornbill.Tensors.Shape).Assembly.Location);

    [Fact]
    public void Folders_know_only_what_they_may() => Assert.Empty(Violations(Directions));

    [Fact]
    public void A_stricter_table_is_violated()
    {
        (string, string)[] stricter = [.. Directions.Where(d => d.Folder != "Data"), ("Data", "Tensors")];
        Assert.Contains(Violations(stricter), v =>
            v.StartsWith("Hornbill.Data.Permutation uses Hornbill.Kernels.Philox,", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_without_a_row_is_a_violation() =>
        Assert.Contains(Violations([.. Directions.Where(d => d.Folder != "Data")]), v =>
            v.StartsWith("Hornbill.Data.", StringComparison.Ordinal));

    [Fact]
    public void Reading_the_IL_finds_types_in_generic_arguments_of_calls()
    {
        // SimdWidth.Run names Simd512 only as an argument of K.Run<,>().
        Assert.Contains(("Hornbill.Simd.SimdWidth", "Hornbill.Simd.Simd512"), References);
        Assert.Contains(("Hornbill.Data.Dataset", "Hornbill.Kernels.Pixels"), References);
    }

    [Fact]
    public void No_source_file_is_too_long()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")).ToArray();
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, f => File.ReadLines(f).Count() > MostLines);
    }

    static List<string> Violations((string Folder, string MayUse)[] directions)
    {
        var mayUse = directions.ToDictionary(d => d.Folder, d => d.MayUse.Split(' ').Append("").Append(d.Folder).ToHashSet());
        return [.. References
            .Where(r => !Ignored.Any(i => r.From.StartsWith(i, StringComparison.Ordinal) || r.To.StartsWith(i, StringComparison.Ordinal)))
            .Where(r => !mayUse.TryGetValue(Folder(r.From), out var known) || !known.Contains(Folder(r.To)))
            .Select(r => $"{r.From} uses {r.To}, which {Folder(r.From)} may not know.").Order(StringComparer.Ordinal)];
    }

    // Hornbill.Kernels.Reference.Dense: Kernels; Hornbill.Choices: the root, "".
    static string Folder(string type) => type.Split('.') is ["Hornbill", var folder, _, ..] ? folder : "";
}
