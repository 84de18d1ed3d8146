using Hornbill.Tensors;

namespace Hornbill.Graph;

/// <summary>An operation of one's own in plain C#: a layer computes with it by <c>Compute</c>. It sees one sample at a time, images as
/// height, width, channels, and weights as they are. It must keep no state: several threads call it for several samples at once.</summary>
/// <example><code>
/// sealed class Scale : Operation // y = x · w, w a weight of one number
/// {
///     public override string Kind => "scale";
///     public override Shape OutputShape(IReadOnlyList&lt;Shape> inputs) => inputs[0];
///
///     public override void Forward(in ForwardSample s)
///     {
///         for (var i = 0; i &lt; s.Output.Length; i++) s.Output[i] = s.Input(0)[i] * s.Input(1)[0];
///     }
///
///     public override void Backward(in BackwardSample s)
///     {
///         var dx = s.InputGradient(0);
///         var dw = s.InputGradient(1);
///         for (var i = 0; i &lt; dx.Length; i++) dx[i] += s.Gradient[i] * s.Input(1)[0];
///         for (var i = 0; dw.Length > 0 &amp;&amp; i &lt; s.Gradient.Length; i++) dw[0] += s.Gradient[i] * s.Input(0)[i];
///     }
/// }
/// </code></example>
public abstract class Operation
{
    /// <summary>What a plan calls it.</summary>
    public abstract string Kind { get; }

    /// <summary>The shape of one sample of the result; throws where the inputs do not fit.</summary>
    /// <param name="inputs">The shapes of one sample of each input; of a weight its own.</param>
    public abstract Shape OutputShape(IReadOnlyList<Shape> inputs);

    /// <summary>Writes all of <see cref="ForwardSample.Output"/> for one sample.</summary>
    /// <param name="s">The sample: its inputs, and where the result goes.</param>
    public abstract void Forward(in ForwardSample s);

    /// <summary>Adds to the gradients by the inputs, for one sample. What is added to a weight's is summed over the batch in one order,
    /// whatever the threads.</summary>
    /// <param name="s">The sample: its inputs, its result, and the gradients.</param>
    /// <exception cref="NotSupportedException">The operation has none.</exception>
    public virtual void Backward(in BackwardSample s) =>
        throw new NotSupportedException(
            $"Operation '{Kind}' was asked for its gradient but has none. Write its Backward, or set Trainable = false on what is before " +
            $"it.");
}

/// <summary>One sample of an operation's inputs and its result.</summary>
public readonly ref struct ForwardSample
{
    readonly ISamples _samples;
    readonly IReadOnlyList<object> _inputs;
    readonly int _sample;

    internal ForwardSample(ISamples samples, IReadOnlyList<object> inputs, object output, int sample, bool training)
    {
        (_samples, _inputs, _sample, Training) = (samples, inputs, sample, training);
        Output = samples.Floats(output, sample);
    }

    /// <summary>An input's values; a weight as a whole.</summary>
    /// <param name="index">Which input, from 0.</param>
    public ReadOnlySpan<float> Input(int index) => _samples.Floats(_inputs[index], _sample);

    /// <summary>The result, to be written as a whole.</summary>
    public Span<float> Output { get; }

    /// <summary>Whether the model trains.</summary>
    public bool Training { get; }

    /// <summary>Which sample of the batch it is.</summary>
    public int Index => _samples.First + _sample;
}

/// <summary>One sample of an operation's inputs, its result, and the gradients by them.</summary>
public readonly ref struct BackwardSample
{
    readonly ISamples _samples;
    readonly (IReadOnlyList<object> Values, IReadOnlyList<object?> Gradients) _inputs;
    readonly int _sample;

    internal BackwardSample(ISamples samples, (IReadOnlyList<object> Values, IReadOnlyList<object?> Gradients) inputs,
        (object Value, object Gradient) output,
                            int sample, bool training)
    {
        (_samples, _inputs, _sample, Training) = (samples, inputs, sample, training);
        Output = samples.Floats(output.Value, sample);
        Gradient = samples.Floats(output.Gradient, sample);
    }

    /// <summary>An input's values; a weight as a whole.</summary>
    /// <param name="index">Which input, from 0.</param>
    public ReadOnlySpan<float> Input(int index) => _samples.Floats(_inputs.Values[index], _sample);

    /// <summary>What <see cref="Operation.Forward"/> wrote.</summary>
    public ReadOnlySpan<float> Output { get; }

    /// <summary>The gradient by the result.</summary>
    public ReadOnlySpan<float> Gradient { get; }

    /// <summary>The gradient by an input, to be added to; empty where nobody asks for it.</summary>
    /// <param name="index">Which input, from 0.</param>
    public Span<float> InputGradient(int index) =>
        _inputs.Gradients[index] is { } g ? _samples.Floats(g, _sample)[.._samples.Floats(_inputs.Values[index], _sample).Length] : default;

    /// <summary>Whether the model trains.</summary>
    public bool Training { get; }

    /// <summary>Which sample of the batch it is.</summary>
    public int Index => _samples.First + _sample;
}

/// <summary>The samples that an engine has at hand, for an operation from outside.</summary>
interface ISamples
{
    /// <summary>The number of the first of them in the batch.</summary>
    int First { get; }

    /// <summary>One sample's floats of a value that the engine knows by <paramref name="use"/>; all of a weight's, or of the sum at
    /// hand.</summary>
    Span<float> Floats(object use, int sample);
}
