using System.Globalization;
using Hornbill.Data;

namespace Hornbill.Tool.Runs;

/// <summary>Augmentation in words, such as <c>rotation=7,zoom=0.01,flip=horizontal</c>, and the generator that they ask for.</summary>
sealed class AugmentText
{
    static readonly string[] Names =
        ["rotation", "zoom", "shift", "width-shift", "height-shift", "shear", "brightness", "channel-shift", "flip", "fill"];

    readonly Dictionary<string, string> _words = [];

    AugmentText(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length != 2 || pair[0].Length == 0)
                throw new ArgumentException(
                    $"--augment got '{part}' but expects name=value. Write it as in --augment rotation=7,zoom=0.01.");
            Choices(pair[0]);
            if (!_words.TryAdd(pair[0], pair[1]))
                throw new ArgumentException(
                    $"--augment got {pair[0]} twice but takes each once. Write it as in --augment rotation=7,zoom=0.01.");
        }
    }

    /// <summary>What a text asks for.</summary>
    /// <exception cref="ArgumentException">A name or a value is not known.</exception>
    public static AugmentText Parse(string text) => new AugmentText(text).Checked();

    /// <summary>Degrees either way.</summary>
    public double Rotation => Number("rotation");

    /// <summary>From 1 − z to 1 + z.</summary>
    public double Zoom => Number("zoom");

    /// <summary>What the labs' records append to a variant's name: <c> ,z=0.01 ,rot=7 </c>.</summary>
    public string Record => string.Create(CultureInfo.InvariantCulture, $" ,z={Zoom:0.00} ,rot={Rotation} ");

    public ImageDataGenerator Generator() => new(
        rotationRange: Rotation, widthShiftRange: Number("width-shift", Number("shift")),
            heightShiftRange: Number("height-shift", Number("shift")),
        brightnessRange: Number("brightness") is > 0 and var b ? (Math.Max(0, 1 - b), 1 + b) : null, shearRange: Number("shear"),
            zoomRange: Zoom,
        channelShiftRange: Number("channel-shift"), fillMode: _words.GetValueOrDefault("fill", "nearest"),
            horizontalFlip: Flip is "horizontal" or "both",
        verticalFlip: Flip is "vertical" or "both");

    /// <summary>The words again.</summary>
    public override string ToString() => string.Join(',', _words.Select(w => $"{w.Key}={w.Value}"));

    string Flip => _words.GetValueOrDefault("flip", "none");

    AugmentText Checked()
    {
        if (Flip is not ("none" or "horizontal" or "vertical" or "both"))
            throw new ArgumentException(
                $"--augment got flip={Flip} but takes horizontal, vertical, both or none. Write it as in --augment flip=horizontal.");
        _ = Generator();
        return this;
    }

    double Number(string name, double standard = 0)
    {
        if (!_words.TryGetValue(name, out var text)) return standard;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new ArgumentException($"--augment got {name}={text} but expects a number. Write it as in --augment {name}=0.1.");
    }

    static void Choices(string name)
    {
        if (!Names.Contains(name))
            throw new ArgumentException(
                $"--augment got '{name}' but knows {string.Join(", ", Names)}. Write it as in --augment rotation=7,zoom=0.01.");
    }
}
