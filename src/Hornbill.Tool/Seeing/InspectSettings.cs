namespace Hornbill.Tool.Seeing;

/// <summary>What of a model is shown.</summary>
sealed record InspectSettings
{
    /// <summary>What there is, in the order of a page.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["filters", "features", "maximise", "saliency", "integrated", "gradcam", "gradcam++", "occlusion", "embedding"];

    /// <summary>The words that were asked for, without "all".</summary>
    public required IReadOnlyList<string> What { get; init; }

    /// <summary>The one layer that is looked at; null for all of them.</summary>
    public string? Layer { get; init; }

    /// <summary>The class by its name or number; null for the likeliest.</summary>
    public string? Class { get; init; }

    /// <summary>Whose images are embedded; null for the data set that the image or the model is of.</summary>
    public string? Data { get; init; }

    /// <summary>How many of them.</summary>
    public int Limit { get; init; } = DefaultLimit;

    public const int DefaultLimit = 500;

    /// <summary>Whether all was asked for, so that what cannot be shown is left out rather than an error.</summary>
    public bool Lenient { get; init; }

    public bool Shows(string what) => What.Contains(what);
}
