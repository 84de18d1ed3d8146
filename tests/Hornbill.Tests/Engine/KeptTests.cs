using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Models;
using Xunit;

namespace Hornbill.Tests.Engine;

/// <summary>A change of form changes no plan and no bit: the plans' texts and what three steps of training leave are kept in Golden/Plans
/// and Golden/bits.txt. Whoever means to change them runs these tests with HORNBILL_KEEP=write once and shows the difference with the
/// change.</summary>
public class KeptTests
{
    static readonly string Folder = Path.Combine(Repository.Root(), "tests", "Hornbill.Tests", "Golden");
    static readonly string BitsFile = Path.Combine(Folder, "bits.txt");
    static readonly bool Writes = Environment.GetEnvironmentVariable("HORNBILL_KEEP") == "write";

    static string PlanFile(string net) => Path.Combine(Folder, "Plans", net + ".txt");

    public static TheoryData<string> Names => [.. KeptNets.All.Keys];

    public static TheoryData<int> Widths => [16, 8, 4];

    [Theory]
    [MemberData(nameof(Names))]
    public void Plans(string net)
    {
        var model = KeptNets.All[net].Model();
        model.Width = 8;
        var text = string.Concat(new[] { Model.Training, Model.Evaluating, Model.Predicting }.Select(kind =>
        {
            using var session = model.Open(kind, 1);
            return PlanText.Write(session.Plan, net, 32);
        })).ReplaceLineEndings("\n");
        if (Writes) File.WriteAllText(PlanFile(net), text);
        if (!File.Exists(PlanFile(net))) Assert.Skip("New: nothing is kept of it yet.");
        Assert.Equal(File.ReadAllText(PlanFile(net)), text);
    }

    [Fact]
    public void Whatever_is_kept_is_compared() =>
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Folder, "Plans")).Select(f =>
            Path.GetFileNameWithoutExtension(f)!).Except(KeptNets.All.Keys));

    // Bits depend on vectors' widths where sums lie side by side in them, and on multiply-adds being rounded once.
    [Theory]
    [Trait("Speed", "slow")]
    [MemberData(nameof(Widths))]
    public void Bits(int width)
    {
        if (!Fma.IsSupported || (width == 16 && !Vector512.IsHardwareAccelerated && !Avx512F.IsSupported)) Assert.Skip(
            $"Vectors of {width} floats are not supported here.");
        var now = KeptNets.All.Values.ToDictionary(n => n.Name, n => Fingerprint(n, width));
        var kept = File.Exists(BitsFile) ? File.ReadAllLines(BitsFile).Select(l => l.Split(' '))
            .ToDictionary(l => (Net: l[1], Width: int.Parse(l[0])), l => l[2]) : [];
        if (Writes)
        {
            foreach (var (net, bits) in now) kept[(net, width)] = bits;
            File.WriteAllLines(BitsFile, kept.OrderBy(k => k.Key.Net, StringComparer.Ordinal).ThenBy(k => k.Key.Width).Select(k =>
                $"{k.Key.Width} {k.Key.Net} {k.Value}"));
        }
        var different = kept.Where(k => k.Key.Width == width && now.GetValueOrDefault(k.Key.Net) != k.Value).Select(k => k.Key.Net);
        Assert.Empty(different);
    }

    // Losses, weights and predictions after three steps.
    static string Fingerprint(KeptNet net, int width)
    {
        var model = net.Model();
        model.Width = width;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var step = 0; step < 3; step++)
            hash.AppendData(Encoding.ASCII.GetBytes(BitConverter.DoubleToInt64Bits(model.TrainOnBatch(net.Batch())["loss"]).ToString("x")));
        hash.AppendData(Encoding.ASCII.GetBytes(Models.Samples.Bits(model)));
        foreach (var y in Predictions(model, net)) hash.AppendData(MemoryMarshal.AsBytes(y.AsSpan()));
        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    static IEnumerable<float[]> Predictions(Model model, KeptNet net) => model.Outputs.Count == 1 ? [model.Predict(net.Batch()).Data] : [];
}
