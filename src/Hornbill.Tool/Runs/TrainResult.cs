namespace Hornbill.Tool.Runs;

/// <summary>What a training came to.</summary>
/// <param name="TestLoss">Mean loss over the test images.</param>
/// <param name="TestAccuracy">Share of them that was named rightly.</param>
/// <param name="Seconds">Time in Fit.</param>
/// <param name="ImagesPerSecond">Images trained on in it.</param>
/// <param name="WeightsSha256">Of the weights, whatever file they lie in.</param>
sealed record TrainResult(double TestLoss, double TestAccuracy, double Seconds, double ImagesPerSecond, string WeightsSha256)
{
    /// <summary>Which classes are taken for which, of a folder of images.</summary>
    public TestReport? Report { get; init; }

    /// <summary>The same of any data; null where nobody keeps it.</summary>
    public Metrics.ConfusionMatrix? Confusion { get; init; }

    /// <summary>Images that could not be read.</summary>
    public int Skipped { get; init; }

    /// <summary>Where the model lies.</summary>
    public string ModelPath { get; init; } = "";

    /// <summary>Where the record lies.</summary>
    public string ResultsPath { get; init; } = "";

    /// <summary>The store that holds it, too; null where none does.</summary>
    public string? Store { get; init; }

    /// <summary>One line for programs.</summary>
    public string ToJson() => Json.Line(json =>
    {
        Json.Number(json, "test_loss", TestLoss);
        Json.Number(json, "test_accuracy", TestAccuracy);
        Json.Number(json, "seconds", Math.Round(Seconds, 3));
        Json.Number(json, "images_per_second", Math.Round(ImagesPerSecond));
        json.WriteString("weights_sha256", WeightsSha256);
        if (Report is null) return;
        Json.Number(json, "majority_accuracy", Report.Majority);
        json.WriteNumber("skipped", Skipped);
        json.WriteStartArray("class_names");
        foreach (var name in Report.ClassNames) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("confusion");
        for (var t = 0; t < Report.Matrix.Classes; t++) WriteRow(json, t);
        json.WriteEndArray();
    });

    void WriteRow(System.Text.Json.Utf8JsonWriter json, int trueClass)
    {
        json.WriteStartArray();
        for (var p = 0; p < Report!.Matrix.Classes; p++) json.WriteNumberValue(Report.Matrix[trueClass, p]);
        json.WriteEndArray();
    }
}
