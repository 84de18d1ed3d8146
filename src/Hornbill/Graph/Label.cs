namespace Hornbill.Graph;

/// <summary>A name that nodes and weights share with the layer they come from: it may be given after them, when a model is made.</summary>
sealed class Label(string text = "", object? owner = null)
{
    static long _renamed;
    Label? _outer, _inner;

    /// <summary>Rises when a name that was given changes: what was made of names before is made anew.</summary>
    public static long Renamed => Interlocked.Read(ref _renamed);

    /// <summary>The name; empty while there is none.</summary>
    public string Text
    {
        get => _inner is null ? text : $"{_outer}/{_inner}";
        set
        {
            if (text.Length > 0 && text != value) Interlocked.Increment(ref _renamed);
            text = value;
        }
    }

    /// <summary>The layer.</summary>
    public object? Owner => owner;

    public static implicit operator Label(string text) => new(text);

    /// <summary>The name of something within this: <c>base/conv2d</c>, which belongs to the owner of the whole.</summary>
    public Label Of(Label inner) => new(owner: owner) { _outer = this, _inner = inner };

    public override string ToString() => Text;
}
