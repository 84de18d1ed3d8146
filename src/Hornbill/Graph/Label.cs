namespace Hornbill.Graph;

/// <summary>A name that nodes and weights share with the layer they come from: it may be given after them, when a model is made.</summary>
sealed class Label(string text = "", object? owner = null)
{
    /// <summary>The name; empty while there is none.</summary>
    public string Text { get; set; } = text;

    /// <summary>The layer.</summary>
    public object? Owner => owner;

    public static implicit operator Label(string text) => new(text);

    public override string ToString() => Text;
}
