using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Hornbill.Tests.Tool;

/// <summary>The program, killed at each step of an epoch and at random moments, ends with the bits of a training that never was.
/// HORNBILL_KILLS gives the number of random kills: <c>HORNBILL_KILLS=1000 dotnet test --project tests/Hornbill.Tests -c Release
/// --filter-class Hornbill.Tests.Tool.KillsTests</c>.</summary>
[Trait("Speed", "slow")]
public sealed class KillsTests : IDisposable
{
    static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("HORNBILL_KILLS"), CultureInfo.InvariantCulture,
        out var kills) ? kills : 50;

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Seven steps an epoch, and more images left than were trained on in any second.
    static string[] Words(string name, int threads, params string[] more) =>
    [
        "train", "--limit", "112", "--batch-size", "16", "--validation-split", "0", "--epochs", "12", "--net", "lab-a-baseline", "--json",
            "--output", name + "-out", "--threads",
        threads.ToString(CultureInfo.InvariantCulture), .. more,
    ];

    ToolProcess Start(string name, int threads) =>
        new(_folder.Path, Words(name, threads, "--checkpoint", name, "--checkpoint-every", "1", "--resume"));

    static string Hash(ToolProcess program)
    {
        Assert.True(program.End() == 0, program.Error);
        return JsonDocument.Parse(program.Output).RootElement.GetProperty("weights_sha256").GetString()!;
    }

    string Whole()
    {
        using var program = new ToolProcess(_folder.Path, Words("whole", 2));
        return Hash(program);
    }

    string[] Files(string name) => Directory.Exists(_folder.File(name)) ? Directory.GetFiles(_folder.File(name), "*.safetensors") : [];

    [Fact]
    public void Killed_at_each_step_of_an_epoch_it_goes_on()
    {
        var whole = Whole();
        for (var step = 1; step <= 8; step++)
        {
            var name = $"step{step}";
            var last = $"checkpoint-{step:000000}.safetensors";
            using (var killed = Start(name, 1 + (step % 2)))
            {
                while (!Files(name).Any(f => string.CompareOrdinal(Path.GetFileName(f), last) >= 0)) Thread.Sleep(1);
                killed.Signal(9);
                killed.End();
            }
            // As though the signal had come at once.
            foreach (var later in Files(name).Where(f => string.CompareOrdinal(Path.GetFileName(f), last) > 0)) File.Delete(later);
            if (Files(name).Length == 0) continue;
            using var resumed = Start(name, 1 + (step % 3));
            Assert.Equal(whole, Hash(resumed));
        }
    }

    [Fact]
    public void Killed_at_random_again_and_again_it_ends_with_the_same_bits()
    {
        var clock = Stopwatch.StartNew();
        var (whole, random, kills, ends) = (Whole(), new Random(11), 0, 0);
        var longest = (int)clock.ElapsedMilliseconds; // so that kills fall everywhere from the start to the end, on a busy machine too
        for (var run = 0; kills < Kills; run++)
        {
            var name = $"run{run}";
            for (var more = random.Next(1, 6); more > 0; more--)
            {
                using var killed = Start(name, random.Next(1, 4));
                Thread.Sleep(random.Next(longest));
                killed.Signal(9);
                if (killed.End() != 0) kills++;
            }
            using var resumed = Start(name, random.Next(1, 4));
            Assert.True(whole == Hash(resumed), $"After {kills} kills a run ended otherwise.");
            Assert.Empty(Directory.GetFiles(_folder.File(name), "*.tmp"));
            ends++;
            TestContext.Current.SendDiagnosticMessage($"{kills} kills in {ends} runs: all ended with the same bits.");
        }
    }
}
