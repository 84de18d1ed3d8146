using System.Globalization;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Hornbill.Simd;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Bench;

/// <summary>What a program sees of the machine it runs on.</summary>
/// <param name="Processor">Its name.</param>
/// <param name="Threads">Processors as the system counts them, as many as this process may use.</param>
/// <param name="Cores">Of them, those that are no second thread of another; null where the system does not tell.</param>
/// <param name="VectorFloats">Floats in a vector that the kernels use.</param>
/// <param name="Instructions">Of vectors, those that the processor has.</param>
/// <param name="Caches">Name and bytes, of the first processor.</param>
/// <param name="MemoryBytes">That this process may use.</param>
/// <param name="Gpus">Names of graphics cards, as far as the system tells.</param>
sealed record Devices(string Processor, int Threads, int? Cores, int VectorFloats, IReadOnlyList<string> Instructions,
    IReadOnlyList<(string Name, long Bytes)> Caches, long MemoryBytes, IReadOnlyList<string> Gpus)
{
    const string Cpus = "/sys/devices/system/cpu", Nvidia = "/proc/driver/nvidia/gpus", Cards = "/sys/class/drm";

    static readonly Dictionary<string, string> Vendors = new() { ["0x10de"] = "NVIDIA", ["0x1002"] = "AMD", ["0x8086"] = "Intel" };

    public static Devices Look() => new(Bench.Processor.Name, Environment.ProcessorCount, CoresOf(), SimdWidth.Best, InstructionSets(),
        CachesOf(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, GpusOf());

    static string[] InstructionSets() =>
    [
        .. ((string, bool)[])
        [
            ("SSE4.2", Sse42.IsSupported), ("AVX", Avx.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported),
                ("AVX-512F", Avx512F.IsSupported), ("AVX-512BW", Avx512BW.IsSupported), ("NEON", AdvSimd.IsSupported),
        ] is var all ? all.Where(i => i.Item2).Select(i => i.Item1) : [],
    ];

    // Threads of one core name the same siblings.
    static int? CoresOf() => Try(() => Directory.EnumerateDirectories(Cpus, "cpu*").Select(d =>
        Line(Path.Combine(d, "topology", "thread_siblings_list"))).OfType<string>().Distinct().Count()) is > 0 and var n ? n : null;

    static (string, long)[] CachesOf() => Try(() =>
        Directory.EnumerateDirectories(Path.Combine(Cpus, "cpu0", "cache"), "index*").Order(StringComparer.Ordinal)
        .Select(d => (Level: Line(Path.Combine(d, "level")), Kind: Line(Path.Combine(d, "type")), Size: Line(Path.Combine(d, "size"))))
        .Where(c => c is { Level: not null, Size: not null })
            .Select(c => ($"L{c.Level}{(c.Kind == "Unified" ? "" : $" {c.Kind?.ToLowerInvariant()}")}", Bytes(c.Size!))).ToArray()) ?? [];

    static long Bytes(string size) => long.TryParse(size.TrimEnd('K', 'M'), CultureInfo.InvariantCulture, out var n)
        ? n * (size[^1] switch { 'K' => 1L << 10, 'M' => 1L << 20, _ => 1 }) : 0;

    static string[] GpusOf()
    {
        string[] named = Try(() => Directory.EnumerateDirectories(Nvidia).Select(d =>
            File.ReadLines(Path.Combine(d, "information")).First(l => l.StartsWith("Model", StringComparison.Ordinal))
            .Split(':', 2)[1].Trim()).ToArray()) ?? [];
        return named.Length > 0 ? named : Try(() =>
            Directory.EnumerateDirectories(Cards, "card?").Select(d => Line(Path.Combine(d, "device", "vendor"))).OfType<string>()
            .Select(v => $"{Vendors.GetValueOrDefault(v, v)} graphics").ToArray()) ?? [];
    }

    static string? Line(string path) => Try(() => File.Exists(path) ? File.ReadLines(path).FirstOrDefault()?.Trim() : null);

    // What a system does not have is no error.
    static T? Try<T>(Func<T> look)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or IndexOutOfRangeException)
        {
            return default;
        }
    }

    public string ToJson() => Json.Line(json =>
    {
        json.WriteString("engine", Product.Engine);
        json.WriteString("processor", Processor);
        json.WriteNumber("threads", Threads);
        if (Cores is { } cores) json.WriteNumber("cores", cores);
        json.WriteNumber("vector_floats", VectorFloats);
        json.WriteStartArray("instructions");
        foreach (var name in Instructions) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartObject("caches");
        foreach (var (name, bytes) in Caches) json.WriteNumber(name, bytes);
        json.WriteEndObject();
        json.WriteNumber("memory_bytes", MemoryBytes);
        json.WriteStartArray("gpus");
        foreach (var name in Gpus) json.WriteStringValue(name);
        json.WriteEndArray();
    });
}
