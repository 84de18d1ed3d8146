using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>A function of two elements, a and b.</summary>
enum PairFunction
{
    /// <summary>a − b.</summary>
    Difference,

    /// <summary>The greater of both; a where they are equal.</summary>
    Greater,

    /// <summary>a b.</summary>
    Product,

    /// <summary>a / b.</summary>
    Quotient,

    /// <summary>The smaller of both; a where they are equal.</summary>
    Smaller,

    /// <summary>a + b.</summary>
    Sum,
}

/// <summary>Two values of one shape made into one, element by element.</summary>
sealed class Merge(string kind, PairFunction function) : Op
{
    public PairFunction Function => function;

    public override string Kind => kind;

    public override bool Commutes => function == PairFunction.Sum;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => inputs[0];
}
