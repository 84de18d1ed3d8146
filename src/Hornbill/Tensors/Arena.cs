using System.Runtime.InteropServices;

namespace Hornbill.Tensors;

/// <summary>One zeroed block of floats outside the garbage collector's heap, on a 64-byte boundary. The finalizer frees it, and the
/// collector is told of its size, so that nobody needs to dispose of it.</summary>
sealed unsafe partial class Arena : SafeHandle
{
    const nuint HugePage = 2 << 20;
    const int Advise = 14; // MADV_HUGEPAGE
    const int Alignment = 16;
    const int Slack = 64;  // floats that kernels may read, never write, past the end

    public Arena(long floats) : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(floats);
        Floats = floats;
        var bytes = checked((nuint)(floats + Slack) * sizeof(float));
        var huge = bytes >= 2 * HugePage;
        if (huge) bytes = (bytes + HugePage - 1) & ~(HugePage - 1);
        var memory = NativeMemory.AlignedAlloc(bytes, huge ? HugePage : 64);
        SetHandle((nint)memory);
        Bytes = (long)bytes;
        GC.AddMemoryPressure(Bytes);
        if (huge && OperatingSystem.IsLinux()) _ = Madvise(memory, bytes, Advise);
        NativeMemory.Clear(memory, bytes);
    }

    /// <summary>Floats that something takes when what follows begins on a boundary of 64 bytes, too.</summary>
    public static long Aligned(long floats) => (floats + Alignment - 1) / Alignment * Alignment;

    public long Floats { get; }

    public long Bytes { get; }

    public float* Pointer => (float*)handle;

    public override bool IsInvalid => handle == 0;

    public Span<float> Span(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Floats);
        return new(Pointer + offset, length);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(Bytes);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* address, nuint length, int advice);
}
