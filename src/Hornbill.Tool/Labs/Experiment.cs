namespace Hornbill.Tool.Labs;

/// <summary>One row of the labs: a program in <c>labs</c> with options, and what came out when its author ran it.</summary>
/// <param name="Name">As <c>hornbill labs run</c> takes it.</param>
/// <param name="Title">What it varies, in a few words.</param>
/// <param name="Program">The lab's file without its ending.</param>
/// <param name="Options">What it is given, as on a command line.</param>
/// <param name="Figures">What is measured, the first one foremost; none where the result is a text or an error.</param>
sealed record Experiment(string Name, string Title, string Program, string Options, params IReadOnlyList<Figure> Figures)
{
    /// <summary>What it is to say, where its result is a text.</summary>
    public string? Text { get; init; }

    /// <summary>A part of the error that it is to end with, where it cannot work.</summary>
    public string? Error { get; init; }

    /// <summary>The author's seconds for an epoch.</summary>
    public double? EpochSeconds { get; init; }

    /// <summary>What there is to say about the author's figure.</summary>
    public string Note { get; init; } = "";

    /// <summary>"Lab A" to "Lab D".</summary>
    public string Lab => $"Lab {char.ToUpperInvariant(Name["lab-".Length])}";

    /// <summary>How it is run by hand.</summary>
    public string Command => $"dotnet run labs/{Program}.cs{(Options.Length > 0 ? $" -- {Options}" : "")}";

    /// <summary>The options as words.</summary>
    public string[] Words => Options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
