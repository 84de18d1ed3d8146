using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>Which values share a random number: for each dimension, the batch first, 1 where all do, null or its size where none
/// does.</summary>
sealed class NoiseShape(string layer, int?[]? dimensions)
{
    readonly int?[]? _dimensions = dimensions is null || (dimensions.Length > 0 && dimensions.All(d => d is null or > 0)) ? dimensions
        : throw new ArgumentException(
        $"{layer} got the noise shape {Text(dimensions)} but needs a number above 0 or null for each dimension. Give one such as [null, " +
        $"1, null].");

    /// <summary>A rate that may be 1.</summary>
    public static double Rate(string layer, double rate) => rate is >= 0 and <= 1
        ? rate
        : throw new ArgumentException(
            $"{layer} got the rate {rate} but it must be from 0 to 1. Give the share of values to drop, such as 0.5.");

    /// <summary>A rate at whose 1 nothing finite is left.</summary>
    public static double RateBelow1(string layer, double rate) => rate is >= 0 and < 1
        ? rate
        : throw new ArgumentException(
            $"{layer} got the rate {rate} but it must be at least 0 and below 1. Give the share of values to drop, such as 0.5.");

    public static int?[]? Read(Config c) => c.NumbersOrNull("noise_shape");

    public Config Write(Config config) => config.Set("noise_shape", _dimensions);

    /// <summary>The numbers that an input needs.</summary>
    public NoiseSettings For(Layer of, Shape input)
    {
        if (_dimensions is not { } all) return new(0);
        if (all.Length != input.Rank + 1 || all.Skip(1).Zip(input).Any(p => p.First is { } n && n != 1 && n != p.Second))
            throw of.BadInput(input, $"one that the noise shape {Text(all)} fits, with the batch first",
                "Give 1 or null for each dimension.");
        if (input.Rank > Kernels.Box.MostDimensions) throw of.BadInput(input, $"{Kernels.Box.MostDimensions} dimensions at most",
            "Use a Reshape before it.");
        return new(0) { Numbers = Shape.Create([.. all.Skip(1).Zip(input, (n, d) => n ?? d)]), OfBatch = all[0] == 1 };
    }

    static string Text(int?[] dimensions) => $"({string.Join(", ", dimensions.Select(d => d?.ToString() ?? "null"))})";
}
