using Hornbill.Graph;
using Hornbill.Layers;

namespace Hornbill.Models;

/// <summary>A call that changes weights, as long as it lasts: no other may change or train by the same weights meanwhile, whichever model
/// or thread it comes from.</summary>
sealed class Hold : IDisposable
{
    static readonly Lock Gate = new();
    static readonly List<Hold> Held = [];

    readonly Layer _owner;
    readonly string _what;
    readonly HashSet<Variable> _changes, _reads;

    Hold(Layer owner, string what, IEnumerable<Variable> changes, IEnumerable<Variable> reads) =>
        (_owner, _what, _changes, _reads) = (owner, what, [.. changes], [.. reads]);

    /// <summary>The thread that it runs on; 0 before it runs.</summary>
    public int Thread { get; set; } = Environment.CurrentManagedThreadId;

    /// <summary>Whether its own callbacks may set weights now: before the first step and after the last.</summary>
    public bool Settable { get; set; }

    /// <summary>Begins a call.</summary>
    /// <param name="owner">What it is made on.</param>
    /// <param name="what">Its name.</param>
    /// <param name="changes">The weights that it may change.</param>
    /// <param name="reads">Those that it computes with besides.</param>
    /// <param name="sets">Whether it only sets weights, which callbacks may do before and after the steps.</param>
    /// <exception cref="InvalidOperationException">Another call has the weights.</exception>
    public static Hold Take(Layer owner, string what, IEnumerable<Variable> changes, IEnumerable<Variable>? reads = null, bool sets = false)
    {
        var hold = new Hold(owner, what, changes, reads ?? []);
        lock (Gate)
        {
            if (Held.FirstOrDefault(other => other.Forbids(hold, sets)) is { } busy) throw busy.Refusal(owner, what);
            Held.Add(hold);
        }
        return hold;
    }

    /// <summary>Throws where a model is in the middle of a call.</summary>
    /// <param name="model">The model.</param>
    /// <param name="what">What is to be done with it.</param>
    /// <param name="others">Whether only calls on other threads count.</param>
    public static void Check(Model model, string what, bool others = false)
    {
        lock (Gate)
            if (Held.FirstOrDefault(h => h._owner == model && !(others && h.IsOurs)) is { } busy) throw busy.Refusal(model, what);
    }

    /// <summary>The call is over.</summary>
    public void Dispose()
    {
        lock (Gate) Held.Remove(this);
    }

    bool IsOurs => Thread == Environment.CurrentManagedThreadId;

    bool Forbids(Hold other, bool sets)
    {
        if (sets && Settable && IsOurs) return false;
        if (_changes.Overlaps(other._changes) || _reads.Overlaps(other._changes)) return true;
        // A callback may train another model on weights that stand still meanwhile.
        return !IsOurs && _changes.Overlaps(other._reads);
    }

    InvalidOperationException Refusal(Layer came, string what) =>
        new($"{came.Kind} '{came.Shown}' was asked for {what} in the middle of {_what} of " +
            $"{(came == _owner ? "the same" : $"{_owner.Kind} '{_owner.Shown}' with the same weights")}, " +
            $"but one call at a time may change them. Call it when {_what} has " +
            $"returned{(_what == "Fit" ? "; a callback may use its own SetWeights" : "")}.");
}
