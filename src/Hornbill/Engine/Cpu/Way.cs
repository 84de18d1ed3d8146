namespace Hornbill.Engine.Cpu;

/// <summary>One of several ways to compute the same.</summary>
/// <param name="Name">What it is called in its list.</param>
/// <param name="Wins">When it is the fastest of those behind it in the list. It may look at sizes, at what is alive and at whether there is
/// training, never at threads or at the batch: bits depend on the way.</param>
/// <param name="Lower">Adds its steps.</param>
sealed record Way<C>(string Name, Func<C, bool> Wins, Action<Lowering, C> Lower)
{
    /// <summary>Takes the first way that wins.</summary>
    public static void Take(IReadOnlyList<Way<C>> ways, Lowering to, C call) => ways.First(w => w.Wins(call)).Lower(to, call);
}
