using Hornbill.Data;

namespace Hornbill.Tests.Models;

/// <summary>A source whose length is not known beforehand: point i lies in the quarter of its label i mod 4.</summary>
sealed class Stream(int samples, bool known = false, bool lies = false) : BatchSource
{
    public override int? Count => known ? samples : null;

    public override IReadOnlyList<Slot> Inputs { get; } = [new("input", [2])];

    public override IReadOnlyList<Slot> Targets { get; } = [new("target", [1])];

    public override int Read(in BatchRequest request, Batch batch)
    {
        if (lies) return request.Size + 1;
        var count = Math.Clamp(samples - (request.Index * request.Size), 0, request.Size);
        for (var i = 0; i < count; i++)
        {
            var label = ((request.Index * request.Size) + i) % 4;
            (batch.Input(0)[2 * i], batch.Input(0)[(2 * i) + 1]) = (((label & 1) * 2) - 1, (label & 2) - 1);
            if (!batch.Target(0).IsEmpty) batch.Target(0)[i] = label;
        }
        return count;
    }
}
