using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

using TypeSet = System.Collections.Immutable.ImmutableHashSet<System.Reflection.Metadata.TypeDefinitionHandle>;

namespace Hornbill.Tests;

/// <summary>Which types of an assembly use which others of it, read from its metadata and IL: bases, interfaces, fields, signatures,
/// locals, and every token in a method's body.</summary>
sealed class TypeReferences : ISignatureTypeProvider<TypeSet, object?>
{
    readonly PEReader _file;
    readonly MetadataReader _reader;

    TypeReferences(PEReader file) => (_file, _reader) = (file, file.GetMetadataReader());

    /// <summary>Pairs of full type names: the user (an outermost type) and what it uses.</summary>
    public static HashSet<(string From, string To)> Read(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var references = new TypeReferences(file);
        return [.. references._reader.TypeDefinitions.SelectMany(from =>
            references.UsedBy(from).Select(to => (references.Name(from), references.Name(to))))];
    }

    IEnumerable<TypeDefinitionHandle> UsedBy(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        return [
            .. Of(type.BaseType), .. Of(type.GetCustomAttributes()), .. Of(type.GetGenericParameters()),
            .. type.GetInterfaceImplementations().SelectMany(i => Of(_reader.GetInterfaceImplementation(i).Interface)),
            .. type.GetFields().SelectMany(f => Of(f)),
            .. type.GetMethods().SelectMany(m => UsedBy(_reader.GetMethodDefinition(m)))];
    }

    IEnumerable<TypeDefinitionHandle> UsedBy(MethodDefinition method)
    {
        foreach (var t in Of(method.DecodeSignature(this, null)).Concat(Of(method.GetCustomAttributes())).Concat(
            Of(method.GetGenericParameters()))) yield return t;
        if (method.RelativeVirtualAddress == 0) yield break;
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            foreach (var t in _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null).SelectMany(l =>
                l)) yield return t;
        foreach (var t in body.ExceptionRegions.SelectMany(r =>
            Of(r.CatchType)).Concat(Tokens(body.GetILContent()).SelectMany(Of))) yield return t;
    }

    // The metadata tokens among the operands of a body.
    static IEnumerable<EntityHandle> Tokens(ImmutableArray<byte> il) =>
        from i in Instruction.Read(il)
        where i.Code.OperandType is OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok
        select MetadataTokens.EntityHandle(BitConverter.ToInt32(il.AsSpan()[i.Operand..]));

    IEnumerable<TypeDefinitionHandle> Of(EntityHandle handle) => handle.IsNil ? [] : handle.Kind switch
    {
        HandleKind.TypeDefinition => [(TypeDefinitionHandle)handle],
        HandleKind.TypeSpecification => _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null),
        HandleKind.FieldDefinition => Of(_reader.GetFieldDefinition((FieldDefinitionHandle)handle)),
        HandleKind.MethodDefinition => Of(_reader.GetMethodDefinition((MethodDefinitionHandle)handle)),
        HandleKind.MemberReference => Of(_reader.GetMemberReference((MemberReferenceHandle)handle)),
        HandleKind.MethodSpecification => Of(_reader.GetMethodSpecification((MethodSpecificationHandle)handle)),
        _ => [],
    };

    IEnumerable<TypeDefinitionHandle> Of(FieldDefinition field) => [field.GetDeclaringType(), .. field.DecodeSignature(this, null)];

    IEnumerable<TypeDefinitionHandle> Of(MethodDefinition method) => [method.GetDeclaringType(), .. Of(method.DecodeSignature(this, null))];

    IEnumerable<TypeDefinitionHandle> Of(MethodSpecification method) =>
        [.. Of(method.Method), .. method.DecodeSignature(this, null).SelectMany(t => t)];

    IEnumerable<TypeDefinitionHandle> Of(MemberReference member) =>
        [.. Of(member.Parent), .. member.GetKind() == MemberReferenceKind.Field ? member.DecodeFieldSignature(this, null)
            : Of(member.DecodeMethodSignature(this, null))];

    IEnumerable<TypeDefinitionHandle> Of(CustomAttributeHandleCollection attributes) =>
        attributes.SelectMany(a => Of(_reader.GetCustomAttribute(a).Constructor));

    IEnumerable<TypeDefinitionHandle> Of(GenericParameterHandleCollection parameters) =>
        parameters.SelectMany(p => _reader.GetGenericParameter(p).GetConstraints())
            .SelectMany(c => Of(_reader.GetGenericParameterConstraint(c).Type));

    static IEnumerable<TypeDefinitionHandle> Of(MethodSignature<TypeSet> s) => s.ParameterTypes.Append(s.ReturnType).SelectMany(t => t);

    // A nested type counts as the one around it; so do the compiler's closures and iterators.
    string Name(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = _reader.GetTypeDefinition(type.GetDeclaringType());
        var space = _reader.GetString(type.Namespace);
        return space.Length == 0 ? _reader.GetString(type.Name) : $"{space}.{_reader.GetString(type.Name)}";
    }

    // Signatures decode to the set of this assembly's types that occur in them.
    static readonly TypeSet None = [];

    public TypeSet GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [handle];

    public TypeSet GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => None;

    public TypeSet GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public TypeSet GetGenericInstantiation(
        TypeSet genericType, ImmutableArray<TypeSet> typeArguments) =>
        genericType.Union(typeArguments.SelectMany(t => t));

    public TypeSet GetFunctionPointerType(MethodSignature<TypeSet> signature) => [.. Of(signature)];

    public TypeSet GetModifiedType(
        TypeSet modifier, TypeSet unmodifiedType, bool isRequired) => modifier.Union(unmodifiedType);

    public TypeSet GetArrayType(TypeSet elementType, ArrayShape shape) => elementType;

    public TypeSet GetByReferenceType(TypeSet elementType) => elementType;

    public TypeSet GetPinnedType(TypeSet elementType) => elementType;

    public TypeSet GetPointerType(TypeSet elementType) => elementType;

    public TypeSet GetSZArrayType(TypeSet elementType) => elementType;

    public TypeSet GetGenericMethodParameter(object? genericContext, int index) => None;

    public TypeSet GetGenericTypeParameter(object? genericContext, int index) => None;

    public TypeSet GetPrimitiveType(PrimitiveTypeCode typeCode) => None;
}
