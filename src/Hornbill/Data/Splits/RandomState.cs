namespace Hornbill.Data;

/// <summary>NumPy's legacy generator, <c>numpy.random.RandomState(seed)</c>: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998),
/// and shuffling as it has been there since the first version. It is for splits that others have made; what is drawn anew here is counted
/// (<see cref="Kernels.Philox"/>).</summary>
sealed class RandomState
{
    const int Words = 624, Middle = 397;

    readonly uint[] _state = new uint[Words];
    int _at = Words;

    /// <summary>From a seed in [0, 2³²).</summary>
    public RandomState(long seed)
    {
        if (seed is < 0 or > uint.MaxValue)
            throw new ArgumentException(
                $"A random state got the seed {seed} but it must be from 0 to {uint.MaxValue}, as in NumPy. Give such a number.", nameof(seed));
        _state[0] = (uint)seed;
        for (var i = 1u; i < Words; i++) _state[i] = (1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i;
    }

    /// <summary>The next 32 bits.</summary>
    public uint Next()
    {
        if (_at == Words) Twist();
        var y = _state[_at++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    /// <summary>A whole number from 0 to <paramref name="most"/>: words cut to as many bits, until one fits.</summary>
    public int UpTo(int most)
    {
        if (most == 0) return 0;
        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount((uint)most);
        uint value;
        do value = Next() & mask;
        while (value > most);
        return (int)value;
    }

    /// <summary><c>shuffle(items)</c>.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = UpTo(i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary><c>permutation(count)</c>.</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle<int>(order);
        return order;
    }

    /// <summary><c>choice(items, size, replace=False)</c>.</summary>
    public T[] Choice<T>(IReadOnlyList<T> items, int size) => [.. Permutation(items.Count).Take(size).Select(i => items[i])];

    void Twist()
    {
        for (var i = 0; i < Words; i++)
        {
            var y = (_state[i] & 0x80000000) | (_state[(i + 1) % Words] & 0x7fffffff);
            _state[i] = _state[(i + Middle) % Words] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }
        _at = 0;
    }
}
