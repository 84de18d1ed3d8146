using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hornbill.Callbacks;
using Hornbill.Data;
using Hornbill.Execution;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;

namespace Hornbill.Tests.Killed;

/// <summary>A training of a second or so with all that has a state: dropout, BatchNormalization, Adam, ReduceLROnPlateau, early stopping
/// with the best weights, shuffling, and checkpoints every few steps.</summary>
public static class LongRun
{
    const int Samples = 600, Batch = 16, Epochs = 16, EverySteps = 7;

    /// <summary>Trains, going on from what lies in the folder, and returns the fingerprint of weights, optimizer and history.</summary>
    /// <param name="folder">Of checkpoints; null for none.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="milliseconds">How long the writing of a checkpoint takes at least.</param>
    public static string Train(string? folder, int threads, int milliseconds = 0)
    {
        var model = Net();
        model.Workers = new Workers(threads);
        var checkpoints = folder is null ? null : new Checkpoints(folder, EverySteps, resume: true);
        if (checkpoints is not null) checkpoints.Files.Through = stream => milliseconds > 0 ? new SlowStream(stream, milliseconds) : stream;
        var history = model.Fit(Data(), Batch, Epochs,
                                [new ReduceLROnPlateau(factor: 0.5, patience: 1, minDelta: 0.02),
                                    new EarlyStopping(patience: 9, restoreBestWeights: true)],
                                validationSplit: 0.2, checkpoints: checkpoints);
        return Fingerprint(model, history);
    }

    static Sequential Net()
    {
        var model = new Sequential(
        [
            new Input(8, 8, 1), new Conv2D(8, 3, padding: "same", useBias: false), new BatchNormalization(), new Activation("relu"),
                new MaxPooling2D(2), new Dropout(0.3),
            new Flatten(), new Dense(24, "relu"), new Dropout(0.2), new Dense(5, "softmax"),
        ], seed: 6);
        model.Compile(new Adam(0.01), "sparse_categorical_crossentropy", ["accuracy"]);
        return model;
    }

    // Noise, brighter in a row that depends on the class.
    static ArrayData Data()
    {
        var random = new Random(5);
        var (x, y) = (new Tensor([Samples, 8, 8, 1]), new Tensor([Samples]));
        for (var n = 0; n < Samples; n++)
        {
            y.Data[n] = n % 5;
            for (var i = 0; i < 64; i++) x.Data[(n * 64) + i] = random.NextSingle() + (i / 8 == n % 5 ? 0.35f : 0);
        }
        return new(x, y);
    }

    static string Fingerprint(Model model, History history)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, value) in model.GetWeights().Concat(model.GetOptimizerState().Slots)) hash.AppendData(
            MemoryMarshal.AsBytes(value.Data.AsSpan()));
        foreach (var (name, values) in history.Values)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            foreach (var value in values) hash.AppendData(BitConverter.GetBytes(value));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
