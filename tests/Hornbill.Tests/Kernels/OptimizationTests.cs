using System.Collections.Immutable;
using System.Reflection;
using Hornbill.Kernels;
using Xunit;

namespace Hornbill.Tests.Kernels;

/// <summary>Kernels are fast from their first call, in tiered hosts too.</summary>
public class OptimizationTests
{
    const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    static IEnumerable<MethodBase> Methods(string space) => typeof(Tile).Assembly.GetTypes().Where(t => t.Namespace == space)
        .SelectMany(t => t.GetMethods(All).Concat<MethodBase>(t.GetConstructors(All)));

    [Fact]
    public void Every_method_with_a_loop_is_compiled_at_its_best_at_once()
    {
        var offenders = Methods("Hornbill.Kernels").Where(Loops)
            .Where(m => !m.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization))
            .Select(m => $"{m.DeclaringType}.{m.Name}").Order().ToArray();
        Assert.True(offenders.Length == 0, $"Without AggressiveOptimization: {string.Join(", ", offenders)}");
    }

    [Fact]
    public void Loops_are_found()
    {
        Assert.Contains(Methods("Hornbill.Kernels").Where(Loops), m => m.DeclaringType == typeof(Tile) && m.Name == "Leaf");
        Assert.DoesNotContain(Methods("Hornbill.Kernels").Where(Loops), m => m.DeclaringType == typeof(Philox) && m.Name == "Unit");
    }

    static bool Loops(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } bytes) return false;
        var il = ImmutableArray.Create(bytes);
        return Instruction.Read(il).Any(i => i.Loops(il));
    }
}
