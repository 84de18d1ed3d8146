using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hornbill.Simd;

namespace Hornbill.Tool.Bench;

/// <summary>How many multiply-adds the processor can do at most, at this moment, in this process: 12 independent chains in registers,
/// nothing read or written. What a net reaches is a share of it.</summary>
static unsafe class Peak
{
    const int Chains = 12;
    const int Windows = 60;
    const double WindowSeconds = 0.005; // shorter than a slice of a shared processor

    /// <summary>10⁹ operations a second of all threads together, a multiply-add counting two; the best of several windows each.</summary>
    public static double Gflops(int threads)
    {
        var best = new double[threads];
        using var start = new Barrier(threads);
        var others = Enumerable.Range(1, threads - 1).Select(i => new Thread(() => best[i] = Measure(start))).ToArray();
        foreach (var thread in others) thread.Start();
        best[0] = Measure(start);
        foreach (var thread in others) thread.Join();
        return best.Sum();
    }

    static double Measure(Barrier start)
    {
        var arguments = new Arguments { Rounds = 1000, Factor = 0.5f, Summand = 0.5f };
        while (Seconds(&arguments) < WindowSeconds) arguments.Rounds *= 2;
        start.SignalAndWait();
        var best = double.MaxValue;
        for (var i = 0; i < Windows; i++) best = Math.Min(best, Seconds(&arguments));
        return 2.0 * Chains * SimdWidth.Best * arguments.Rounds / best / 1e9;
    }

    static double Seconds(Arguments* arguments)
    {
        var start = Stopwatch.GetTimestamp();
        SimdWidth.Call<Kernel, Arguments>(SimdWidth.Best, arguments);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    struct Arguments
    {
        public long Rounds;
        public float Factor, Summand;
        public fixed float Result[16];
    }

    /// <summary>x ← x × factor + summand in every chain. With ½ and ½ the values stay at 1.</summary>
    readonly struct Kernel : IKernel<Arguments>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<V, S>(Arguments* a) where V : struct where S : struct, ISimd<V>
        {
            var (f, s, n) = (S.Broadcast(a->Factor), S.Broadcast(a->Summand), a->Rounds);
            V x0 = s, x1 = s, x2 = s, x3 = s, x4 = s, x5 = s, x6 = s, x7 = s, x8 = s, x9 = s, x10 = s, x11 = s;
            do
            {
                x0 = S.MultiplyAdd(x0, f, s);
                x1 = S.MultiplyAdd(x1, f, s);
                x2 = S.MultiplyAdd(x2, f, s);
                x3 = S.MultiplyAdd(x3, f, s);
                x4 = S.MultiplyAdd(x4, f, s);
                x5 = S.MultiplyAdd(x5, f, s);
                x6 = S.MultiplyAdd(x6, f, s);
                x7 = S.MultiplyAdd(x7, f, s);
                x8 = S.MultiplyAdd(x8, f, s);
                x9 = S.MultiplyAdd(x9, f, s);
                x10 = S.MultiplyAdd(x10, f, s);
                x11 = S.MultiplyAdd(x11, f, s);
            }
            while (--n > 0);
            var low = S.Add(S.Add(S.Add(x0, x1), S.Add(x2, x3)), S.Add(x4, x5));
            var high = S.Add(S.Add(S.Add(x6, x7), S.Add(x8, x9)), S.Add(x10, x11));
            S.Store(a->Result, S.Add(low, high));
        }
    }
}
