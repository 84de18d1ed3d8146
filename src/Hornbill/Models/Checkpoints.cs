using Hornbill.Serialization;

namespace Hornbill.Models;

/// <summary>Where a training keeps all that it takes to go on to the bit: weights, the optimizer's slots and steps, the learning rate, what
/// callbacks have seen and the best weights they keep, the history, and in the middle of an epoch its running loss and metrics.</summary>
/// <remarks><para>An argument of its own and not a callback, since it keeps what Fit itself and all the callbacks know; Keras's
/// <c>BackupAndRestore</c> is a callback that stands for it. Shuffling, dropout and augmentation are functions of seed, epoch and step, so
/// numbers suffice to go on with them.</para>
/// <para>Each is written aside and renamed, while training goes on, and carries a checksum: of a torn one the one before is used. The
/// newest two are kept. A training that is given up to a kill loses the steps since the last one; one that is cancelled loses none. Where
/// one cannot be written training goes on, and <see cref="Model.Warnings"/> tells it. A folder serves one training at a time, in any
/// process.</para>
/// <para>It goes on only with what decides the result: the model, its compile settings, the data (their number, shapes and checksum), the
/// seed, the callbacks that act; else an error lists what differs.</para></remarks>
/// <example><code>
/// // The same call begins and, after an interruption, goes on.
/// model.Fit(train, epochs: 50, checkpoints: new Checkpoints("runs/a", everySteps: 500, resume: true));
/// </code></example>
public sealed class Checkpoints
{
    const string FormatKey = "hornbill.checkpoint", NumbersKey = "numbers", IdentityKey = "identity", Format = "2";

    readonly Generations _files;
    readonly string _folder;
    Task _writing = Task.CompletedTask;
    FileLock? _lock;

    /// <summary>In a folder.</summary>
    /// <param name="folder">Where they go; it is made when the first is written.</param>
    /// <param name="everySteps">After how many steps each time one is made, besides each epoch's end.</param>
    /// <param name="resume">Whether to go on from the newest in the folder, where there is one.</param>
    /// <param name="changes">What may differ from the training that was begun: "learning rate", "data", "validation data", "seed", "loss",
    /// "layers" (settings such as a dropout's rate), "class weights", "callbacks". Any other difference is an error, since the result would
    /// be that of neither.</param>
    /// <exception cref="ArgumentException">The number of steps is below 1, or something else is to differ.</exception>
    public Checkpoints(string folder, int? everySteps = null, bool resume = false, IReadOnlyList<string>? changes = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (everySteps < 1)
            throw new ArgumentException(
                $"Checkpoints got every {everySteps} steps but needs at least 1. Leave it out for those of each epoch's end. " +
                                        "Give the steps.");
        Changes = [.. (changes ?? []).Select(c => Choices.Check("part of a training that may be changed", c, RunIdentity.Changeable))];
        (_folder, EverySteps, Resume, _files) = (folder, everySteps, resume, new(folder, "checkpoint"));
    }

    /// <summary>After how many steps each time one is made.</summary>
    public int? EverySteps { get; }

    /// <summary>Whether training goes on from the newest.</summary>
    public bool Resume { get; }

    /// <summary>What may differ from the training that was begun.</summary>
    public IReadOnlyList<string> Changes { get; }

    /// <summary>The file that training went on from; null where it began anew.</summary>
    public string? ResumedFrom { get; private set; }

    /// <summary>Whether they are removed when training has come to its end.</summary>
    internal bool DeleteAtEnd { get; init; }

    internal Generations Files => _files;

    /// <summary>Told of one that could not be written: training goes on.</summary>
    internal Action<string> Complain { get; set; } = _ => { };

    /// <summary>Takes the folder for one training, until <see cref="Close"/>.</summary>
    /// <exception cref="InvalidOperationException">Another training has it, or there are checkpoints that nobody asked for; nothing is
    /// changed then.</exception>
    /// <exception cref="IOException">It cannot be made or written to.</exception>
    internal void Open()
    {
        try
        {
            _lock = FileLock.TakeFolder(_folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoPlace(e);
        }
        if (_lock is null)
            throw new InvalidOperationException(
                $"'{_folder}' is the folder of a training that is running, but a folder keeps one at a time. " +
                                                "Give another folder, or wait until that one has ended.");
        if (!Resume && _files.Any)
            throw new InvalidOperationException(
                $"'{_folder}' holds checkpoints of another training, but this one would begin anew and write over them. " +
                                                "Give resume: true (--resume) to go on with it, or another folder.");
        _files.Tidy();
    }

    /// <summary>Throws where one of so many bytes could not be written.</summary>
    /// <exception cref="IOException">There is no room for it.</exception>
    internal void Try(long bytes)
    {
        try
        {
            _files.Try(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoPlace(e);
        }
    }

    /// <summary>Lets the folder go.</summary>
    internal void Close()
    {
        _lock?.Dispose();
        _lock = null;
    }

    IOException NoPlace(Exception e) =>
        new($"Checkpoints cannot be written to '{_folder}' ({e.Message}), but training was to be kept there. Give another folder, or " +
            $"make room.", e);

    /// <summary>The state to go on from; null to begin anew.</summary>
    /// <exception cref="InvalidDataException">There are checkpoints, but none is whole.</exception>
    internal State? Load()
    {
        if (!Resume || _files.Newest() is not var (file, path)) return null;
        ResumedFrom = path;
        return StateOf(file, path);
    }

    /// <summary>What a checkpoint holds.</summary>
    /// <exception cref="InvalidDataException">The file is none.</exception>
    internal static State StateOf(SafeTensorsFile file, string path)
    {
        if (file.Metadata.GetValueOrDefault(FormatKey) is not Format and var version)
            throw new InvalidDataException(
                $"'{path}' is {(version is null ? "no checkpoint" : $"a checkpoint of the format version '{Choices.Short(version)}'")}, " +
                                           $"but version {Format} is expected. Give the folder of such checkpoints.");
        var state = new State { Identity = file.Metadata.GetValueOrDefault(IdentityKey) };
        foreach (var (name, numbers) in NumbersText.Read(file.Metadata.GetValueOrDefault(NumbersKey, "{}"), path)) state.Set(name, numbers);
        foreach (var (name, tensor) in file.Tensors) state.Set(name, tensor);
        return state;
    }

    /// <summary>Writes a state while training goes on, after the one before has been written.</summary>
    internal void Save(State state)
    {
        Wait();
        var metadata = new Dictionary<string, string>
        {
            [FormatKey] = Format, [NumbersKey] = NumbersText.Write(state.Numbers), [IdentityKey] = state.Identity ?? "{}",
        };
        _writing = Task.Run(() => _files.Write([.. state.Tensors.Select(t => (t.Key, t.Value))], metadata));
    }

    /// <summary>Waits until all are written. One that could not be is told, and the next will be tried.</summary>
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
            Complain($"A checkpoint could not be written to '{_folder}' ({e.Message}), but training goes on; those before it are whole. " +
                $"Make room there.");
        }
    }

    /// <summary>Training has come to its end.</summary>
    internal void Finish()
    {
        Wait();
        if (DeleteAtEnd) _files.Clear();
    }
}
