using System.Runtime.InteropServices;

namespace Hornbill.Tests;

/// <summary>Floats whose end (or start) touches memory that must not be touched. On Linux a page on either side is protected, and
/// reading or writing one element too far ends the process; elsewhere canaries lie there, and <see cref="Dispose"/> throws where one
/// changed. The gap that alignment to pages leaves on the other side is filled with canaries too.</summary>
sealed unsafe partial class Guarded : IDisposable
{
    const float Canary = -1.2345e33f;

    readonly byte* _memory;
    readonly nuint _bytes;
    readonly float* _from, _to;
    readonly bool _pages;

    // alignEnd: the block ends at the guard, else it begins there; pages: false tests the canaries where pages can be protected.
    public Guarded(int count, bool alignEnd = true, bool? pages = null)
    {
        _pages = pages ?? OperatingSystem.IsLinux();
        var page = (nuint)Environment.SystemPageSize;
        var body = ((nuint)Math.Max(count, 1) * sizeof(float) + page - 1) / page * page;
        _bytes = body + (2 * page);
        _memory = _pages ? Map(0, _bytes, 3, 0x22, -1, 0) : (byte*)NativeMemory.AlignedAlloc(_bytes, page);
        if (_memory == (byte*)-1) throw new InvalidOperationException("mmap failed.");
        var first = _memory + page;
        var last = first + body;
        if (_pages && (Protect(_memory, page, 0) != 0 || Protect(last, page, 0) != 0)) throw new InvalidOperationException(
            "mprotect failed.");
        _from = (float*)(_pages ? first : _memory);
        _to = (float*)(_pages ? last : _memory + _bytes);
        for (var p = _from; p < _to; p++) *p = Canary;
        Count = count;
        Pointer = alignEnd ? (float*)last - count : (float*)first;
        Span.Clear();
    }

    public Guarded(ReadOnlySpan<float> values, bool alignEnd = true) : this(values.Length, alignEnd) => values.CopyTo(Span);

    public int Count { get; }

    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Count);

    public static implicit operator float*(Guarded block) => block.Pointer;

    public void Dispose()
    {
        var broken = Broken();
        if (_pages) _ = Unmap(_memory, _bytes);
        else NativeMemory.AlignedFree(_memory);
        if (broken is { } at) throw new InvalidOperationException($"Element {at} of a block of {Count} floats was written.");
    }

    long? Broken()
    {
        for (var p = _from; p < _to; p++)
            if ((p < Pointer || p >= Pointer + Count) && *p != Canary) return p - Pointer;
        return null;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(byte* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(byte* address, nuint length);
}
