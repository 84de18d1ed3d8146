using Hornbill.Graph;

namespace Hornbill.Engine;

/// <summary>Weights in the layouts that kernels read, each made once for a plan and anew when weights have changed. What a layout is, a key
/// says: it may be read in several of one kind, with and without dilation, say. Whoever brings a new way of reading weights brings a key of
/// its own.</summary>
sealed class PackedWeights(List<Step> setup)
{
    readonly Dictionary<(Variable, int?), Dictionary<object, Value>> _all = [];

    /// <summary>The weight in the layout of a key; made the first time by the step.</summary>
    /// <param name="weight">Which.</param>
    /// <param name="key">Equal for equal layouts.</param>
    /// <param name="empty">What holds it if it is new.</param>
    /// <param name="pack">The step that makes it.</param>
    public Value Get<K>(Graph.Ops.Weight weight, K key, Value empty, Func<Value, Step> pack) where K : struct
    {
        var id = (weight.Variable, weight.First);
        if (!_all.TryGetValue(id, out var packed)) packed = _all[id] = [];
        if (packed.TryGetValue(key, out var value)) return value;
        setup.Add(pack(packed[key] = empty));
        return empty;
    }
}
