using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>All that it takes to go on to the bit.</summary>
sealed partial class Fitting
{
    /// <summary>A copy of everything, between two steps or two epochs.</summary>
    State Capture()
    {
        var (training, optimizer) = (_model.TrainingState, _model.TrainingState.Optimizer);
        var state = new State()
            .Set("position", _epoch, _step, _within ? 1 : 0, _stop ? 1 : 0, _done, _cursor.Position.Pass, _cursor.Position.Index)
            .Set("draws", [.. _model.Draws.Numbers.Select(n => (double)n)])
            .Set("optimizer", training.Steps, optimizer.FollowsSchedule ? 0 : optimizer.LearningRate)
            .Set("weights", _model.GetWeights())
            .Set("slots", _model.GetOptimizerState().Slots)
            .Set("best loss", _kept ? [_bestLoss] : [])
            .Set("best", _kept ? _model.Store.Copies(_best!) : null)
            .Set("images", _before + _images)
            .Add("history", _history.State).Add("tally", _tally.State);
        state.Identity = _identity?.ToJson();
        foreach (var (key, value) in _lastLogs) state.Set("last/" + key, value);
        foreach (var (name, callback) in Named()) state.Add(name, callback.State);
        return state;
    }

    // Before callbacks change anything. Data are summed only where somebody will compare.
    RunIdentity Identity() => RunIdentity.Of(_model, _options, _train, _validation, _batchSize, _callbacks);

    // What a checkpoint takes at most, but for the numbers.
    long StateBytes => sizeof(float) * ((_model.Store.Floats * (_best is null ? 1 : 2))
        + (_model.TrainingState.Floats * _model.TrainingState.SlotNames.Count));

    /// <summary>Goes on from a state; where that cannot be, the model is as before.</summary>
    void Restore(State state, string? path)
    {
        var begun = RunIdentity.FromJson(state.Identity ?? "", path ?? "");
        if (_options.SeedIsDefault && begun.Seed is { } seed)
        {
            _options.Adopt(seed);
            _model.Adopt(seed);
            _identity = null;
        }
        (_identity ??= Identity()).Check(begun, path, Changes);
        var (weights, optimizer, rate) = (_model.GetWeights(), _model.GetOptimizerState(), _model.TrainingState.Optimizer.LearningRate);
        try
        {
            RestoreModel(state);
            RestoreRun(state);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or OverflowException or IndexOutOfRangeException)
        {
            _model.SetWeights([.. weights.Select(w => w.Value)]);
            _model.SetOptimizerState(optimizer);
            SetRate(rate);
            throw new InvalidDataException(
                $"'{path}' is a checkpoint of another training, but one of this model and its callbacks is expected " +
                                           $"({Plain.Text(e.Message)}). Use another checkpoint, or another folder.", e);
        }
    }

    void RestoreModel(State state)
    {
        var weights = state.Weights("weights") ?? [];
        if (_model.GetWeights().Select(w => w.Name).Except(weights.Select(w => w.Name)).FirstOrDefault() is { } missing)
            throw new ArgumentException(
                $"It holds no weight '{Plain.Text(missing)}' but the model has one. Use the model that it was made with.");
        _model.SetWeights([.. _model.GetWeights().Select(w => weights.First(x => x.Name == w.Name).Value)]);
        var optimizer = state.NumbersOf("optimizer");
        if (optimizer is not [>= 0, _]) throw new ArgumentException("Its optimizer has made no number of steps. Use another checkpoint.");
        _model.SetOptimizerState(new((long)optimizer[0], state.Weights("slots") ?? []));
        if (!Changes.Contains("learning rate")) SetRate(optimizer[1]);
        if (state.Has("draws")) _model.Draws.Numbers = [.. state.NumbersOf("draws").Select(n => (long)n)];
    }

    IReadOnlyList<string> Changes => _checkpoints?.Changes ?? [];

    void SetRate(double rate)
    {
        if (!_model.TrainingState.Optimizer.FollowsSchedule) _model.TrainingState.Optimizer.Move(rate);
    }

    void RestoreRun(State state)
    {
        var position = state.NumbersOf("position");
        if (position.Length != 7 || position.Any(p => !(p >= 0 && p <= int.MaxValue)))
            throw new ArgumentException("Its position is none. Use another checkpoint.");
        (_epoch, _step, _within, _stop, _done) =
            ((int)position[0], (int)position[1], position[2] == 1, position[3] == 1, (long)position[4]);
        _resumeAt = ((int)position[5], (int)position[6]);
        _tally.State = state.Part("tally");
        _history.State = state.Part("history");
        _before = (long)state.Number("images");
        _lastLogs = state.Part("last").Numbers.ToDictionary(l => l.Key, l => l.Value[0]);
        foreach (var (name, callback) in Named())
            if (state.Part(name) is { } part && (part.Numbers.Count > 0 || part.Tensors.Count > 0)) callback.State = part;
        if (_best is null || state.NumbersOf("best loss") is not [var best]) return;
        _model.Store.Restore(_best, state.Weights("best") ?? []);
        (_bestLoss, _kept) = (best, true);
    }

    // By kind and place among its kind: a callback that was not there begins anew.
    IEnumerable<(string Name, Callback Callback)> Named() =>
        _callbacks.GroupBy(c => c.GetType().Name).SelectMany(kind => kind.Select((c, i) => ($"callback {kind.Key} {i}", c)));
}
