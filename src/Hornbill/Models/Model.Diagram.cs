using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>The graph as data, to be drawn.</summary>
    /// <param name="expandNested">Whether models within are drawn with their layers instead of as one box.</param>
    public Diagram ToDiagram(bool expandNested = false)
    {
        var (boxes, edges) = (new List<DiagramBox>(), new List<DiagramEdge>());
        Draw(this, null, "");
        return new(Name, boxes, [.. edges.Distinct()]);

        // The boxes that give the model's outputs; those of its inputs are given where it lies within another.
        int[] Draw(Model model, int[]? inputs, string prefix)
        {
            var from = new Dictionary<Node, int>();
            for (var i = 0; inputs is not null && i < inputs.Length; i++) from[model._inputs[i]] = inputs[i];
            foreach (var (layer, call, _) in model.GraphCalls.Where(c => !c.Call.Outputs.All(from.ContainsKey)))
            {
                int[] sources = [.. call.Inputs.Select(i => from[i])];
                var made = expandNested && layer is Model inner ? Draw(inner, sources, $"{prefix}{inner.Name}/")
                    : Box(layer, call, sources, prefix);
                for (var o = 0; o < call.Outputs.Count; o++) from[call.Outputs[o]] = made[o];
            }
            return [.. model._outputs.Select(o => from[o])];
        }

        int[] Box(Layer layer, Call call, int[] sources, string prefix)
        {
            edges.AddRange(sources.Select(s => new DiagramEdge(s, boxes.Count)));
            Shape[] outputs = [.. call.Outputs.Select(o => o.Shape)];
            boxes.Add(new(prefix + layer.Name, layer.Kind, sources.Length == 0 ? outputs : [.. call.Inputs.Select(i => i.Shape)], outputs));
            return [.. Enumerable.Repeat(boxes.Count - 1, outputs.Length)];
        }
    }
}
