using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;

namespace Hornbill.Tests;

/// <summary>An instruction of a method's body: where its operand begins, and the next instruction.</summary>
readonly record struct Instruction(OpCode Code, int Operand, int Next)
{
    static readonly Dictionary<ushort, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(code => (ushort)code.Value);

    public static IEnumerable<Instruction> Read(ImmutableArray<byte> il)
    {
        for (var at = 0; at < il.Length;)
        {
            var code = (ushort)il[at++];
            if (code == 0xFE) code = (ushort)(0xFE00 | il[at++]);
            var operand = at;
            at += Codes[code].OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il.AsSpan()[at..])),
                _ => 4,
            };
            yield return new(Codes[code], operand, at);
        }
    }

    /// <summary>Whether it branches back.</summary>
    public bool Loops(ImmutableArray<byte> il) => Code.OperandType switch
    {
        OperandType.ShortInlineBrTarget => (sbyte)il[Operand] < 0,
        OperandType.InlineBrTarget => BitConverter.ToInt32(il.AsSpan()[Operand..]) < 0,
        _ => false,
    };
}
