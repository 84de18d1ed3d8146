namespace Hornbill.Tool.Runs;

/// <summary>What follows from the data sets holding class indices.</summary>
static class Labels
{
    /// <summary>Categorical cross-entropy over one-hot vectors is sparse categorical cross-entropy over indices.</summary>
    public static string Loss(string loss) => loss == "categorical_crossentropy" ? $"sparse_{loss}" : loss;
}
