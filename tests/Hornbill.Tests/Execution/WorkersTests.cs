using Hornbill.Execution;
using Xunit;

namespace Hornbill.Tests.Execution;

public class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void All_of_a_job_is_done_when_it_returns(int threads)
    {
        var workers = new Workers(threads);
        for (var round = 0; round < 500; round++)
        {
            var job = new Count(50);
            workers.Run(job);
            Assert.All(job.Done, d => Assert.Equal(1, d));
            // Now and then long enough for the workers to fall asleep.
            if (round % 100 == 0) Thread.Sleep(2);
        }
    }

    [Fact]
    public async Task Jobs_of_several_callers_do_not_mix()
    {
        var workers = new Workers(3);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < 300; round++)
            {
                var job = new Count(20);
                workers.Run(job);
                Assert.All(job.Done, d => Assert.Equal(1, d));
            }
        })));
    }

    [Fact]
    public void An_error_in_a_worker_or_the_caller_arrives_and_the_next_job_runs()
    {
        var workers = new Workers(3);
        for (var round = 0; round < 20; round++)
        {
            Assert.Equal("mine", Assert.Throws<InvalidTimeZoneException>(() => workers.Run(new Fail())).Message);
            var job = new Count(9);
            workers.Run(job);
            Assert.All(job.Done, d => Assert.Equal(1, d));
        }
    }

    [Fact]
    public void A_number_that_is_none_is_refused_and_leaves_nothing_to_finalize()
    {
        foreach (var threads in new[] { 0, -1, 1025 }) ThreeParts.Throws<ArgumentException>(() =>
            new Workers(threads), $"{threads} threads");
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    sealed class Count(int units) : IJob
    {
        int _next;

        public int[] Done { get; } = new int[units];

        public void Run(int worker)
        {
            for (int unit; (unit = Interlocked.Increment(ref _next) - 1) < Done.Length;) Interlocked.Increment(ref Done[unit]);
        }
    }

    sealed class Fail : IJob
    {
        public void Run(int worker) => throw new InvalidTimeZoneException("mine");
    }
}
