using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>Keeps a training in a folder, and goes on from there when the same call is made again after an interruption.</summary>
/// <remarks>Keras's word for <see cref="Checkpoints"/>, and so it does more than Keras's: a training goes on at the batch and not at the
/// epoch, with the state of all callbacks, to the bit.</remarks>
/// <example><code>model.Fit(train, epochs: 50, callbacks: [new BackupAndRestore("backup")]);</code></example>
/// <param name="backupDir">The folder.</param>
/// <param name="saveFreq">After how many batches each time it is saved, besides each epoch's end.</param>
/// <param name="deleteCheckpoint">Whether the backup is removed when training has come to its end.</param>
public sealed class BackupAndRestore(string backupDir, int? saveFreq = null, bool deleteCheckpoint = true) : Callback
{
    internal override Checkpoints? Checkpoints { get; } = new(backupDir, saveFreq, resume: true) { DeleteAtEnd = deleteCheckpoint };
}
