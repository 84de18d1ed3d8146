namespace Hornbill.Studio;

/// <summary>Which colours a picture has. Those of series differ in brightness, too, and lines in their strokes and signs: they can be told
/// apart in black and white.</summary>
public enum Theme
{
    /// <summary>Light, or dark where the reader's system is; where a picture cannot know, light.</summary>
    Auto,

    /// <summary>Dark on white.</summary>
    Light,

    /// <summary>Light on black.</summary>
    Dark,
}
