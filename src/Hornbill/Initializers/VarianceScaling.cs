using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>A distribution of mean 0 and variance v = scale / fan: a normal one cut at two deviations (which are made wider first, so that
/// the result has variance v), a whole normal one, or U(−l, l) with l = √(3 v).</summary>
public class VarianceScaling : Initializer
{
    readonly double _scale;
    readonly string _mode, _distribution;
    readonly ulong? _seed;

    /// <summary>With Keras's arguments.</summary>
    /// <param name="scale">Above 0.</param>
    /// <param name="mode">By which the scale is divided: "fan_in", "fan_out" or their mean, "fan_avg".</param>
    /// <param name="distribution">"truncated_normal", "untruncated_normal" or "uniform".</param>
    /// <param name="seed">Given, every weight is drawn from it.</param>
    /// <exception cref="ArgumentException">The scale is not above 0, or a word is not known.</exception>
    public VarianceScaling(double scale = 1, string mode = "fan_in", string distribution = "truncated_normal", ulong? seed = null)
    {
        if (!(scale > 0 && double.IsFinite(scale))) throw new ArgumentException(
            $"VarianceScaling got scale {scale} but needs one above 0. Give 1 or 2.");
        (_scale, _seed) = (scale, seed);
        _mode = Choices.Check("mode of VarianceScaling", mode, "fan_in", "fan_out", "fan_avg");
        _distribution = Choices.Check("distribution of VarianceScaling", distribution, "truncated_normal", "untruncated_normal", "uniform");
    }

    /// <inheritdoc/>
    public override string Name => Settings.Write("variance_scaling", ("scale", _scale, 1.0), ("mode", _mode, "fan_in"),
                                                  ("distribution", _distribution, "truncated_normal"), ("seed", _seed, null));

    /// <inheritdoc/>
    public sealed override void Fill(Span<float> values, Shape shape, ulong seed)
    {
        var variance = _scale / Math.Max(1, Fan(Fans(shape)));
        switch (_distribution)
        {
            case "uniform":
                var limit = Math.Sqrt(3 * variance);
                Draws.Uniform(values, -limit, limit, _seed ?? seed);
                break;
            case "untruncated_normal":
                Draws.Normal(values, 0, Math.Sqrt(variance), _seed ?? seed);
                break;
            default:
                Draws.TruncatedNormal(values, 0, Math.Sqrt(variance) / Draws.Cut, _seed ?? seed);
                break;
        }
    }

    private protected string Spelled(string word) => Settings.Write(word, ("seed", _seed, null));

    double Fan((double In, double Out) fans) => _mode switch { "fan_in" => fans.In, "fan_out" => fans.Out, _ => (fans.In + fans.Out) / 2 };
}
