using Hornbill.Applications;
using Hornbill.Images;

namespace Hornbill.Serve;

/// <summary>One predictor for all requests, of which so many are answered at once; the others wait. A model's file that has changed is loaded
/// anew, and until that is done, or where it cannot be, the old one answers.</summary>
sealed partial class PredictorPool : IDisposable
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    readonly string _path;
    readonly SemaphoreSlim _slots;
    readonly ILogger<PredictorPool> _log;
    readonly Timer _timer;
    Predictor _current;
    DateTime _written;

    /// <summary>Loads the model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="slots">How many requests are answered at once.</param>
    /// <param name="log">Told of what is loaded.</param>
    public PredictorPool(string path, int slots, ILogger<PredictorPool> log)
    {
        (_path, _slots, _log, _written) = (path, new(slots), log, File.GetLastWriteTimeUtc(path));
        _current = Predictor.Load(path);
        _timer = new(_ => Reload(), null, Every, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The predictor at hand. Several threads may use it at once.</summary>
    public Predictor Current => Volatile.Read(ref _current);

    /// <summary>The likeliest classes of an image, once there is a slot.</summary>
    public async Task<IReadOnlyList<Prediction>> Predict(Image image, int top, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return Current.Predict(image, top);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _slots.Dispose();
    }

    void Reload()
    {
        try
        {
            var written = File.GetLastWriteTimeUtc(_path);
            if (written == _written) return;
            _written = written;
            Volatile.Write(ref _current, Predictor.Load(_path));
            Loaded(_log, _path);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Kept(_log, _path, e.Message);
        }
        finally
        {
            _timer.Change(Every, Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Path}")]
    static partial void Loaded(ILogger log, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} cannot be loaded, and the model before it goes on: {Reason}")]
    static partial void Kept(ILogger log, string path, string reason);
}
