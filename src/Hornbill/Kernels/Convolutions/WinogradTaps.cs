using Hornbill.Simd;

namespace Hornbill.Kernels;

/// <summary>Taps along one side of a kernel, with the transforms of Winograd's convolution y = Aᵀ ((G g) ⊙ (Bᵀ d)) at Count + 2 finite
/// points and ∞. H is the outputs of a tile along the side: H + Count − 1 inputs, as many points.</summary>
unsafe interface ITaps
{
    static abstract int Count { get; }

    /// <summary>The smallest tile there are transforms for: what a side has less hangs over its edge.</summary>
    static abstract int SmallestTile { get; }

    /// <summary>Bᵀ d: the inputs of a tile at its points.</summary>
    static abstract void Inputs<V, S, H, P>(P d, float* to, nint step)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant where P : struct, IPlaces;

    /// <summary>Aᵀ m: the outputs of the products at a tile's points; those beyond H are of no use.</summary>
    static abstract void Outputs<V, S, H>(float* m, nint step, out V y0, out V y1, out V y2, out V y3)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant;

    /// <summary>A dy: the gradients of a tile's outputs at its points.</summary>
    static abstract void Gradients<V, S, H>(V d0, V d1, V d2, V d3, float* to, nint step)
        where V : struct where S : struct, ISimd<V> where H : struct, IConstant;

    /// <summary>G g: the taps at all points.</summary>
    static abstract void Weights<V, S>(float* g, nint next, float* to, nint step) where V : struct where S : struct, ISimd<V>;

    /// <summary>Gᵀ u: the taps' gradients of those at all points.</summary>
    static abstract void Taps<V, S>(float* u, nint next, float* to, nint step) where V : struct where S : struct, ISimd<V>;
}

/// <summary>Where the inputs of a transform lie.</summary>
unsafe interface IPlaces
{
    float* At(int i);
}

/// <summary>At one distance.</summary>
readonly unsafe struct Spaced(float* first, nint step) : IPlaces
{
    public float* At(int i) => first + (i * step);
}

/// <summary>In a column of a table of addresses.</summary>
readonly unsafe struct Listed(float** first, int across, nint offset) : IPlaces
{
    public float* At(int i) => first[i * across] + offset;
}
