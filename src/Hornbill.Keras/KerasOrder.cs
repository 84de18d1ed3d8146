using Hornbill.Graph;
using Hornbill.Layers;
using Hornbill.Models;

namespace Hornbill.Keras;

/// <summary>The order of a model's layers in Keras: by their distance from the outputs, and of one distance as a walk back from the outputs
/// meets them. Keras names weights in a file by it.</summary>
static class KerasOrder
{
    /// <summary>The layers, a sequence's without its input.</summary>
    public static IReadOnlyList<Layer> Of(Model model) => model is Sequential ? [.. model.Layers.Where(l => l is not Input)] : Walk(model);

    static List<Layer> Walk(Model model)
    {
        var makers = new Dictionary<Node, int>();
        var calls = model.GraphCalls;
        foreach (var (number, (_, call, _)) in calls.Index())
            foreach (var output in call.Outputs) makers[output] = number;
        var (met, done) = (new Dictionary<Layer, int>(), new List<int>());
        Back(model, calls, makers, met, done);
        // From the end on: a call is one further than those that read it, and a layer as far as its furthest call.
        var (depth, layers) = (new int[calls.Count], met.Keys.ToDictionary(l => l, _ => 0));
        for (var i = done.Count - 1; i >= 0; i--)
        {
            var (layer, call, _) = calls[done[i]];
            depth[done[i]] = layers[layer] = Math.Max(depth[done[i]], layers[layer]);
            foreach (var from in call.Inputs.Where(makers.ContainsKey)) depth[makers[from]] =
                Math.Max(depth[done[i]] + 1, depth[makers[from]]);
        }
        var unmet = model.Layers.Where(l => !met.ContainsKey(l));
        return [.. met.Keys.Concat(unmet).OrderByDescending(l => layers.GetValueOrDefault(l)).ThenBy(l => met.GetValueOrDefault(l, -1))];
    }

    // Depth first, each call behind what it reads, without recursion: nets are deep.
    static void Back(Model model, IReadOnlyList<(Layer Layer, Call Call, int Number)> calls, Dictionary<Node, int> makers,
        Dictionary<Layer, int> met, List<int> done)
    {
        var (stack, seen) = (new Stack<(int Call, int Next)>(), new HashSet<int>());
        void Enter(int call)
        {
            if (!seen.Add(call)) return;
            met.TryAdd(calls[call].Layer, met.Count);
            stack.Push((call, 0));
        }
        foreach (var output in model.Outputs.Where(makers.ContainsKey))
        {
            Enter(makers[output]);
            while (stack.TryPop(out var top))
            {
                var inputs = calls[top.Call].Call.Inputs;
                if (top.Next == inputs.Count)
                {
                    done.Add(top.Call);
                    continue;
                }
                stack.Push((top.Call, top.Next + 1));
                if (makers.TryGetValue(inputs[top.Next], out var before)) Enter(before);
            }
        }
    }
}
