using System.Text;

namespace Hornbill.Records.Search;

/// <summary>Random numbers that are functions of numbers and names: no draw depends on those before it, nor on who draws first.</summary>
static class Draw
{
    /// <summary>A number from 0 up to 1, of a seed, a point's number, a setting's name and the draw for it.</summary>
    public static double Unit(ulong seed, int point, string name, int draw = 0)
    {
        var hash = seed ^ 0x9E3779B97F4A7C15;
        foreach (var b in Encoding.UTF8.GetBytes(name)) hash = Mixed(hash ^ b);
        return (Mixed(Mixed(hash ^ (uint)point) ^ (uint)draw) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>One of the standard normal distribution, by Box and Muller.</summary>
    public static double Normal(ulong seed, int point, string name, int draw) =>
        Math.Sqrt(-2 * Math.Log(1 - Unit(seed, point, name + "/radius", draw))) * Math.Cos(
            2 * Math.PI * Unit(seed, point, name + "/angle", draw));

    // SplitMix64.
    static ulong Mixed(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
