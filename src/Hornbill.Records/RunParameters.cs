namespace Hornbill.Records;

/// <summary>What a record tells of the call of Fit: <c>histParams</c>.</summary>
public static class RunParameters
{
    static readonly string[] Figures = ["loss", "acc"], Validated = ["loss", "acc", "val_loss", "val_acc"];

    /// <summary>Of a training on data of known length.</summary>
    /// <param name="batchSize">Samples in a step.</param>
    /// <param name="epochs">Epochs that were asked for.</param>
    /// <param name="samples">Samples that were trained on.</param>
    /// <param name="validates">Whether there were data to validate on.</param>
    public static string Of(int batchSize, int epochs, int samples, bool validates) => JsonLine.Object(json =>
    {
        json.WriteNumber("batch_size", batchSize);
        json.WriteNumber("epochs", epochs);
        json.WriteNull("steps");
        json.WriteNumber("samples", samples);
        Rest(json, validates);
    });

    /// <summary>Of a training from a generator, which has steps and no batch size.</summary>
    /// <param name="steps">Steps in an epoch, which may be a fraction: 937.5.</param>
    /// <param name="epochs">Epochs that were asked for.</param>
    /// <param name="validates">Whether there were data to validate on.</param>
    public static string OfGenerator(double steps, int epochs, bool validates) => JsonLine.Object(json =>
    {
        json.WriteNumber("epochs", epochs);
        json.WriteNumber("steps", steps);
        Rest(json, validates);
    });

    static void Rest(System.Text.Json.Utf8JsonWriter json, bool validates)
    {
        json.WriteNumber("verbose", 1);
        json.WriteBoolean("do_validation", validates);
        json.WriteStartArray("metrics");
        foreach (var name in validates ? Validated : Figures) json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
