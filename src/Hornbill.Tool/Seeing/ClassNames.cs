using System.Globalization;
using Hornbill.Applications;
using Hornbill.Images;
using Hornbill.Inspection;
using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Seeing;

/// <summary>A model's classes by name and number.</summary>
static class ClassNames
{
    /// <summary>A file whose classes have names: those of a published net are ImageNet's.</summary>
    public static ModelFile Named(ModelFile file) =>
        file.ClassNames.Count > 0 || !file.Model.Metadata.ContainsKey(ImageNet.NormalizationKey)
        ? file : file with { ClassNames = new Predictor(file.Model, file.Preparation).ClassNames };

    public static string Of(ModelFile file, int c) => c < file.ClassNames.Count ? Plain.Text(file.ClassNames[c]) : $"class {c}";

    public static int Count(ModelFile file) => ClassScores.Count(file.Model);

    /// <exception cref="ArgumentException">There is none of that name or number.</exception>
    public static int Find(ModelFile file, string word)
    {
        for (var c = 0; c < file.ClassNames.Count; c++)
            if (string.Equals(file.ClassNames[c], word, StringComparison.OrdinalIgnoreCase)) return c;
        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw Choices.Unknown("class", word, file.ClassNames.Count > 0 ? file.ClassNames : ["0"]);
        return number < Count(file) ? number : throw new ArgumentException(
            $"Class {number} was asked for, but the model has 0 to {Count(file) - 1}. Give one of those, or its name.");
    }
}
