using System.Globalization;
using System.Text;

namespace Hornbill.Metrics;

/// <summary>Precision, recall, F1 and support of each class and their means; as text it is what scikit-learn's classification_report prints
/// when it is given all labels.</summary>
/// <example><code>Console.WriteLine(new ClassificationReport(matrix, test.ClassNames));</code></example>
public sealed class ClassificationReport
{
    const string Weighted = "weighted avg";

    /// <summary>The report on what a matrix has counted.</summary>
    /// <param name="matrix">The counts.</param>
    /// <param name="classNames">A name for each class; their indices by default.</param>
    /// <exception cref="ArgumentException">There are not as many names as classes.</exception>
    public ClassificationReport(ConfusionMatrix matrix, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (classNames is not null && classNames.Count != matrix.Classes)
            throw new ArgumentException(
                $"A ClassificationReport got {classNames.Count} names but {matrix.Classes} classes. Give each class a name.");
        Classes = [.. Enumerable.Range(0, matrix.Classes).Select(c => new ClassFigures(
            classNames?[c] is { } name ? Plain.Text(name) : c.ToString(CultureInfo.InvariantCulture), matrix.Precision(c), matrix.Recall(c),
                matrix.F1(c), matrix.Support(c)))];
        (Accuracy, Total) = (matrix.Accuracy, matrix.Total);
    }

    /// <summary>The figures of each class.</summary>
    public IReadOnlyList<ClassFigures> Classes { get; }

    /// <summary>The share of samples predicted rightly.</summary>
    public double Accuracy { get; }

    /// <summary>Samples.</summary>
    public long Total { get; }

    /// <summary>The means over the classes.</summary>
    public ClassFigures MacroAverage => Mean("macro avg", _ => 1, Classes.Count);

    /// <summary>The means over the classes, each weighted by its support.</summary>
    public ClassFigures WeightedAverage => Mean(Weighted, c => c.Support, Math.Max(1, Total));

    /// <summary>As scikit-learn prints it, with two digits.</summary>
    public override string ToString() => ToString(2);

    /// <summary>As scikit-learn prints it.</summary>
    /// <param name="digits">Digits behind the point.</param>
    public string ToString(int digits)
    {
        var width = Math.Max(digits, Math.Max(Weighted.Length, Classes.Max(c => c.Name.Length)));
        var text = new StringBuilder().Append(Line(width, "", "precision", "recall", "f1-score", "support")).Append('\n');
        foreach (var c in Classes) text.Append(Line(width, c, digits));
        text.Append('\n').Append(Line(width, "accuracy", "", "", Digits(Accuracy, digits), Digits(Total, 0)));
        return text.Append(Line(width, MacroAverage, digits)).Append(Line(width, WeightedAverage, digits)).ToString();
    }

    static string Line(int width, ClassFigures c, int digits) =>
        Line(width, c.Name, Digits(c.Precision, digits), Digits(c.Recall, digits), Digits(c.F1, digits), Digits(c.Support, 0));

    static string Line(int width, string name, params ReadOnlySpan<string> cells)
    {
        var line = new StringBuilder(name.PadLeft(width)).Append(' ');
        foreach (var cell in cells) line.Append(' ').Append(cell.PadLeft(9));
        return line.Append('\n').ToString();
    }

    // Python rounds the exact value, halves to even; .NET's "F" sends halves up. A double lies halfway only if it is a multiple of
    // 2^-(digits + 1).
    static string Digits(double value, int digits)
    {
        var format = $"F{digits}";
        return digits < 15 && double.IsInteger(Math.ScaleB(value, digits + 1))
            ? Math.Round((decimal)value, digits, MidpointRounding.ToEven).ToString(format, CultureInfo.InvariantCulture)
            : value.ToString(format, CultureInfo.InvariantCulture);
    }

    ClassFigures Mean(string name, Func<ClassFigures, double> weight, double sum) => new(
        name, Classes.Sum(c => weight(c) * c.Precision) / sum, Classes.Sum(c => weight(c) * c.Recall) / sum,
            Classes.Sum(c => weight(c) * c.F1) / sum, Total);
}
