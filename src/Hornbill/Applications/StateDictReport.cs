using Hornbill.Tensors;

namespace Hornbill.Applications;

/// <summary>A weight that came of a tensor.</summary>
/// <param name="Weight">The model's name of it.</param>
/// <param name="Shape">Its shape there.</param>
/// <param name="Tensor">The name in the state dict.</param>
/// <param name="Came">The shape in the state dict.</param>
public sealed record StateDictRow(string Weight, Shape Shape, string Tensor, Shape Came);

/// <summary>What came of loading a state dict.</summary>
/// <param name="Rows">Each weight of the model, in its order.</param>
/// <param name="Unused">Tensors that no layer computes with, such as counts of batches, or that the model has no layer for.</param>
public sealed record StateDictReport(IReadOnlyList<StateDictRow> Rows, IReadOnlyList<string> Unused)
{
    /// <summary>A line for each tensor.</summary>
    public override string ToString()
    {
        if (Rows.Count == 0) return "";
        var (left, right) = (Rows.Select(r => r.Tensor).Concat(Unused).Max(n => n.Length), Rows.Max(r => $"{r.Came}".Length));
        return Plain.Lines(string.Join('\n', Rows
            .Select(r => $"{r.Tensor.PadRight(left)}  {$"{r.Came}".PadRight(right)}  ->  {r.Weight} {r.Shape}")
            .Concat(Unused.Select(u => $"{u.PadRight(left)}  not used"))));
    }
}
