namespace Hornbill.Keras.Reading;

/// <summary>What a configuration says that cannot be a model here: which layer, what came, what to do.</summary>
static class KerasFault
{
    public static InvalidDataException At(string place, string came, string expected, string fix) =>
        new(Plain.Text($"The layer '{place}' {came}, but {expected}. {fix}"));

    public static InvalidDataException Lacking(string place, string kind) => At(place, $"is of the kind '{Choices.Short(kind)}'",
        "Hornbill has no such layer", "Use a net of layers that it has, or pass how it is made in customObjects.");

    public static InvalidDataException Runs(string place, string what) => At(place, $"holds {what}",
        "a file's code is never executed", "Save the model with layers in place of it, or pass how the layer is made in customObjects.");
}
