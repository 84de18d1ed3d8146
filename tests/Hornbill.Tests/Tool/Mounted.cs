using System.Diagnostics;
using Xunit;

namespace Hornbill.Tests.Tool;

/// <summary>A small disk in memory, where the test may mount one; else the test is skipped.</summary>
sealed class Mounted : IDisposable
{
    readonly string _path;

    Mounted(string path) => _path = path;

    public static Mounted On(string path, string options)
    {
        Directory.CreateDirectory(path);
        if (Mount("-t", "tmpfs", "-o", options, "hornbill", path) != 0) Assert.Skip("Mounting a disk needs root.");
        return new(path);
    }

    public void Fill()
    {
        try
        {
            using var file = File.Create(Path.Combine(_path, "filler"));
            while (true) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
        }
    }

    // Lazily where files are open on it.
    public void MakeReadOnly() => Assert.Equal(0, Mount("-t", "tmpfs", "-o", "ro,size=4k", "hornbill", _path));

    public void Dispose()
    {
        while (Call("umount", "-l", _path) == 0)
        {
        }
    }

    static int Mount(params string[] words) => Call("mount", words);

    static int Call(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
