using System.Reflection;
using Hornbill.Layers;
using Xunit;

namespace Hornbill.Tests;

/// <summary>What users can write stays what it is, unless somebody means to change it.</summary>
/// <remarks>The golden file is one text that this test writes anew where <c>HORNBILL_KEEP=write</c> is set: a change of the API is then a
/// line in a diff. (Microsoft's analyzers do the same with two files that every build checks and an editor mends, which costs each build
/// and each merge.)</remarks>
public class PublicApiTests
{
    const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly string Golden = Path.Combine(Repository.Root(), "tests", "Hornbill.Tests", "PublicApi.txt");

    static readonly Type[] Types = [.. typeof(Layer).Assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal)];

    [Fact]
    public void The_public_api_is_the_golden_one()
    {
        var text = string.Join('\n', Types.SelectMany(t =>
            Members(t).Select(m => Line(t, m)).Order(StringComparer.Ordinal).Prepend(Head(t)))) + "\n";
        if (Environment.GetEnvironmentVariable("HORNBILL_KEEP") == "write") File.WriteAllText(Golden, text);
        string[] was = File.Exists(Golden) ? File.ReadAllText(Golden).ReplaceLineEndings("\n").Split('\n') : [], now = text.Split('\n');
        var differences = was.Except(now).Select(l => "- " + l).Concat(now.Except(was).Select(l => "+ " + l)).ToArray();
        Assert.True(differences.Length == 0, $"The public API changed:\n{string.Join('\n', differences.Take(40))}\n" +
            "If that is meant, run this test once with HORNBILL_KEEP=write and commit PublicApi.txt.");
    }

    static IEnumerable<MemberInfo> Members(Type type) => type.GetMembers(Own).Where(m => m is not Type && IsSeen(m));

    static bool IsSeen(MemberInfo member) => member switch
    {
        MethodBase m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly,
        FieldInfo f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly,
        _ => false, // properties and events by their accessors
    };

    static string Head(Type type) =>
        $"{type.FullName} : " +
        $"{type.BaseType?.Name ?? "interface"}{(type.IsAbstract && !type.IsSealed && !type.IsInterface ? ", abstract" : "")}{(type.IsSealed ? ", sealed" : "")}";

    static string Line(Type type, MemberInfo member)
    {
        var access = member is MethodBase { IsPublic: false } or FieldInfo { IsPublic: false } ? "protected " : "";
        return member switch
        {
            FieldInfo f => $"  {access}{type.Name}.{f.Name} : {Short(f.FieldType)}{(f.IsLiteral ? $" = {f.GetRawConstantValue()}" : "")}",
            MethodInfo m =>
                $"  " +
                $"{access}{(m.IsStatic ? "static " : m.IsAbstract ? "abstract " : m.IsVirtual && !m.IsFinal ? "virtual " : "")}{type.Name}.{m.Name}({Parameters(m)}) : {Short(m.ReturnType)}",
            MethodBase c => $"  {access}new {type.Name}({Parameters(c)})",
            _ => $"  {member}",
        };
    }

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{Short(p.ParameterType)} " +
        $"{p.Name}{(p.HasDefaultValue ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" = {p.DefaultValue ?? "null"}") : "")}"));

    static string Short(Type t)
    {
        if (t.IsByRef) return "ref " + Short(t.GetElementType()!);
        if (t.IsArray) return $"{Short(t.GetElementType()!)}[{new string(',', t.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(t) is { } value) return Short(value) + "?";
        return t.IsGenericType
            ? $"{t.Name[..t.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", t.GetGenericArguments().Select(Short))}>"
            : t.Name;
    }
}
