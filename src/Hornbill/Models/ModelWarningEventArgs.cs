namespace Hornbill.Models;

/// <summary>Something that is no error and yet seldom meant.</summary>
/// <param name="message">What was noticed, and what to do.</param>
public sealed class ModelWarningEventArgs(string message) : EventArgs
{
    /// <summary>What was noticed, and what to do.</summary>
    public string Message => message;
}
