using Hornbill.Graph;

namespace Hornbill.Layers;

/// <summary>Arithmetic on nodes in the words of C#: each makes the layer of its name, with shapes that broadcast.</summary>
/// <example><code>
/// var gate = new Dense(64, "sigmoid").Apply(new GlobalAveragePooling2D(keepDims: true).Apply(x)); // (1, 1, 64)
/// var y = x + 0.5 * x * gate; // (height, width, 64)
/// </code></example>
public static class NodeOperators
{
    extension(Node)
    {
        /// <summary>x + y: an <see cref="Add"/>.</summary>
        public static Node operator +(Node x, Node y) => new Add().Apply(x, y);

        /// <summary>x − y: a <see cref="Subtract"/>.</summary>
        public static Node operator -(Node x, Node y) => new Subtract().Apply(x, y);

        /// <summary>x y, element by element: a <see cref="Multiply"/>.</summary>
        public static Node operator *(Node x, Node y) => new Multiply().Apply(x, y);

        /// <summary>x / y, element by element: a <see cref="Divide"/>.</summary>
        public static Node operator /(Node x, Node y) => new Divide().Apply(x, y);

        /// <summary>x + a number: a <see cref="Rescaling"/>.</summary>
        public static Node operator +(Node x, double number) => new Rescaling(1, number).Apply(x);

        /// <summary>A number + x: a <see cref="Rescaling"/>.</summary>
        public static Node operator +(double number, Node x) => new Rescaling(1, number).Apply(x);

        /// <summary>x − a number: a <see cref="Rescaling"/>.</summary>
        public static Node operator -(Node x, double number) => new Rescaling(1, -number).Apply(x);

        /// <summary>A number − x: a <see cref="Rescaling"/>.</summary>
        public static Node operator -(double number, Node x) => new Rescaling(-1, number).Apply(x);

        /// <summary>x times a number: a <see cref="Rescaling"/>.</summary>
        public static Node operator *(Node x, double number) => new Rescaling(number).Apply(x);

        /// <summary>A number times x: a <see cref="Rescaling"/>.</summary>
        public static Node operator *(double number, Node x) => new Rescaling(number).Apply(x);

        /// <summary>x by a number: a <see cref="Rescaling"/>.</summary>
        /// <exception cref="ArgumentException">The number is 0.</exception>
        public static Node operator /(Node x, double number) => new Rescaling(1 / number).Apply(x);

        /// <summary>A number by x, element by element: a <see cref="Power"/> and a <see cref="Rescaling"/>.</summary>
        public static Node operator /(double number, Node x) =>
            number == 1 ? new Power(-1).Apply(x) : new Rescaling(number).Apply(new Power(-1).Apply(x));

        /// <summary>−x: a <see cref="Rescaling"/>.</summary>
        public static Node operator -(Node x) => new Rescaling(-1).Apply(x);
    }

    /// <summary>x to a power, element by element: a <see cref="Power"/>.</summary>
    /// <param name="x">The base.</param>
    /// <param name="exponent">2 for squares, 0.5 for roots, −1 for reciprocals.</param>
    public static Node Pow(this Node x, double exponent) => new Power(exponent).Apply(x);
}
