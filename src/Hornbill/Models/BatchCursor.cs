using Hornbill.Data;
using Hornbill.Engine;

namespace Hornbill.Models;

/// <summary>Which batch a step of an epoch takes. Steps go through one pass over the data after another, each shuffled anew; an epoch is
/// one pass, or so many steps. Where the data's length is known the batch is a function of epoch and step.</summary>
sealed class BatchCursor
{
    readonly BatchSource _data;
    readonly FitOptions _options;
    readonly int _batchSize;
    readonly Draws _draws;
    readonly int? _perPass;
    int _pass, _index;

    public BatchCursor(BatchSource data, FitOptions options, int batchSize, Draws draws)
    {
        (_data, _options, _batchSize, _draws) = (data, options, batchSize, draws);
        _perPass = data.Count is { } n ? (n + batchSize - 1) / batchSize : null;
        // As Keras's generators: 937.5 steps are 938, of which the last batch is a short one where the data say so.
        Steps = options.StepsPerEpoch is { } steps ? (int)Math.Ceiling(steps) : _perPass;
    }

    /// <summary>Steps in an epoch, where that is known.</summary>
    public int? Steps { get; }

    /// <summary>Samples in an epoch, where that is known.</summary>
    public long? Samples => _options.StepsPerEpoch is { } steps ? (long)(steps * _batchSize) : _data.Count;

    /// <summary>Of data of unknown length, the pass and the batch in it that come next.</summary>
    public (int Pass, int Index) Position => (_pass, _index);

    /// <summary>Begins a Fit with an epoch.</summary>
    public void Begin(int epoch) => _draws.Fits(epoch, _perPass is { } perPass ? (int)((long)epoch * Steps!.Value / perPass) : epoch);

    /// <summary>Goes on at a position. Data of unknown length are read from the start of the pass, since they cannot be asked for a
    /// batch.</summary>
    public void Seek(Session session, (int Pass, int Index) position)
    {
        (_pass, _index) = position;
        if (_data.Seeks) return;
        for (var i = 0; i < _index && session.Fill(_data, Request(_pass, i)) > 0; i++)
        {
        }
    }

    /// <summary>Reads the batch of a step and returns its samples: 0 where the epoch has ended.</summary>
    public int Read(Session session, int epoch, int step, out BatchRequest request)
    {
        request = Request(epoch, step);
        if (_perPass is { } perPass)
        {
            var all = ((long)epoch * Steps!.Value) + step;
            return session.Fill(_data, request = Request((int)(all / perPass), (int)(all % perPass)));
        }
        if (_options.StepsPerEpoch is null) (_pass, _index) = (epoch, step);
        var samples = session.Fill(_data, request = Request(_pass, _index));
        if (samples == 0 && _index > 0 && _options.StepsPerEpoch is not null) samples =
            session.Fill(_data, request = Request(++_pass, _index = 0));
        _index++;
        return samples;
    }

    BatchRequest Request(int pass, int index)
    {
        _draws.Reads(pass);
        return new(pass + _draws.Offset, index, _batchSize, _options.Shuffle, _options.Seed!.Value);
    }
}
