using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Tests.Graph;

namespace Hornbill.Tests.Engine;

/// <summary>Machines that share a batch, as threads of one process: each has memory of its own, filled with NaN where samples are not its
/// own, and they copy from each other where a plan gathers.</summary>
sealed class Ranks
{
    readonly Barrier _barrier;
    readonly World.Pieces[] _pieces;
    readonly PlanRun[] _runs;
    int _gathered;

    public Ranks(int count, TwinGraph graph, Request request)
    {
        (_barrier, _pieces) = (new(count), new World.Pieces[count]);
        // One after the other: each places the weights anew, in a block of its own.
        _runs = [.. Enumerable.Range(0, count).Select(rank =>
            new PlanRun(graph, request, among: new Machine(this, rank, count), own: Share.Of(rank, count, graph.Samples)))];
        Thread[] threads = [.. _runs.Select(run => new Thread(() => Run(run)))];
        foreach (var t in threads) t.Start();
        foreach (var t in threads) t.Join();
        if (Failure is not null) throw Failure;
    }

    /// <summary>What each ends with.</summary>
    public IReadOnlyList<PlanRun> Runs => _runs;

    /// <summary>Values brought together, by one of them.</summary>
    public int Gathered => _gathered;

    Exception? Failure { get; set; }

    void Run(PlanRun run)
    {
        try
        {
            run.Run();
        }
        catch (Exception e)
        {
            Failure = e;
            _barrier.RemoveParticipant();
        }
    }

    sealed class Machine(Ranks all, int rank, int count) : World
    {
        public override int Rank => rank;

        public override int Count => count;

        public override void Gather(Pieces pieces, Func<int, (int First, int Count)> of)
        {
            all._pieces[rank] = pieces;
            all._barrier.SignalAndWait();
            for (var other = 0; other < count; other++)
                for (var i = of(other).First; other != rank && i < of(other).First + of(other).Count;
                    i++) all._pieces[other][i].CopyTo(pieces[i]);
            if (rank == 0) all._gathered++;
            all._barrier.SignalAndWait();
        }
    }
}
