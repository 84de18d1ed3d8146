using Hornbill.Layers;

namespace Hornbill.Models;

/// <summary>A built-in net: how it is made, and how its lab trains it.</summary>
/// <param name="Name">As the tool takes it.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="BatchSize">Samples in a step.</param>
/// <param name="Optimizer">Its Keras name.</param>
/// <param name="LearningRate">The lab's.</param>
/// <param name="Layers">Its layers, made anew.</param>
sealed record Net(string Name, string Source, int BatchSize, string Optimizer, double LearningRate, Func<Layer[]> Layers)
{
    public const string Loss = "sparse_categorical_crossentropy";

    /// <summary>The net with weights drawn from a seed, compiled as its lab does.</summary>
    public Sequential Build(ulong seed = 0)
    {
        var model = new Sequential(Layers(), Name, seed);
        model.Compile(Optimizers.Optimizer.Named(Optimizer, LearningRate), Loss, ["accuracy"]);
        return model;
    }
}

/// <summary>The labs' nets by name.</summary>
static class Nets
{
    const string Relu = "relu";

    public static readonly IReadOnlyList<Net> All =
    [
        new("lab-a-baseline", "Lab A, baseline: one dense layer of 128", 32, "adam", 0.001, () =>
            [new Input(28, 28, 1), new Flatten(), new Dense(128, Relu), Classes()]),
        new("lab-a-5x5", "Lab A, CNN02: 32, 64, 64 filters 5×5, dropout", 64, "adam", 0.001, () =>
        [
            new Input(28, 28, 1), Same(32), new MaxPooling2D(2), Same(64), new MaxPooling2D(2), Same(64), new Dropout(0.5), new Flatten(),
            new Dense(64, Relu), Classes(),
        ]),
        new("lab-c-1", "Lab C, net 1: one convolution", 500, "sgd", 0.05, () =>
            [new Input(28, 28, 1), Valid(32), new MaxPooling2D(2), new Flatten(), new Dense(100, Relu), Classes()]),
        new("lab-c-3", "Lab C, net 3: three convolutions", 500, "sgd", 0.05, () =>
        [
            new Input(28, 28, 1), Valid(32), new MaxPooling2D(2), Valid(32), Valid(32), new Flatten(), new Dense(100, Relu), Classes(),
        ]),
        new("lab-c-4", "Lab C, net 4: three convolutions with dropout, a wide head", 500, "sgd", 0.05, () =>
        [
            new Input(28, 28, 1), Valid(32), new MaxPooling2D(2), new Dropout(0.1), Valid(32), new Dropout(0.1), Valid(32), new Dropout(0.1), new Flatten(),
            new Dense(1000, Relu), new Dense(500, Relu), new Dense(100, Relu), Classes(),
        ]),
        new("lab-d", "Lab D: the classic MNIST net", 128, "adam", 0.001, () =>
        [
            new Input(28, 28, 1), Valid(32), new MaxPooling2D(2), Valid(64), new MaxPooling2D(2, padding: "same"), new Flatten(), new Dense(64, Relu), Classes(),
        ]),
    ];

    /// <summary>A net by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Net Find(string name) => All.FirstOrDefault(n => n.Name == name) ?? throw Choices.Unknown("net", name, All.Select(n => n.Name));

    static Conv2D Valid(int filters) => new(filters, 3, activation: Relu);

    static Conv2D Same(int filters) => new(filters, 5, padding: "same", activation: Relu);

    static Dense Classes() => new(10, "softmax");
}
