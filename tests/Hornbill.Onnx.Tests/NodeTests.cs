using Hornbill.Onnx.Import;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>ONNX's own tests of the operators that are read.</summary>
public class NodeTests
{
    static string Refused(string kind) =>
        Path.Combine(Repository.Root(), "tests", "Hornbill.Onnx.Tests", "Fixtures", $"refused-{kind}.txt");

    /// <summary>All tests that have none but known operators pass, but for those that are listed with the reason why a model of samples
    /// cannot
    /// be made of them.</summary>
    [Theory]
    [InlineData("node")]
    [InlineData("pytorch-converted")]
    [InlineData("simple")]
    public void Tests_of_known_operators_pass(string kind)
    {
        Assert.SkipUnless(OnnxTestData.IsThere, "ONNX's tests are not installed: apt-get install libonnx-testdata.");
        var known = Operators.Names.ToHashSet();
        string[] tests = [.. OnnxTestData.Of(kind).Where(t => OnnxTestData.File(t) is var file && file.Graph!.Nodes.All(n =>
            known.Contains(n.Operator) && n.Domain.Length == 0) && file.Operators.All(o => o.Domain is "" or "ai.onnx"))];
        List<string> wrong = [], refused = [];
        foreach (var test in tests)
            try
            {
                if (OnnxTestData.Run(test) is { } why) refused.Add($"{Path.GetFileName(test)}: {why}");
            }
            catch (Exception e)
            {
                wrong.Add($"{Path.GetFileName(test)}: {e.Message}");
            }
        string[] told = [$"{tests.Length - refused.Count} of {tests.Length} pass", .. refused];
        if (Environment.GetEnvironmentVariable("HORNBILL_KEEP") == "write") File.WriteAllLines(Refused(kind), told);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(File.ReadAllLines(Refused(kind)), told);
    }
}
