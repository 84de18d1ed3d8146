namespace Hornbill.Layers;

/// <summary>The least and the greatest value of images: (0, 255) by default in Keras, or (0, 1).</summary>
static class ValueRange
{
    public static (double Low, double High) Check(string layer, (double Low, double High)? range)
    {
        var (low, high) = range ?? (0, 255);
        return double.IsFinite(low) && double.IsFinite(high) && low < high
            ? (low, high)
            : throw new ArgumentException(
                $"{layer} got the value range ({low}, {high}) but needs a lower and a greater finite number. Give (0, 255) or (0, 1).");
    }

    public static (double Low, double High) From(double[] values) => values.Length == 2
        ? (values[0], values[1])
        : throw new InvalidDataException($"A value range got {values.Length} numbers but has two. Check the model's configuration.");
}
