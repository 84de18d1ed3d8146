using Hornbill.Graph;

namespace Hornbill.Engine;

/// <summary>What a model that is made from a text may take in all, so that a text that lies costs little.</summary>
/// <param name="weights">Values of weights.</param>
/// <param name="draws">Whether weights are drawn; else they are 0 until they are set.</param>
sealed class Allowance(long weights, bool draws)
{
    const int MostCalls = 100_000;

    long _calls;

    public bool Draws => draws;

    /// <summary>Asked before the memory of weights is taken.</summary>
    public void Take(IReadOnlyList<Variable> variables)
    {
        var count = variables.Sum(v => (long)v.Shape.Elements);
        weights -= count;
        if (weights < 0) throw new ArgumentException($"it describes {count:N0} weights, which is {-weights:N0} more than there may be");
    }

    /// <summary>Asked before a layer is applied, or a model with all of its calls.</summary>
    public void Take(int calls)
    {
        if ((_calls += calls) > MostCalls) throw new ArgumentException($"it describes more than {MostCalls:N0} applications of layers");
    }
}
