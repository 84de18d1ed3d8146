using Hornbill.Callbacks;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Contracts;

/// <summary>What every callback keeps to: a new one must have its line here.</summary>
public sealed class CallbackContracts : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("hornbill-").FullName;

    static readonly Dictionary<Type, Func<string, Callback>> Makers = new()
    {
        [typeof(BackupAndRestore)] = folder => new BackupAndRestore(Path.Combine(folder, "backup"), saveFreq: 1),
        [typeof(CSVLogger)] = folder => new CSVLogger(Path.Combine(folder, "log.csv")),
        [typeof(EarlyStopping)] = _ => new EarlyStopping(patience: 2, restoreBestWeights: true),
        [typeof(LambdaCallback)] = _ => new LambdaCallback(),
        [typeof(LearningRateFinder)] = _ => new LearningRateFinder(1e-3, 1, steps: 17),
        [typeof(LearningRateScheduler)] = _ => new LearningRateScheduler((epoch, rate) => rate * (1 - (0.1 * epoch))),
        [typeof(ModelCheckpoint)] = folder => new ModelCheckpoint(Path.Combine(folder, "{epoch}-{batch}.safetensors"), "accuracy",
            saveBestOnly: true, saveFreq: 2),
        [typeof(ProgbarLogger)] = _ => new ProgbarLogger(TextWriter.Null),
        [typeof(ReduceLROnPlateau)] = _ => new ReduceLROnPlateau(patience: 1, factor: 0.3, minDelta: 0.2, cooldown: 1),
        [typeof(StochasticWeightAveraging)] = _ => new StochasticWeightAveraging(1),
        [typeof(SwapEMAWeights)] = _ => new SwapEMAWeights(swapOnEpoch: true),
        [typeof(TensorBoard)] = folder => new TensorBoard(Path.Combine(folder, "logs"), histogramFreq: 1, updateFreq: 3,
            clock: new Still()),
        [typeof(TerminateOnNaN)] = _ => new TerminateOnNaN(),
    };

    // A time that files hold must not differ from run to run.
    sealed class Still : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(20_000);
    }

    public static TheoryData<string> Names() => [.. Kinds.Of<Callback>().Select(t => t.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static Callback Make(string name, string folder)
    {
        var type = Kinds.Of<Callback>().Single(t => t.Name == name);
        return Makers.TryGetValue(type, out var make) ? make(folder)
            : throw new InvalidOperationException($"{name} has no line in {nameof(CallbackContracts)}.");
    }

    sealed class Interrupt(int after) : Callback
    {
        int _left = after;

        public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
        {
            if (--_left == 0) throw new TimeoutException();
        }
    }

    // Weights, history, and all files but those of checkpoints.
    static string Run(Callback callback, string folder, int interruptAfter)
    {
        var model = Samples.Tiny();
        model.Compile(new Adam(0.02) { UseEma = true }, "sparse_categorical_crossentropy", ["accuracy"]);
        var checkpoints = callback is BackupAndRestore ? null : new Checkpoints(Path.Combine(folder, "kept"), everySteps: 2, resume: true);
        var history = model.Fit(Samples.Data([2], 40, 4), 8, 4, [callback, new Interrupt(interruptAfter)], validationSplit: 0.2,
            checkpoints: checkpoints);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.Contains("kept", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return Samples.Bits(model) + Samples.Bits(history)
            + string.Concat(files.Select(f => f[folder.Length..] + Convert.ToHexString(File.ReadAllBytes(f))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_state_lets_an_interrupted_training_end_as_if_it_never_was(string name)
    {
        string Folder(string part) => Directory.CreateDirectory(Path.Combine(_folder, part)).FullName;
        var whole = Run(Make(name, Folder("whole")), Folder("whole"), 0);
        foreach (var after in (int[])[3, 5, 7, 9])
        {
            var part = Folder($"part{after}");
            Assert.Throws<TimeoutException>(() => Run(Make(name, part), part, after));
            Assert.Equal(whole, Run(Make(name, part), part, 0));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_it_gives_it_takes(string name)
    {
        var (one, other) = (Make(name, _folder), Make(name, _folder));
        Rehearse(one);
        other.State = one.State;
        Assert.Equal(one.State.Numbers.Select(n => (n.Key, string.Join(",", n.Value))),
            other.State.Numbers.Select(n => (n.Key, string.Join(",", n.Value))));
        Assert.Equal(one.State.Tensors.Select(t => (t.Key, Samples.Bits(t.Value))),
            other.State.Tensors.Select(t => (t.Key, Samples.Bits(t.Value))));
        if (one.State.Numbers.Count > 0) ThreeParts.Throws<InvalidDataException>(() => other.State = new());
    }

    // A training of two epochs.
    static void Rehearse(Callback callback)
    {
        var model = Samples.Tiny();
        model.Compile(new Adam(0.02) { UseEma = true }, "sparse_categorical_crossentropy", ["accuracy"]);
        model.Fit(Samples.Blobs(40), 8, 2, [callback], validationSplit: 0.2);
    }
}
