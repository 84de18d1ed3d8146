namespace Hornbill.Kernels;

/// <summary>sin and cos of + − × ÷ only, so that every machine gets the same; within two units in the last place of a double.</summary>
static class Trigonometry
{
    /// <summary>Both of an angle in turns, of which one is 2π: 2π r with |r| ≤ ⅛ by their series to r¹⁷, exchanged and negated for the
    /// quarters.</summary>
    public static (double Sin, double Cos) OfTurns(double turns)
    {
        var quarters = Math.Round(4 * turns);
        var x = 2 * Math.PI * (turns - (quarters / 4));
        var q = x * x;
        var sin = 1 - (q * (1.0 / 156) * (1 - (q * (1.0 / 210) * (1 - (q * (1.0 / 272))))));
        sin = 1 - (q * (1.0 / 42) * (1 - (q * (1.0 / 72) * (1 - (q * (1.0 / 110) * sin)))));
        sin = x * (1 - (q * (1.0 / 6) * (1 - (q * (1.0 / 20) * sin))));
        var cos = 1 - (q * (1.0 / 132) * (1 - (q * (1.0 / 182) * (1 - (q * (1.0 / 240))))));
        cos = 1 - (q * (1.0 / 30) * (1 - (q * (1.0 / 56) * (1 - (q * (1.0 / 90) * cos)))));
        cos = 1 - (q * (1.0 / 2) * (1 - (q * (1.0 / 12) * cos)));
        return (int)(quarters - (4 * Math.Floor(quarters / 4))) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }
}
