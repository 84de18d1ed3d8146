namespace Hornbill.Tool.Runs;

/// <summary>What a training came to.</summary>
/// <param name="TestLoss">Mean loss over the test images.</param>
/// <param name="TestAccuracy">Share of them that was named rightly.</param>
/// <param name="Seconds">Time in Fit.</param>
/// <param name="ImagesPerSecond">Images trained on in it.</param>
/// <param name="WeightsSha256">Of the weights, whatever file they lie in.</param>
sealed record TrainResult(double TestLoss, double TestAccuracy, double Seconds, double ImagesPerSecond, string WeightsSha256)
{
    /// <summary>One line for programs.</summary>
    public string ToJson() => Json.Line(json =>
    {
        Json.Number(json, "test_loss", TestLoss);
        Json.Number(json, "test_accuracy", TestAccuracy);
        Json.Number(json, "seconds", Math.Round(Seconds, 3));
        Json.Number(json, "images_per_second", Math.Round(ImagesPerSecond));
        json.WriteString("weights_sha256", WeightsSha256);
    });
}
