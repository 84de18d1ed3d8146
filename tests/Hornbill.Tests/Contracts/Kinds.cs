using Hornbill.Models;

namespace Hornbill.Tests.Contracts;

/// <summary>The library's public classes of a kind.</summary>
static class Kinds
{
    public static IEnumerable<Type> Of<T>() => typeof(Model).Assembly.GetTypes()
        .Where(t => t.IsPublic && !t.IsAbstract && t.IsSubclassOf(typeof(T)));
}
