using Hornbill.Layers;

namespace Hornbill.Optimizers;

/// <content>What every optimizer can do besides its rule.</content>
public abstract partial class Optimizer
{
    double? _weightDecay, _clipValue, _clipNorm, _globalClipNorm;
    double _emaMomentum = 0.99;
    int? _emaOverwriteFrequency, _gradientAccumulationSteps;
    bool _useEma;

    /// <summary>The share of a weight, times the learning rate, that each update takes off before the step: w ← w − η d w. (Loshchilov and Hutter, 2019)</summary>
    public double? WeightDecay { get => _weightDecay; init => _weightDecay = Option("weight_decay", value, least: 0); }

    /// <summary>The greatest magnitude of a gradient's element.</summary>
    public double? ClipValue { get => _clipValue; init => _clipValue = OneClip("clipvalue", value, _clipNorm ?? _globalClipNorm); }

    /// <summary>The greatest norm of the gradient of one variable.</summary>
    public double? ClipNorm { get => _clipNorm; init => _clipNorm = OneClip("clipnorm", value, _clipValue ?? _globalClipNorm); }

    /// <summary>The greatest norm of the gradient of all variables together.</summary>
    public double? GlobalClipNorm { get => _globalClipNorm; init => _globalClipNorm = OneClip("global_clipnorm", value, _clipValue ?? _clipNorm); }

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

    internal const string AverageSlot = "average", GradientSlot = "gradient_accumulator";

    /// <summary>The slots that are kept, in Keras's order: those of the options, then the rule's.</summary>
    internal IEnumerable<string> AllSlots =>
        [.. UseEma ? [AverageSlot] : Array.Empty<string>(), .. GradientAccumulationSteps > 1 ? [GradientSlot] : Array.Empty<string>(), .. SlotNames.OfType<string>()];

    void WriteOptions(Config config) => config.Set("weight_decay", WeightDecay).Set("clipnorm", ClipNorm).Set("global_clipnorm", GlobalClipNorm)
        .Set("clipvalue", ClipValue).Set("use_ema", UseEma).Set("ema_momentum", EmaMomentum).Set("ema_overwrite_frequency", EmaOverwriteFrequency)
        .Set("gradient_accumulation_steps", GradientAccumulationSteps);

    /// <summary>Takes the options that were written.</summary>
    internal Optimizer With(Config config)
    {
        double? Read(string name, double? old) => config.Holds(name) ? config.DoubleOrNull(name) : old;
        _weightDecay = Option("weight_decay", Read("weight_decay", _weightDecay), least: 0);
        _clipNorm = OneClip("clipnorm", Read("clipnorm", _clipNorm), null);
        _globalClipNorm = OneClip("global_clipnorm", Read("global_clipnorm", _globalClipNorm), _clipNorm);
        _clipValue = OneClip("clipvalue", Read("clipvalue", _clipValue), _clipNorm ?? _globalClipNorm);
        (_useEma, _emaMomentum) = (config.Bool("use_ema", _useEma), Share(GetType().Name, "ema_momentum", config.Double("ema_momentum", _emaMomentum)));
        _emaOverwriteFrequency = (int?)Option("ema_overwrite_frequency", Read("ema_overwrite_frequency", _emaOverwriteFrequency), least: 1);
        _gradientAccumulationSteps = (int?)Option("gradient_accumulation_steps", Read("gradient_accumulation_steps", _gradientAccumulationSteps), least: 2);
        return this;
    }

    double? Option(string what, double? value, double least) => value is null || (value >= least && double.IsFinite(value.Value))
        ? value
        : throw new ArgumentException($"{GetType().Name} got {what} {value} but it must be a finite number {(least is > 0 and < 1 ? "above 0" : $"of at least {least}")}. " +
                                      "Leave it out, or give such a number.");

    double? OneClip(string what, double? value, double? other) => value is null || other is null
        ? Option(what, value, least: double.Epsilon)
        : throw new ArgumentException($"{GetType().Name} got {what} beside another bound of the gradient but takes one of clipnorm, clipvalue and global_clipnorm. " +
                                      "Set only one.");
}
