using Hornbill.Serialization;

namespace Hornbill.Models;

/// <summary>Where a training keeps all that it takes to go on to the bit: weights, the optimizer's slots and steps, the learning rate, what callbacks have seen
/// and the best weights they keep, the history, and in the middle of an epoch its running loss and metrics.</summary>
/// <remarks><para>An argument of its own and not a callback, since it keeps what Fit itself and all the callbacks know; Keras's
/// <c>BackupAndRestore</c> is a callback that stands for it. Shuffling, dropout and augmentation are functions of seed, epoch and step, so numbers
/// suffice to go on with them.</para>
/// <para>Each is written aside and renamed, while training goes on, and carries a checksum: of a torn one the one before is used. The newest two are kept. A
/// training that is given up to a kill loses the steps since the last one; one that is cancelled loses none.</para></remarks>
/// <example><code>
/// // The same call begins and, after an interruption, goes on.
/// model.Fit(train, epochs: 50, checkpoints: new Checkpoints("runs/a", everySteps: 500, resume: true));
/// </code></example>
public sealed class Checkpoints
{
    const string FormatKey = "hornbill.checkpoint", NumbersKey = "numbers", Format = "1";

    readonly Generations _files;
    readonly string _folder;
    Task _writing = Task.CompletedTask;

    /// <summary>In a folder.</summary>
    /// <param name="folder">Where they go; it is made when the first is written.</param>
    /// <param name="everySteps">After how many steps each time one is made, besides each epoch's end.</param>
    /// <param name="resume">Whether to go on from the newest in the folder, where there is one.</param>
    /// <exception cref="ArgumentException">The number of steps is below 1.</exception>
    public Checkpoints(string folder, int? everySteps = null, bool resume = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (everySteps < 1)
            throw new ArgumentException($"Checkpoints got every {everySteps} steps but needs at least 1. Leave it out for those of each epoch's end. " +
                                        "Give the steps.");
        (_folder, EverySteps, Resume, _files) = (folder, everySteps, resume, new(folder, "checkpoint"));
    }

    /// <summary>After how many steps each time one is made.</summary>
    public int? EverySteps { get; }

    /// <summary>Whether training goes on from the newest.</summary>
    public bool Resume { get; }

    /// <summary>The file that training went on from; null where it began anew.</summary>
    public string? ResumedFrom { get; private set; }

    /// <summary>Whether they are removed when training has come to its end.</summary>
    internal bool DeleteAtEnd { get; init; }

    internal Generations Files => _files;

    /// <summary>The state to go on from; null to begin anew.</summary>
    /// <exception cref="InvalidDataException">There are checkpoints, but none is whole.</exception>
    /// <exception cref="InvalidOperationException">There are checkpoints, but none was asked for.</exception>
    internal State? Load()
    {
        _files.Tidy();
        if (!Resume && _files.Any)
            throw new InvalidOperationException($"'{_folder}' holds checkpoints of another training, but this one would begin anew and write over them. " +
                                                "Give resume: true (--resume) to go on with it, or another folder.");
        if (!Resume || _files.Newest() is not var (file, path)) return null;
        ResumedFrom = path;
        return StateOf(file, path);
    }

    /// <summary>What a checkpoint holds.</summary>
    /// <exception cref="InvalidDataException">The file is none.</exception>
    internal static State StateOf(SafeTensorsFile file, string path)
    {
        if (file.Metadata.GetValueOrDefault(FormatKey) is not Format and var version)
            throw new InvalidDataException($"'{path}' is {(version is null ? "no checkpoint" : $"a checkpoint of the format version '{version}'")}, " +
                                           $"but version {Format} is expected. Give the folder of such checkpoints.");
        var state = new State();
        foreach (var (name, numbers) in NumbersText.Read(file.Metadata.GetValueOrDefault(NumbersKey, "{}"), path)) state.Set(name, numbers);
        foreach (var (name, tensor) in file.Tensors) state.Set(name, tensor);
        return state;
    }

    /// <summary>Writes a state while training goes on, after the one before has been written.</summary>
    /// <exception cref="IOException">The one before could not be written.</exception>
    internal void Save(State state)
    {
        Wait();
        var metadata = new Dictionary<string, string> { [FormatKey] = Format, [NumbersKey] = NumbersText.Write(state.Numbers) };
        _writing = Task.Run(() => _files.Write([.. state.Tensors.Select(t => (t.Key, t.Value))], metadata));
    }

    /// <summary>Waits until all are written.</summary>
    /// <exception cref="IOException">The last could not be written.</exception>
    internal void Wait()
    {
        var writing = _writing;
        _writing = Task.CompletedTask;
        try
        {
            writing.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"A checkpoint could not be written to '{_folder}' ({e.Message}), but training was to be kept there; " +
                                  "those before are whole. Make room, or give another folder.", e);
        }
    }

    /// <summary>Training has failed: what is being written is still written, and its own failure does not matter any more.</summary>
    internal void Abandon()
    {
        try
        {
            Wait();
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Training has come to its end.</summary>
    internal void Finish()
    {
        Wait();
        if (DeleteAtEnd) _files.Clear();
    }
}
