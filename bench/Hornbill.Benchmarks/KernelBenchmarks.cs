using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Hornbill.Simd;
using Hornbill.Tests.Kernels;

namespace Hornbill.Benchmarks;

/// <summary>The labs' layers, one tile of samples, on the widest vectors: a third of the gradient is alive, as behind relu.</summary>
public unsafe class ConvolutionBenchmarks
{
    ConvolutionCall _call = null!;

    public static IEnumerable<string> Names => KernelCases.LabConvolutions.Select(c => c.Name);

    [ParamsSource(nameof(Names))]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var c = KernelCases.LabConvolutions.Single(c => c.Name == Layer);
        _call = new(c, SimdWidth.Best, Memory.Room);
        Memory.Fill(_call.X, c.Samples * _call.XSample, 1);
        Memory.Fill(_call.W, c.Shape.WeightElements, 1);
        Memory.Fill(_call.Dy, _call.YFloats, 3);
        _call.Pack();
        _call.Forward();
    }

    [Benchmark]
    public void Forward() => _call.Forward();

    [Benchmark]
    public void WeightGradient() => _call.WeightGradient();

    [Benchmark]
    public void InputGradient() => _call.InputGradient();
}

/// <summary>The labs' dense layers, a whole batch.</summary>
public unsafe class DenseBenchmarks
{
    DenseCall _call = null!;

    public static IEnumerable<string> Names => KernelCases.LabDenses.Select(c => c.Name);

    [ParamsSource(nameof(Names))]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var c = KernelCases.LabDenses.Single(c => c.Name == Layer);
        _call = new(c, SimdWidth.Best, Memory.Room);
        Memory.Fill(_call.X, c.Samples * _call.XSample, 1);
        Memory.Fill(_call.W, c.Inputs * c.Outputs, 1);
        Memory.Fill(_call.Dy, c.Samples * _call.YSample, 3);
        _call.Pack();
        _call.Forward();
    }

    [Benchmark]
    public void Forward() => _call.Forward();

    [Benchmark]
    public void WeightGradient() => _call.WeightGradient();

    [Benchmark]
    public void InputGradient() => _call.InputGradient();
}

static unsafe class Memory
{
    /// <summary>Kept until the process ends: a benchmark's process runs one case.</summary>
    public static float* Room(int floats, int readable)
    {
        var bytes = (nuint)(floats + readable) * sizeof(float);
        var memory = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(memory, bytes);
        return (float*)memory;
    }

    /// <summary>One in <paramref name="alive"/> is not zero.</summary>
    public static void Fill(float* p, int count, int alive)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++) p[i] = random.Next(alive) == 0 ? (2 * random.NextSingle()) - 1 : 0;
    }
}
