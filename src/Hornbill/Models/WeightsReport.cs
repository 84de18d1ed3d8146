using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>Two weights that belong together but differ in shape.</summary>
/// <param name="Name">The model's name of it.</param>
/// <param name="Came">The shape in the file.</param>
/// <param name="Needed">The model's shape.</param>
public sealed record WeightMismatch(string Name, Shape Came, Shape Needed);

/// <summary>What came of loading weights.</summary>
/// <param name="Loaded">The model's weights that were set.</param>
/// <param name="Missing">The model's weights that the file does not have.</param>
/// <param name="Unexpected">The file's weights that the model does not have.</param>
/// <param name="Mismatched">Those that both have, with other shapes.</param>
public sealed record WeightsReport(IReadOnlyList<string> Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected,
    IReadOnlyList<WeightMismatch> Mismatched)
{
    const int Told = 5;

    /// <summary>Whether every weight of the model and of the file was used.</summary>
    public bool IsComplete => Missing.Count + Unexpected.Count + Mismatched.Count == 0;

    /// <summary>The report in one sentence.</summary>
    public override string ToString()
    {
        List<string> parts = [$"{Loaded.Count} weights fit"];
        if (Missing.Count > 0) parts.Add($"the file lacks {List(Missing)}");
        if (Unexpected.Count > 0) parts.Add($"the model has no {List(Unexpected)}");
        if (Mismatched.Count > 0) parts.Add(
            $"shapes differ for {List([.. Mismatched.Select(m => $"{m.Name} ({m.Came} for {m.Needed})")])}");
        return Plain.Text(string.Join("; ", parts));
    }

    static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Told)) + (names.Count > Told ? $" and {names.Count - Told} more" : "");
}
