using Hornbill.Engine;
using Hornbill.Optimizers;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>A copy of the optimizer's steps and slots.</summary>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    public OptimizerState GetOptimizerState() => new(TrainingState.Steps, [.. TrainingState.SlotNames.SelectMany((slot, i) =>
        TrainingState.Variables.Select(v => new NamedWeights($"{_store.Name(v)}/{slot}",
            new Tensor(v.Shape, TrainingState.Slot(i, v).ToArray()))))]);

    /// <summary>Sets the optimizer's steps and slots: training goes on as where they were taken.</summary>
    /// <param name="state">What <see cref="GetOptimizerState"/> gave.</param>
    /// <exception cref="ArgumentException">They are of other weights or another optimizer; nothing is changed then.</exception>
    public void SetOptimizerState(OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (variables, given) = (TrainingState.Variables, state.Slots);
        if (given.Count != TrainingState.SlotNames.Count * variables.Count)
            throw new ArgumentException(
                $"Model '{Shown}' got an optimizer state of {given.Count} slots but needs " +
                $"{TrainingState.SlotNames.Count * variables.Count}. " +
                                        "Compile it with the optimizer that the state is of.");
        for (var i = 0; i < given.Count; i++)
        {
            var (v, slot) = (variables[i % variables.Count], TrainingState.SlotNames[i / variables.Count]);
            if (given[i].Name != $"{_store.Name(v)}/{slot}" || given[i].Value.Shape != v.Shape)
                throw new ArgumentException(
                    $"Model '{Shown}' got the slot '{Plain.Text(given[i].Name)}' of shape {given[i].Value.Shape} but needs " +
                    $"'{Plain.Text(_store.Name(v))}/{slot}' of {v.Shape}. " +
                                            "Use a state of the same architecture and optimizer.");
        }
        using var hold = Hold.Take(this, "SetOptimizerState", variables, sets: true);
        for (var i = 0; i < given.Count; i++) given[i].Value.Data.CopyTo(
            TrainingState.Slot(i / variables.Count, variables[i % variables.Count]));
        TrainingState.Steps = state.Steps;
        Optimizer!.Seen(state.Steps);
    }

    /// <summary>Takes the averaged weights of <see cref="ScheduleFreeAdamW"/>, to evaluate and predict with; with other optimizers nothing
    /// happens.</summary>
    public void SwapToEval() => Interpolate((w, z, beta) => (w - ((1 - beta) * z)) / beta);

    /// <summary>The opposite of <see cref="SwapToEval"/>, before training goes on.</summary>
    public void SwapToTrain() => Interpolate((x, z, beta) => ((1 - beta) * z) + (beta * x));

    void Interpolate(Func<double, double, double, double> of)
    {
        if (Optimizer is not ScheduleFreeAdamW optimizer || TrainingState.Steps == 0) return;
        foreach (var v in TrainingState.Variables)
        {
            var (weights, z) = (_store[v].ToArray(), TrainingState.Slot(TrainingState.SlotOf("momentum"), v).ToArray());
            for (var i = 0; i < weights.Length; i++) weights[i] = (float)of(weights[i], z[i], optimizer.Beta1);
            weights.CopyTo(_store[v]);
        }
        _store.Version++;
    }

    /// <summary>Exchanges the weights with their moving averages, which an optimizer with <c>UseEma</c> keeps; a second call brings them
    /// back. Without averages nothing happens. When training ends the averages become the weights by themselves.</summary>
    /// <exception cref="InvalidOperationException">Another thread is fitting the model; its own callbacks may swap.</exception>
    public void SwapAverages()
    {
        Hold.Check(this, "SwapAverages", others: true);
        _training?.UseAverages(swap: true);
    }
}
