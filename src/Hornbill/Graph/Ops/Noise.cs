using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>What is done with a value and a random word of 24 bits; P, Q and R are settings.</summary>
enum NoiseRule
{
    /// <summary>x + P z with z standard normal.</summary>
    Added,

    /// <summary>Q x + R where the word is at least P, else the constant that selu falls to, times Q, + R.</summary>
    Alpha,

    /// <summary>Q x where the word is at least P, else 0.</summary>
    Dropout,

    /// <summary>x (1 + P z) with z standard normal.</summary>
    Multiplied,
}

/// <summary>What noise is set to.</summary>
/// <param name="P">The rule's first setting.</param>
/// <param name="Q">The rule's second setting.</param>
/// <param name="R">The rule's third setting.</param>
sealed record NoiseSettings(float P, float Q = 0, float R = 0)
{
    /// <summary>The numbers of a sample: 1 where a whole dimension shares them; those of the sample itself where null.</summary>
    public Shape? Numbers { get; init; }

    /// <summary>Whether all samples of a batch share them.</summary>
    public bool OfBatch { get; init; }

    /// <summary>A seed of its own in place of the run's.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether the gradient passes as it is.</summary>
    public bool Constant { get; init; }

    /// <summary>Whether it does nothing in training either.</summary>
    public bool Idle { get; init; }

    /// <summary>The share of values that are not made zero. A convolution behind which such a gradient comes walks lists of what is
    /// alive.</summary>
    public float Alive { get; init; } = 1;
}

/// <summary>Random numbers let into values in training; nothing at inference.</summary>
/// <param name="kind">What the plan calls it.</param>
/// <param name="rule">What is done with a number.</param>
/// <param name="settings">What it is set to.</param>
sealed class Noise(string kind, NoiseRule rule, NoiseSettings settings) : Op
{
    public NoiseRule Rule => rule;

    public NoiseSettings Settings => settings;

    public override string Kind => kind;

    public override bool IsRandom => true;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
