using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tests.Models;

namespace Hornbill.Tests.Callbacks;

/// <summary>A callback that is told of epochs which never were.</summary>
sealed class Rehearsal
{
    readonly Callback _callback;

    public Rehearsal(Callback callback, double rate = 0.1, bool validates = true)
    {
        _callback = callback;
        Model.Compile(new SGD(rate), "sparse_categorical_crossentropy", ["accuracy", "mse"]);
        callback.Serve(Model, new(100, 0, 1, 1, 1, validates), () => Stopped = true, () => 1);
        callback.OnTrainBegin();
    }

    public Sequential Model { get; } = Samples.Tiny();

    public bool Stopped { get; private set; }

    public double Rate => Model.Optimizer!.LearningRate;

    /// <summary>The epochs' values of a figure; returns the epoch after which it asked to stop, or −1.</summary>
    public int Epochs(string figure, params double[] values)
    {
        for (var epoch = 0; epoch < values.Length; epoch++)
        {
            Epoch(epoch, figure, values[epoch]);
            if (Stopped) return epoch;
        }
        return -1;
    }

    /// <summary>One epoch, whose number the weights hold; returns its logs.</summary>
    public Dictionary<string, double> Epoch(int epoch, string figure, double value)
    {
        _callback.OnEpochBegin(epoch);
        Model.SetWeights([.. Model.Values().Select(w => new Hornbill.Tensors.Tensor(w.Shape, [.. w.Data.Select(_ => (float)epoch)]))]);
        var logs = new Dictionary<string, double> { ["loss"] = 9, [figure] = value };
        _callback.OnEpochEnd(epoch, logs);
        return logs;
    }

    /// <summary>Ends it and tells which epoch's weights the model has.</summary>
    public int End()
    {
        _callback.OnTrainEnd([]);
        return (int)Model.Values()[0].Data[0];
    }
}
