namespace Hornbill.Studio;

/// <summary>Colours of numbers. Those of heat rise in brightness throughout, so that they read in black and white and by all kinds of eyes;
/// those of signs are white at nothing, blue below, orange above.</summary>
static class MapColours
{
    static readonly (double R, double G, double B)[] HeatStops =
        [(4, 5, 22), (62, 16, 96), (140, 41, 103), (214, 76, 62), (246, 146, 28), (252, 252, 170)];

    static readonly (double R, double G, double B)[] SignStops =
        [(0, 70, 130), (90, 165, 215), (250, 250, 250), (240, 150, 80), (170, 60, 0)];

    /// <summary>From 0, dark, to 1, light.</summary>
    public static (byte R, byte G, byte B) Heat(double value) => Between(HeatStops, value);

    /// <summary>From −1, blue, over 0, white, to 1, orange.</summary>
    public static (byte R, byte G, byte B) Sign(double value) => Between(SignStops, (value + 1) / 2);

    static (byte, byte, byte) Between((double R, double G, double B)[] stops, double value)
    {
        var at = (double.IsNaN(value) ? 0 : Math.Clamp(value, 0, 1)) * (stops.Length - 1);
        var (a, share) = (Math.Min((int)at, stops.Length - 2), at - Math.Min((int)at, stops.Length - 2));
        byte Mix(double from, double to) => (byte)Math.Round(from + (share * (to - from)));
        var (low, high) = (stops[a], stops[a + 1]);
        return (Mix(low.R, high.R), Mix(low.G, high.G), Mix(low.B, high.B));
    }
}
