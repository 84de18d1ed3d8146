namespace Hornbill.Applications;

/// <summary>How a library names the weights of a net: the layer's name there, and what it calls each weight.</summary>
/// <param name="Library">Whose names.</param>
/// <param name="Layer">The layer's name there, by its name here.</param>
/// <param name="Separator">Between the layer and its weight.</param>
sealed record WeightNames(string Library, Func<string, string> Layer, char Separator = '.')
{
    /// <summary>What no library's net computes with: how many batches the statistics were taken from.</summary>
    const string Counter = "num_batches_tracked";

    /// <summary>The name there of a weight that is here called <c>layer/kernel</c>.</summary>
    public string Of(string weight)
    {
        var slash = weight.LastIndexOf('/');
        return $"{Layer(weight[..slash])}{Separator}{Word(weight[(slash + 1)..])}";
    }

    /// <summary>Whether a tensor is of a layer.</summary>
    public bool IsOf(string tensor, string layer) => tensor.StartsWith(Layer(layer) + Separator, StringComparison.Ordinal);

    /// <summary>Whether nothing is computed with a tensor.</summary>
    public static bool IsIdle(string tensor) => tensor.EndsWith(Counter, StringComparison.Ordinal);

    static string Word(string weight) => weight switch
    {
        "kernel" or "gamma" => "weight",
        "beta" => "bias",
        "moving_mean" => "running_mean",
        "moving_variance" => "running_var",
        _ => weight,
    };
}
