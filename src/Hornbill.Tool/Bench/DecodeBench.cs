using System.ComponentModel;
using System.Diagnostics;
using Hornbill.Images;

namespace Hornbill.Tool.Bench;

/// <summary>Measures the decoding of JPEG files in memory, in turn with the program djpeg on the same files, whose start and writing
/// count.</summary>
static class DecodeBench
{
    const int Rounds = 3;

    public static DecodeSpeed Measure(string folder, double seconds)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException(
            $"There is no folder '{folder}', but one with JPEG images is expected. Correct the path.");
        string[] paths = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f =>
            Path.GetExtension(f).ToUpperInvariant() is ".JPG" or ".JPEG").Order(StringComparer.Ordinal)];
        if (paths.Length == 0) throw new InvalidDataException(
            $"'{folder}' has no JPEG images, but they are what is measured. Give a folder that has.");
        byte[][] files = [.. paths.Select(File.ReadAllBytes)];
        var pixels = files.Sum(f => ImageReader.Default.Read(f) is var i ? (long)i.Width * i.Height : 0); // and warms up
        double ours = 0, theirs = 0;
        for (var round = 0; round < Rounds; round++)
        {
            ours = Math.Max(ours, Rate(files.Length, seconds / Rounds, i => ImageReader.Default.Read(files[i])));
            theirs = Math.Max(theirs, Djpeg(paths, seconds / Rounds) ?? 0);
        }
        return new(paths.Length, ours, ours * pixels / paths.Length / 1e6, theirs > 0 ? theirs : null);
    }

    static double? Djpeg(string[] paths, double seconds)
    {
        try
        {
            return Rate(paths.Length, seconds, i =>
            {
                using var process = Process.Start(new ProcessStartInfo("djpeg", ["-pnm", "-outfile", "/dev/null", paths[i]]))!;
                process.WaitForExit();
            });
        }
        catch (Win32Exception)
        {
            return null; // not installed
        }
    }

    // Whole rounds over the files, at least one.
    static double Rate(int count, double seconds, Action<int> decode)
    {
        var (clock, done) = (Stopwatch.StartNew(), 0);
        do
        {
            for (var i = 0; i < count; i++) decode(i);
            done += count;
        }
        while (clock.Elapsed.TotalSeconds < seconds);
        return done / clock.Elapsed.TotalSeconds;
    }
}
