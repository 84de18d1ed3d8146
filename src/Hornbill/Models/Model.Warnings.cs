namespace Hornbill.Models;

public partial class Model
{
    const int MostWarnings = 1000;

    readonly List<string> _warnings = [];

    /// <summary>What is no error and yet seldom meant, as it was noticed while the model was made, compiled and fitted: each
    /// once.</summary>
    /// <example><code>foreach (var warning in model.Warnings) Console.Error.WriteLine(warning);</code></example>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_warnings) return [.. _warnings];
        }
    }

    /// <summary>Raised when something is added to <see cref="Warnings"/>, on the thread that notices it.</summary>
    /// <example><code>model.Warned += (_, warning) => Console.Error.WriteLine(warning.Message);</code></example>
    public event EventHandler<ModelWarningEventArgs>? Warned;

    internal void Warn(string message)
    {
        lock (_warnings)
        {
            if (_warnings.Count == MostWarnings || _warnings.Contains(message)) return;
            _warnings.Add(message);
        }
        Warned?.Invoke(this, new(message));
    }
}
