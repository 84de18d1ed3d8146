using Hornbill.Data;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tool.Screen;
using Spectre.Console;

namespace Hornbill.Tool.Runs;

/// <summary>Which classes a model takes for which.</summary>
/// <param name="Matrix">Counts [true class, predicted class].</param>
/// <param name="ClassNames">The classes.</param>
sealed record TestReport(ConfusionMatrix Matrix, IReadOnlyList<string> ClassNames)
{
    const int MostColumns = 12, MostPairs = 5;

    public static TestReport Of(Model model, BatchSource test, IReadOnlyList<int> labels, IReadOnlyList<string> classNames, int batchSize)
    {
        var (matrix, predictions) = (new ConfusionMatrix(classNames.Count), model.Predict(test, batchSize));
        for (var i = 0; i < labels.Count; i++) matrix.Add(labels[i], predictions.Row(i).IndexOf(predictions.Row(i).ToArray().Max()));
        return new(matrix, classNames);
    }

    /// <summary>The share of the class that has most test images: what naming it always would reach.</summary>
    public double Majority => (double)Enumerable.Range(0, Matrix.Classes).Max(Matrix.Support) / Math.Max(1, Matrix.Total);

    /// <summary>Pairs of classes that are confused, the most frequent first.</summary>
    public IEnumerable<(int True, int Predicted, long Count)> Pairs =>
        from t in Enumerable.Range(0, Matrix.Classes)
        from p in Enumerable.Range(0, Matrix.Classes)
        where t != p && Matrix[t, p] > 0
        orderby Matrix[t, p] descending
        select (t, p, Matrix[t, p]);

    public void Tell(Terminal terminal)
    {
        if (Matrix.Classes <= MostColumns) terminal.Table(Table());
        foreach (var (t, p, count) in Pairs.Take(MostPairs))
            terminal.Line(
                $"{ClassNames[t]} taken for {ClassNames[p]}: {count} of {Matrix.Support(t)} ({(double)count / Matrix.Support(t):0.0%})");
        terminal.Line($"Naming the most frequent class always would reach {Majority:0.0000}");
    }

    Table Table()
    {
        var table = new Table();
        table.AddColumn(new TableColumn(new Text("true \\ predicted")));
        foreach (var name in ClassNames) table.AddColumn(new TableColumn(new Text(name)).RightAligned());
        for (var t = 0; t < Matrix.Classes; t++)
            table.AddRow([new Text(ClassNames[t]), .. Enumerable.Range(0, Matrix.Classes).Select(p => new Text($"{Matrix[t, p]}"))]);
        return table;
    }
}
