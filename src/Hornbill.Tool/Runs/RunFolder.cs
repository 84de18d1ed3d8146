using Hornbill.Engine;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Runs;

/// <summary>The folder of one run, which nobody else writes to meanwhile, and no earlier run's model is lost in.</summary>
sealed class RunFolder : IDisposable
{
    const int Most = 10_000;

    readonly FileLock _lock;
    readonly string[] _made;

    RunFolder(string path, FileLock taken, string[] made) => (Path, _lock, _made) = (path, taken, made);

    public string Path { get; }

    public string ModelPath => System.IO.Path.Combine(Path, "model.safetensors");

    public string ResultsPath => System.IO.Path.Combine(Path, "results.json");

    /// <summary>Where the model of a run goes that was interrupted, beside that of an earlier one.</summary>
    string InterruptedPath => System.IO.Path.Combine(Path, "model-interrupted.safetensors");

    /// <summary>Takes the folder that was asked for, or the first of <c>runs/NAME</c>, <c>runs/NAME-2</c>, … that is free.</summary>
    /// <exception cref="InvalidOperationException">It holds another run's model, or another run is going on there; nothing is changed
    /// then.</exception>
    /// <exception cref="IOException">It cannot be made or written to.</exception>
    public static RunFolder Take(TrainSettings settings, Terminal terminal)
    {
        if (settings.OutputIsAsked) return Free(settings.Output, settings, out var reason) ?? throw new InvalidOperationException(reason);
        string? first = null;
        for (var n = 1; n < Most; n++)
        {
            var path = n == 1 ? settings.Output : $"{settings.Output}-{n}";
            if (Free(path, settings, out var why) is { } free)
            {
                if (first is not null) terminal.Line(
                    $"{first[..first.IndexOf(',', StringComparison.Ordinal)]}: this one goes to '{path}'.");
                return free;
            }
            first ??= why;
        }
        throw new InvalidOperationException(
            $"'{settings.Output}' and {Most} more folders hold runs, but a run needs one of its own. Give another with --output.");
    }

    /// <summary>Throws where the model, of so many bytes, or the record could not be written.</summary>
    public void Try(long bytes)
    {
        AtomicFile.Try(ModelPath, bytes);
        GrowingFile.Try(ResultsPath);
    }

    /// <summary>Writes the model, and returns where: an interrupted run's beside that of an earlier one, and elsewhere where the folder
    /// cannot be written to any more.</summary>
    /// <param name="write">Writes it to a path.</param>
    /// <param name="interrupted">Whether the run did not come to its end.</param>
    public string Save(Action<string> write, bool interrupted)
    {
        var path = interrupted && File.Exists(ModelPath) && ModelFile.Origin(ModelPath) is not { Interrupted: true } ? InterruptedPath
            : ModelPath;
        try
        {
            Directory.CreateDirectory(Path);
            write(path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Elsewhere(write) ?? throw new IOException(
                $"The model could be written neither to '{path}' ({e.Message}) nor to the temporary or the home folder, but one is " +
                $"needed. Make room.", e);
        }
    }

    /// <summary>Lets it go; what was made for it and holds nothing is removed.</summary>
    public void Dispose()
    {
        try
        {
            _lock.Dispose();
            foreach (var folder in _made) Directory.Delete(folder);
        }
        // It holds something, or is gone.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    static RunFolder? Free(string path, TrainSettings settings, out string reason)
    {
        reason = "";
        string[] made = [.. Missing(path)];
        if (Lock(path) is not { } taken)
        {
            reason = $"'{path}' is the folder of a run that is going on, but a folder has one at a time. Give another with --output, or " +
                $"wait until that one has ended.";
            return null;
        }
        var folder = new RunFolder(path, taken, made);
        if (settings.Overwrite || !File.Exists(folder.ModelPath) || folder.IsOwn(settings)) return folder;
        folder.Dispose();
        reason = $"'{path}' holds the model of an earlier run, but this one would replace it. Give another folder with --output, or " +
            $"--overwrite.";
        return null;
    }

    static FileLock? Lock(string path)
    {
        try
        {
            return FileLock.TakeFolder(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The folder '{path}' cannot be written to, but the model and the record go there ({e.Message}). Give another with " +
                $"--output.", e);
        }
    }

    // The model is one that the training which now goes on has left.
    bool IsOwn(TrainSettings settings) => settings is { Resume: true, Checkpoint: { } kept } && new Generations(kept, "checkpoint").Any &&
        ModelFile.Origin(ModelPath).Checkpoint == System.IO.Path.GetFullPath(kept);

    // The folder and those above it that are not there, the innermost first.
    static IEnumerable<string> Missing(string path)
    {
        for (var folder = System.IO.Path.GetFullPath(path); folder is not null && !Directory.Exists(folder);
            folder = System.IO.Path.GetDirectoryName(folder)) yield return folder;
    }

    static string? Elsewhere(Action<string> write)
    {
        foreach (var folder in (string[])[System.IO.Path.GetTempPath(), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)])
            try
            {
                var path = System.IO.Path.Combine(folder, $"hornbill-{DateTime.Now:yyyyMMdd-HHmmss}-{Environment.ProcessId}.safetensors");
                write(path);
                return path;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        return null;
    }
}
