using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using Xunit;

namespace Hornbill.Tests;

/// <summary>What docs/architecture.md says beyond which folder may use which: who loops over elements, takes memory, knows threads, prints,
/// opens files, changes what is static.</summary>
public class HouseRulesTests
{
    const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    static readonly Type[] Types = [.. typeof(Hornbill.Tensors.Shape).Assembly.GetTypes().Where(t =>
        t.Namespace?.StartsWith("Hornbill", StringComparison.Ordinal) == true)];

    static readonly (MethodBase Method, HashSet<string> Uses)[] Methods =
        [.. Types.SelectMany(t => t.GetMethods(All).Concat<MethodBase>(t.GetConstructors(All))).Select(m => (m, Used(m)))];

    [Fact]
    public void Only_the_engine_divides_work_among_threads_and_Data_reads_ahead() => AssertOnly(
        ["Hornbill.Engine", "Hornbill.Execution", "Hornbill.Data"],
        ["System.Threading.Thread", "System.Threading.SpinWait", "System.Threading.ThreadPool", "System.Threading.Tasks.Parallel"]);

    [Fact]
    public void The_library_prints_nothing_but_the_bar_of_Fit() => Assert.Equal(
        ["Bar"], Methods.Where(m => m.Uses.Overlaps(["System.Console", "System.Diagnostics.Debug", "System.Diagnostics.Trace"]))
            .Select(m => m.Method.Name));

    [Fact]
    public void Only_the_root_Data_and_Serialization_open_files() => AssertOnly(
        ["Hornbill", "Hornbill.Data", "Hornbill.Serialization"],
            ["System.IO.FileStream", "System.IO.RandomAccess", "System.IO.StreamReader"]);

    [Fact]
    public void Only_Tensors_takes_memory_that_nobody_collects() => AssertOnly(
        ["Hornbill.Tensors"], ["System.Runtime.InteropServices.NativeMemory", "System.Runtime.InteropServices.SafeHandle",
            "System.Runtime.InteropServices.GCHandle"]);

    // Models made without a seed in this process, and names that were given, each counted under a lock of its own.
    static readonly string[] Counts = ["_first", "_made", "_renamed"];

    [Fact]
    public void Nothing_static_changes() => Assert.Empty(Types
        .SelectMany(t => t.GetFields(All)).Where(f =>
            f.IsStatic && !f.IsInitOnly && !f.IsLiteral && !f.Name.StartsWith('<') && !Counts.Contains(f.Name)).Select(f =>
            $"{f.DeclaringType}.{f.Name}"));

    // One number of a sample or of a matrix, what is handed to code of a user, and a copy of rows.
    static readonly string[] NoElements = ["ActivityPenalty", "WeightedMean", ".ApplyWhole", "Crop", "LossKernels.Weights", ".Weighed",
        "Loss+Places"];

    // Data and the images' policies of Layers change samples on their way in, Models weigh samples and join predictions, Metrics count
    // classes, Serialization reads formats, Applications prepare pixels, Inspection makes maps of a
    // few images: what a step, a loss or an update does to elements is in Kernels.
    [Fact]
    public void Only_Kernels_loop_over_elements()
    {
        string[] free = ["Kernels", "Simd", "Tensors", "Data", "Metrics", "Serialization", "Initializers", "Layers", "Models",
            "Applications",
            "Inspection"];
        var loops = Loops(t => !free.Any(f => $"{t.Namespace}.".StartsWith($"Hornbill.{f}.", StringComparison.Ordinal)));
        Assert.DoesNotContain(loops, loop => !NoElements.Any(n => loop.Contains(n, StringComparison.Ordinal)));
    }

    [Fact]
    public void Loops_over_elements_are_found() =>
        Assert.Contains("Hornbill.Kernels.Copies.Spread", Loops(t => t.Namespace == "Hornbill.Kernels"));

    // SimdWidth calls a kernel's Run; what that calls says what it adds.
    [Fact]
    public void No_kernel_that_runs_calls_another_Run()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root(), "src", "Hornbill", "Kernels"), "*.cs", SearchOption.AllDirectories);
        Assert.True(files.Length > 50);
        Assert.Empty(files.SelectMany(f => File.ReadLines(f).Where(l => l.Contains(".Run<V", StringComparison.Ordinal)).Select(l =>
            $"{Path.GetFileName(f)}: {l.Trim()}")));
    }

    // A vector that is handed to a call and back goes through memory.
    [Fact]
    public void Whatever_makes_a_vector_is_inlined_or_a_loop()
    {
        // What has a dot in its name hands a static call of an interface on.
        var makers = Methods.Select(m => m.Method).OfType<MethodInfo>().Where(m => m.IsGenericMethodDefinition && !m.IsAbstract
            && !m.Name.Contains('.') && m.ReturnType.IsGenericMethodParameter
            && Outer(m.DeclaringType!).Namespace == "Hornbill.Kernels").ToArray();
        Assert.True(makers.Length > 150);
        const MethodImplAttributes chosen = MethodImplAttributes.AggressiveInlining | MethodImplAttributes.AggressiveOptimization;
        Assert.Empty(makers.Where(m => (m.MethodImplementationFlags & chosen) == 0).Select(m => $"{m.DeclaringType}.{m.Name}"));
    }

    [Fact]
    public void Uses_are_found()
    {
        Assert.Contains(Methods, m => m.Method.DeclaringType!.Namespace == "Hornbill.Serialization"
            && m.Uses.Contains("System.IO.FileStream"));
        Assert.Contains(Methods, m => m.Uses.Contains("System.Threading.Interlocked"));
        Assert.Contains(Methods, m => m.Method.DeclaringType == typeof(Hornbill.Tensors.Arena)
            || m.Uses.Contains("System.Runtime.InteropServices.NativeMemory"));
    }

    static string[] Loops(Func<Type, bool> where) =>
        [.. Methods.Select(m => m.Method).Where(m => where(Outer(m.DeclaringType!)) && LoopsOverFloats(m))
        .Select(m => $"{m.DeclaringType}.{m.Name}").Distinct().Order(StringComparer.Ordinal)];

    static void AssertOnly(string[] spaces, string[] types) => Assert.Empty(Methods
        .Where(m => m.Uses.Overlaps(types) && !spaces.Contains(Outer(m.Method.DeclaringType!).Namespace))
        .Select(m => $"{m.Method.DeclaringType}.{m.Method.Name} uses {string.Join(", ", m.Uses.Intersect(types))}").Distinct()
            .Order(StringComparer.Ordinal));

    static Type Outer(Type t) => t.DeclaringType is { } outer ? Outer(outer) : t;

    // Reads or writes floats one at a time, and branches back.
    static bool LoopsOverFloats(MethodBase method)
    {
        var il = Il(method);
        var read = Instruction.Read(il).ToArray();
        return read.Any(i => i.Loops(il)) && read.Any(i =>
            i.Code == OpCodes.Ldind_R4 || i.Code == OpCodes.Stind_R4 || i.Code == OpCodes.Ldelem_R4 || i.Code == OpCodes.Stelem_R4);
    }

    // The types whose members a body calls or reads.
    static HashSet<string> Used(MethodBase method)
    {
        var il = Il(method);
        return [.. Instruction.Read(il)
            .Where(i => i.Code.OperandType is OperandType.InlineMethod or OperandType.InlineField
                or OperandType.InlineTok or OperandType.InlineType)
            .Select(i => Resolved(method, BitConverter.ToInt32(il.AsSpan()[i.Operand..]))).OfType<string>()];
    }

    static string? Resolved(MethodBase method, int token)
    {
        var member = method.Module.ResolveMember(token, method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod
            ? method.GetGenericArguments() : []);
        var type = member as Type ?? member?.DeclaringType;
        return type is { IsGenericType: true } ? type.GetGenericTypeDefinition().FullName : type?.FullName;
    }

    static ImmutableArray<byte> Il(MethodBase method) =>
        method.GetMethodBody()?.GetILAsByteArray() is { } bytes ? ImmutableArray.Create(bytes) : [];
}
