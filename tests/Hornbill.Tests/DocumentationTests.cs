using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Hornbill.Layers;
using Xunit;

namespace Hornbill.Tests;

/// <summary>Everything that users can call is described: the member, and each of its parameters.</summary>
public class DocumentationTests
{
    const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<string, Assembly> Assemblies =
        ((Type[])[typeof(Layer), typeof(Hornbill.Images.ImageReader), typeof(Hornbill.Studio.Picture),
            typeof(Hornbill.Onnx.OnnxModel)])
            .ToDictionary(t => t.Assembly.GetName().Name!, t => t.Assembly);

    public static TheoryData<string> Names => new(Assemblies.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_public_parameter_is_described(string name)
    {
        var assembly = Assemblies[name];
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(m => m.Attribute("name")!.Value);
        var missing = Methods(assembly).SelectMany(m => Undescribed(m, documented.GetValueOrDefault(Id(m)))).ToArray();
        Assert.True(missing.Length == 0, $"{missing.Length} parameters have no <param>:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void What_is_not_described_is_found()
    {
        var method = typeof(Layer).GetMethods().First(m => m.GetParameters().Length > 0 && m.DeclaringType == typeof(Layer));
        Assert.NotEmpty(Undescribed(method, null));
        Assert.NotEmpty(Undescribed(method, XElement.Parse("<member><summary>Some.</summary></member>")));
        Assert.Empty(Undescribed(method, XElement.Parse("<member><inheritdoc/></member>")));
    }

    // Accessors are their property's, operators say what they are, and records write members of their own.
    static IEnumerable<MethodBase> Methods(Assembly assembly) =>
        from type in assembly.GetExportedTypes()
        where !type.IsSubclassOf(typeof(Delegate))
        from m in type.GetMembers(Own).OfType<MethodBase>()
        where (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly) && (m.IsConstructor || !m.IsSpecialName)
            && m.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        where m.Name is not ("Equals" or "Deconstruct" or "PrintMembers" or "CompareTo")
            && m.GetCustomAttribute<ObsoleteAttribute>() is null
        select m;

    static IEnumerable<string> Undescribed(MethodBase m, XElement? docs) =>
        docs?.Element("inheritdoc") is not null
            ? []
            : m.GetParameters().Where(p => string.IsNullOrWhiteSpace(
                docs?.Elements("param").FirstOrDefault(e => e.Attribute("name")?.Value == p.Name)?.Value))
               .Select(p => $"{m.DeclaringType!.FullName}.{m.Name}: {p.Name}");

    // The compiler's name of a member in the documentation file.
    static string Id(MethodBase m)
    {
        var name = m.IsConstructor ? "#ctor" : m.Name + (m.IsGenericMethod ? $"``{m.GetGenericArguments().Length}" : "");
        var parameters = string.Join(',', m.GetParameters().Select(p => Id(p.ParameterType)));
        return $"M:{m.DeclaringType!.FullName!.Replace('+', '.')}.{name}{(parameters.Length > 0 ? $"({parameters})" : "")}";
    }

    static string Id(Type t)
    {
        if (t.IsByRef) return Id(t.GetElementType()!) + "@";
        if (t.IsArray) return $"{Id(t.GetElementType()!)}[{(t.GetArrayRank() == 1 ? "" : string.Join(',', Enumerable.Repeat("0:", t.GetArrayRank())))}]";
        if (t.IsPointer) return Id(t.GetElementType()!) + "*";
        if (t.IsGenericParameter) return $"{(t.DeclaringMethod is null ? "`" : "``")}{t.GenericParameterPosition}";
        if (!t.IsGenericType) return t.FullName!.Replace('+', '.');
        var name = t.GetGenericTypeDefinition().FullName!.Replace('+', '.');
        return $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}{{{string.Join(',', t.GetGenericArguments().Select(Id))}}}";
    }
}
