using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>Copies of the weights before the last two steps: of a loss that is no number the step is to blame that made its weights, or the
/// one before.</summary>
sealed class FiniteWeights(WeightStore store)
{
    readonly Arena[] _copies = [new(store.Floats), new(store.Floats)];
    int _newest, _kept;

    /// <summary>Notes the weights as they are.</summary>
    public void Keep()
    {
        store.CopyTo(_copies[_newest = 1 - _newest]);
        _kept++;
    }

    /// <summary>Brings back the newest that are finite numbers; where neither copy is, the older.</summary>
    public void Restore()
    {
        store.CopyFrom(_copies[_newest]);
        if (_kept > 1 && store.Variables.Any(v => !IsFinite(v))) store.CopyFrom(_copies[1 - _newest]);
    }

    /// <summary>Whether all values of a weight are finite.</summary>
    public static bool IsFinite(Variable v) => v.Values.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0;
}
