using System.Text.RegularExpressions;
using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <content>What every optimizer can do besides its rule.</content>
public abstract partial class Optimizer
{
    double? _weightDecay, _clipValue, _clipNorm, _globalClipNorm;
    double _emaMomentum = 0.99;
    int? _emaOverwriteFrequency, _gradientAccumulationSteps;
    bool _useEma;
    Dictionary<string, double> _multipliers = [];
    string[] _excluded = [];
    double? _lossScaleFactor;

    /// <summary>The share of a weight, times the learning rate, that each update takes off before the step: w ← w − η d w. (Loshchilov and
    /// Hutter, 2019)</summary>
    public double? WeightDecay { get => _weightDecay; init => _weightDecay = Option("weight_decay", value, least: 0); }

    /// <summary>The greatest magnitude of a gradient's element.</summary>
    public double? ClipValue { get => _clipValue; init => _clipValue = OneClip("clipvalue", value, _clipNorm ?? _globalClipNorm); }

    /// <summary>The greatest norm of the gradient of one variable.</summary>
    public double? ClipNorm { get => _clipNorm; init => _clipNorm = OneClip("clipnorm", value, _clipValue ?? _globalClipNorm); }

    /// <summary>The greatest norm of the gradient of all variables together.</summary>
    public double? GlobalClipNorm
    {
        get => _globalClipNorm; init =>
        _globalClipNorm = OneClip("global_clipnorm", value, _clipValue ?? _clipNorm);
    }

    /// <summary>Whether a moving average of the weights is kept, which becomes the weights when training ends.</summary>
    public bool UseEma { get => _useEma; init => _useEma = value; }

    /// <summary>m of the average: a ← m a + (1 − m) w.</summary>
    public double EmaMomentum { get => _emaMomentum; init => _emaMomentum = Share(GetType().Name, "ema_momentum", value); }

    /// <summary>After how many updates each time the average becomes the weights; at the end of training only where it is null.</summary>
    public int? EmaOverwriteFrequency
    {
        get => _emaOverwriteFrequency;
        init => _emaOverwriteFrequency = (int?)Option("ema_overwrite_frequency", value, least: 1);
    }

    /// <summary>Batches whose mean gradient makes one update.</summary>
    public int? GradientAccumulationSteps
    {
        get => _gradientAccumulationSteps;
        init => _gradientAccumulationSteps = (int?)Option("gradient_accumulation_steps", value, least: 2);
    }

    /// <summary>Factors of the learning rate by weights: the first whose text is part of a weight's name (dense/kernel), or as a regular
    /// expression matches it, is taken; 1 where none does. So a base may learn more slowly than a head.</summary>
    /// <example><code>new Adam(0.001) { LearningRateMultipliers = new() { ["^base/"] = 0.1, ["bias$"] = 2 } }</code></example>
    public Dictionary<string, double> LearningRateMultipliers
    {
        get => _multipliers;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (var (name, factor) in value) (_, _) =
                (Pattern(name), Option($"a learning rate multiplier of '{name}' of", factor, least: 0));
            _multipliers = new(value);
        }
    }

    /// <summary>What the loss is multiplied by before gradients are taken, and they divided by again before a step: gradients of
    /// <see cref="Models.Model.ComputeGradients"/> are greater by it. In single precision it changes nothing else.</summary>
    public double? LossScaleFactor
    {
        get => _lossScaleFactor; init =>
        _lossScaleFactor = Option("loss_scale_factor", value, least: double.Epsilon);
    }

    /// <summary>Leaves weights out of the decay, as biases and the scales of normalization should be. Call it before the model is
    /// compiled.</summary>
    /// <param name="varList">Weights as <c>GetWeights</c> gives them, by their whole names.</param>
    /// <param name="varNames">Parts of names, or regular expressions that match them: "bias", "gamma$".</param>
    /// <exception cref="ArgumentException">A text is no regular expression.</exception>
    /// <example><code>
    /// var optimizer = new AdamW(0.001);
    /// optimizer.ExcludeFromWeightDecay(varNames: ["bias", "gamma", "beta"]);
    /// </code></example>
    public void ExcludeFromWeightDecay(IReadOnlyList<Tensors.NamedWeights>? varList = null, IReadOnlyList<string>? varNames = null)
    {
        foreach (var name in varNames ?? []) _ = Pattern(name);
        _excluded = [.. _excluded, .. (varList ?? []).Select(w => $"^{Regex.Escape(w.Name)}$"), .. varNames ?? []];
    }

    /// <summary>Whether a weight decays.</summary>
    internal bool Decays(string name) => !_excluded.Any(pattern => Pattern(pattern).IsMatch(name));

    /// <summary>The factor of a weight's learning rate.</summary>
    internal double MultiplierOf(string name) => _multipliers.Where(m => Pattern(m.Key).IsMatch(name)).Select(m => m.Value)
        .FirstOrDefault(1);

    // Without backtracking no pattern, of a file say, takes long.
    private protected static Regex Pattern(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ArgumentException(
                $"The name pattern '{Choices.Short(pattern)}' is no regular expression but must be one ({e.Message}). Give part of a " +
                $"name, such as bias.", e);
        }
    }

    internal const string AverageSlot = "average", GradientSlot = "gradient_accumulator";

    /// <summary>The slots that are kept, in Keras's order: those of the options, then the rule's.</summary>
    internal IEnumerable<string> AllSlots =>
        [.. UseEma ? [AverageSlot] : Array.Empty<string>(), .. GradientAccumulationSteps > 1 ? [GradientSlot] : Array.Empty<string>(),
            .. SlotNames.OfType<string>()];

    void WriteOptions(Config config) => config.Set("weight_decay", WeightDecay).Set("clipnorm", ClipNorm)
        .Set("global_clipnorm", GlobalClipNorm)
        .Set("clipvalue", ClipValue).Set("use_ema", UseEma).Set("ema_momentum", EmaMomentum)
            .Set("ema_overwrite_frequency", EmaOverwriteFrequency)
        .Set("gradient_accumulation_steps", GradientAccumulationSteps).Set("loss_scale_factor", LossScaleFactor)
        .Set("exclude_from_weight_decay", _excluded.Length == 0 ? null : _excluded)
        .Set("learning_rate_multipliers", _multipliers.Count == 0 ? null : new Config(_multipliers));

    /// <summary>Takes the options that were written.</summary>
    internal Optimizer With(Config config)
    {
        double? Read(string name, double? old) => config.Holds(name) ? config.DoubleOrNull(name) : old;
        _weightDecay = Option("weight_decay", Read("weight_decay", _weightDecay), least: 0);
        _clipNorm = OneClip("clipnorm", Read("clipnorm", _clipNorm), null);
        _globalClipNorm = OneClip("global_clipnorm", Read("global_clipnorm", _globalClipNorm), _clipNorm);
        _clipValue = OneClip("clipvalue", Read("clipvalue", _clipValue), _clipNorm ?? _globalClipNorm);
        (_useEma, _emaMomentum) = (config.Bool("use_ema", _useEma),
            Share(GetType().Name, "ema_momentum", config.Double("ema_momentum", _emaMomentum)));
        _emaOverwriteFrequency = (int?)Option("ema_overwrite_frequency", Read("ema_overwrite_frequency", _emaOverwriteFrequency), least: 1);
        _gradientAccumulationSteps = (int?)Option("gradient_accumulation_steps",
            Read("gradient_accumulation_steps", _gradientAccumulationSteps), least: 2);
        _lossScaleFactor = Option("loss_scale_factor", Read("loss_scale_factor", _lossScaleFactor), least: double.Epsilon);
        if (config.StringsOrNull("exclude_from_weight_decay") is { } excluded) _excluded = [.. excluded];
        if (config.ConfigOrNull("learning_rate_multipliers") is not { } multipliers) return this;
        _multipliers = multipliers.AllNumbers();
        foreach (var (name, factor) in _multipliers) (_, _) =
            (Pattern(name), Option($"a learning rate multiplier of '{name}' of", factor, least: 0));
        return this;
    }

    double? Option(string what, double? value, double least) => value is null || (value >= least && double.IsFinite(value.Value))
        ? value
        : throw new ArgumentException(
            $"{GetType().Name} got {what} {value} but it must be a finite number " +
            $"{(least is > 0 and < 1 ? "above 0" : $"of at least {least}")}. " +
                                      "Give such a number, or none.");

    double? OneClip(string what, double? value, double? other) => value is null || other is null
        ? Option(what, value, least: double.Epsilon)
        : throw new ArgumentException(
            $"{GetType().Name} got {what} beside another bound of the gradient but takes one of clipnorm, clipvalue and global_clipnorm. " +
                                      "Set only one.");
}
