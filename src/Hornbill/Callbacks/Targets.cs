using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>The files that callbacks write: tried before training, and no reason to end it when they fail in its course.</summary>
static class Targets
{
    /// <summary>Does what must succeed before training begins.</summary>
    /// <exception cref="IOException">It does not.</exception>
    public static void Try(Callback callback, string path, Action attempt)
    {
        try
        {
            attempt();
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw new IOException(
                $"{callback.GetType().Name} cannot write to '{path}' ({e.Message}), but needs to once training runs. Make room, or give " +
                $"another path.", e);
        }
    }

    /// <summary>Writes in the course of training; false where that failed, which is told.</summary>
    public static bool Write(Callback callback, string path, Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception e) when (IsOfFile(e))
        {
            callback.Model.Warn(
                $"{callback.GetType().Name} could not write to '{path}' ({e.Message}), but training goes on. Make room there.");
            return false;
        }
    }

    static bool IsOfFile(Exception e) => e is IOException or UnauthorizedAccessException or ObjectDisposedException;
}
