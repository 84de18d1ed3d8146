using System.Globalization;
using System.Text.RegularExpressions;
using Hornbill.Execution;
using Hornbill.Models;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>What a model says of its plan.</summary>
public class ModelPlanTests
{
    [Fact]
    public void Multiply_adds_are_those_counted_by_hand()
    {
        // Each layer's outputs × the weights of one output.
        long first = 26 * 26 * 32 * (3 * 3 * 1);
        var labD = first + (11 * 11 * 64 * (3 * 3 * 32)) + (6 * 6 * 64 * 64) + (64 * 10);
        var labC4 = first + (11 * 11 * 32 * (3 * 3 * 32)) + (9 * 9 * 32 * (3 * 3 * 32)) + (9 * 9 * 32 * 1000) + (1000 * 500) + (500 * 100)
            + (100 * 10);
        // As many again by the weights and by the input, but for the input of the net.
        Assert.Equal((3 * labD) - first, Number(Nets.Find("lab-d").Build().Plan(), @"Multiply-adds: ([\d,]+) a sample"));
        Assert.Equal((3 * labC4) - first, Number(Nets.Find("lab-c-4").Build().Plan(), @"Multiply-adds: ([\d,]+) a sample"));
    }

    [Theory]
    [InlineData("lab-d", 32, 1)]
    [InlineData("lab-d", 100, 3)]
    [InlineData("lab-a-baseline", 7, 2)]
    [InlineData("lab-c-4", 50, 2)]
    public void The_bytes_it_prints_are_those_reserved(string net, int batch, int workers)
    {
        var model = Nets.Find(net).Build();
        model.Workers = new Workers(workers);
        var text = model.Plan(batch);
        long Bytes(string what) => Number(text, $@"(?m)^  {what}: ([\d,]+) bytes");
        var printed = Bytes("batch") + (workers * (Bytes("tile") + Bytes("workspace"))) + Bytes("packed weights") + Bytes("sums");
        using var session = model.Open(Model.Training, batch);
        Assert.Equal(session.Scratch.Floats * sizeof(float), printed);
    }

    static long Number(string text, string pattern) =>
        long.Parse(Regex.Match(text, pattern).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
