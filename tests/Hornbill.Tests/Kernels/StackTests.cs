using System.Text.RegularExpressions;
using Hornbill.Data;
using Hornbill.Execution;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Kernels;

/// <summary>A worker's stack is small, so nothing on it has a size that a user sets.</summary>
public partial class StackTests
{
    // What a vector holds is a constant where it is compiled.
    static readonly string[] Constants = ["S.Width"];

    [Fact]
    public void Whatever_lies_on_the_stack_has_a_constant_size()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")).ToDictionary(f => f, File.ReadAllText);
        var constants = sources.Values.SelectMany(s => ConstInt().Matches(s)).Select(m => m.Groups[1].Value).ToHashSet();
        var sized = sources.SelectMany(s => Stackalloc().Matches(s.Value).Select(m =>
            (File: Path.GetFileName(s.Key), Size: m.Groups[1].Value))).ToArray();
        Assert.True(sized.Length > 10, "The scan finds next to nothing: it is broken.");
        Assert.DoesNotContain(sized, s => !IsConstant(s.Size, constants));
        Assert.False(IsConstant("z.Runs", constants));
        Assert.False(IsConstant("2 * length", constants));
    }

    // A member of a value, z.Runs, is none whatever is called like it.
    static bool IsConstant(string size, HashSet<string> constants) =>
        Name().Matches(size).Select(m => m.Value)
            .All(name => Constants.Contains(name) || (!char.IsLower(name[0]) && constants.Contains(name.Split('.')[^1])));

    [GeneratedRegex(@"const int (\w+) =")]
    private static partial Regex ConstInt();

    [GeneratedRegex(@"stackalloc [\w*]+\[([^\]]+)\]")]
    private static partial Regex Stackalloc();

    [GeneratedRegex(@"[A-Za-z_][\w.]*")]
    private static partial Regex Name();

    [Fact]
    [Trait("Speed", "slow")]
    public void A_dilated_kernel_of_220_by_220_trains()
    {
        var model = new Sequential(
        [
            new Input(460, 460, 1), new Conv2D(2, 220, dilationRate: 2, activation: "relu"), new MaxPooling2D(2), new Flatten(),
                new Dense(3, "softmax"),
        ])
        { Workers = new Workers(2) };
        model.Compile("sgd", "sparse_categorical_crossentropy");
        var losses = Enumerable.Range(0, 2).Select(_ =>
            model.TrainOnBatch(new ArrayData(Samples.Random([460, 460, 1], 2), Samples.Labels(2, 3))).Loss);
        Assert.All(losses, loss => Assert.True(double.IsFinite(loss)));
    }
}
