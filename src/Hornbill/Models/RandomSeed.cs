namespace Hornbill.Models;

/// <summary>The seeds of models that are made without one: each gets the next, so that models made one after the other differ, and the same
/// program makes the same models each time it runs. Keras's <c>set_random_seed</c> is <see cref="Set"/>.</summary>
/// <remarks>Models that several threads make at once get theirs in the order in which the threads come: give those a seed.</remarks>
/// <example><code>
/// RandomSeed.Set(42);
/// var ensemble = Enumerable.Range(0, 5).Select(_ => new Sequential([new Input(4), new Dense(3)])).ToArray(); // five different ones
/// </code></example>
public static class RandomSeed
{
    static readonly Lock Gate = new();
    static ulong _first, _made;

    /// <summary>Begins the row of seeds anew: the next model made without one gets this.</summary>
    /// <param name="seed">Any number; 0 is what a program begins with.</param>
    public static void Set(ulong seed)
    {
        lock (Gate) (_first, _made) = (seed, 0);
    }

    internal static ulong Next()
    {
        lock (Gate) return _first + Scattered(_made++);
    }

    // SplitMix64's last steps: 0 stays 0, neighbours land far apart.
    static ulong Scattered(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
