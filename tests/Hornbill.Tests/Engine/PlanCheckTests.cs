using Hornbill.Engine;
using Hornbill.Models;
using Xunit;

namespace Hornbill.Tests.Engine;

/// <summary>What holds for every plan, by what its steps declare: nothing is read that was not written before, and steps that go side by
/// side stay apart.</summary>
public class PlanCheckTests
{
    public static TheoryData<string> Names => [.. KeptNets.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_read_what_was_written_and_stay_apart(string net)
    {
        var model = KeptNets.All[net].Model();
        foreach (var kind in new[] { Model.Training, Model.Evaluating, Model.Predicting })
        {
            using var session = model.Open(kind, 1);
            Assert.Empty(Unwritten(session.Plan).Concat(Together(session.Plan)));
        }
    }

    [Fact]
    public void A_step_that_reads_what_nobody_wrote_is_found()
    {
        using var session = KeptNets.All["norm-chain"].Model().Open(Model.Training, 1);
        var steps = session.Plan.Segments.SelectMany(s => s.Steps).ToList();
        Assert.Empty(Unwritten(session.Plan, steps));
        steps.RemoveAll(s => s.Name.EndsWith("statistics of the batch", StringComparison.Ordinal));
        Assert.NotEmpty(Unwritten(session.Plan, steps));
    }

    static IEnumerable<string> Unwritten(Plan plan, IReadOnlyList<Step>? steps = null)
    {
        var written = plan.Inputs.Values.ToHashSet();
        foreach (var step in plan.Setup.Concat(steps ?? [.. plan.Segments.SelectMany(s => s.Steps)]))
        {
            foreach (var use in step.Uses.Where(u =>
                u.Access is Access.Read or Access.Change && u.Value.Place != Place.Weights && !written.Contains(u.Value)))
                yield return $"'{step.Name}' reads {use.Value}, which nothing writes before.";
            written.UnionWith(step.Writes);
        }
    }

    // Of segments that go by outputs.
    static IEnumerable<string> Together(Plan plan) =>
        from segment in plan.Segments.Concat(plan.SetupSegments)
        where segment.Unit == Unit.Outputs
        from a in segment.Steps
        from b in segment.Steps
        where a != b && a.Writes.Any(w => b.Reads.Contains(w) || b.Writes.Contains(w))
        select $"'{a.Name}' writes what '{b.Name}' touches beside it.";
}
