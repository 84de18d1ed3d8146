using System.Globalization;
using Hornbill.Callbacks;
using Hornbill.Data;
using Hornbill.Execution;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Serialization;
using Hornbill.Tests.Serialization;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Trainings that are interrupted and go on to the bit.</summary>
public sealed class CheckpointsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("hornbill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Kept => Path.Combine(_folder, "kept");

    string[] Files => Directory.Exists(Kept) ? [.. Directory.GetFiles(Kept).Order(StringComparer.Ordinal)] : [];

    static Sequential Net(ulong seed = 0)
    {
        var model = new Sequential([new Input(2), new Dense(12), new BatchNormalization(), new Activation("relu"), new Dropout(0.3), new Dense(4, "softmax")], seed: seed);
        model.Compile(new Adam(0.02) { UseEma = true }, "sparse_categorical_crossentropy", ["accuracy", "auc"]);
        return model;
    }

    // Something of everything that has a state.
    Callback[] Callbacks(string name, params Callback[] more) =>
    [
        new ReduceLROnPlateau(patience: 1, factor: 0.7, cooldown: 1), new EarlyStopping(patience: 3, restoreBestWeights: true), new StochasticWeightAveraging(1),
        new CSVLogger(Path.Combine(_folder, name + ".csv")), new LearningRateScheduler((_, rate) => rate * 0.99), .. more,
    ];

    // Ends by an exception after so many batches, or never.
    sealed class Interrupt(int after) : Callback
    {
        int _left = after;

        public override void OnTrainBatchEnd(int batch, Dictionary<string, double> logs)
        {
            if (--_left == 0) throw new TimeoutException();
        }
    }

    const int Batch = 7, Epochs = 6;

    static readonly ArrayData All = Samples.Data([2], 50, 4);

    string Run(Model model, string name, Checkpoints? checkpoints = null, int interruptAfter = 0, int threads = 1, BatchSource? data = null, double? steps = null)
    {
        model.Workers = new Workers(threads);
        var history = model.Fit(data ?? All, Batch, Epochs, Callbacks(name, new Interrupt(interruptAfter)), validationSplit: data is null ? 0.2 : 0,
                                validationData: data is null ? null : All, checkpoints: checkpoints, stepsPerEpoch: steps, validationFreq: 2, seed: 1);
        return Samples.Bits(history) + Samples.Bits(model) + File.ReadAllText(Path.Combine(_folder, name + ".csv"));
    }

    void Interrupted(string name, Checkpoints checkpoints, int after, BatchSource? data = null, double? steps = null) =>
        Assert.Throws<TimeoutException>(() => Run(Net(), name, checkpoints, after, data: data, steps: steps));

    Checkpoints Going(int? every = 2) => new(Kept, every, resume: true);

    [Fact]
    public void Wherever_it_was_interrupted_it_ends_as_if_it_never_was()
    {
        var whole = Run(Net(), "whole");
        // Before the first checkpoint, after it, at the end of an epoch (6 batches), in the next.
        foreach (var after in (int[])[1, 2, 3, 6, 7, 12, 14, 19, 36])
        {
            Interrupted("part", Going(), after);
            // Weights come from the checkpoint, where there is one.
            Assert.Equal(whole, Run(Net(seed: after > 2 ? 9 : 0ul), "part", Going(), threads: 1 + (after % 3)));
            foreach (var file in Files) File.Delete(file);
        }
    }

    [Fact]
    public void It_may_be_interrupted_again_and_again()
    {
        var whole = Run(Net(), "whole");
        var times = 0;
        for (; ; times++)
            try
            {
                Assert.Equal(whole, Run(Net(), "part", Going(1), interruptAfter: 5));
                break;
            }
            catch (TimeoutException)
            {
                Assert.InRange(times, 0, 20);
                Assert.InRange(Files.Length, 1, 2);
            }
        Assert.InRange(times, 2, 20);
    }

    [Fact]
    public void Data_of_unknown_length_go_on_too()
    {
        string Once(string name, Checkpoints? checkpoints = null) => Run(Net(), name, checkpoints, data: new Stream(33), steps: 3);
        var whole = Once("whole");
        foreach (var after in (int[])[2, 5, 8])
        {
            Interrupted("part", Going(1), after, new Stream(33), 3);
            Assert.Equal(whole, Once("part", Going(1)));
            foreach (var file in Files) File.Delete(file);
        }
    }

    [Fact]
    public void What_has_ended_goes_on_to_the_same_end()
    {
        var whole = Run(Net(), "whole", new Checkpoints(Kept));
        Assert.Equal(2, Files.Length);
        Assert.Equal(whole, Run(Net(), "whole", Going()));
    }

    [Fact]
    public void More_epochs_go_on_from_the_last()
    {
        var (once, twice) = (Samples.Tiny(), Samples.Tiny());
        var history = once.Fit(Samples.Blobs(40), 8, 5);
        Samples.Tiny().Fit(Samples.Blobs(40), 8, 3, checkpoints: new(Kept));
        var rest = twice.Fit(Samples.Blobs(40), 8, 5, checkpoints: Going());
        Assert.Equal(Samples.Bits(once) + Samples.Bits(history), Samples.Bits(twice) + Samples.Bits(rest));
    }

    [Fact]
    public void Of_a_torn_checkpoint_the_one_before_is_used()
    {
        var whole = Run(Net(), "whole");
        foreach (var keep in (double[])[0, 0.3, 0.999])
        {
            Interrupted("part", Going(), 11);
            Assert.Equal(2, Files.Length);
            var bytes = File.ReadAllBytes(Files[^1]);
            File.WriteAllBytes(Files[^1], bytes[..(int)(keep * bytes.Length)]);
            var going = Going();
            Assert.Equal(whole, Run(Net(), "part", going));
            Assert.Contains("000005", going.ResumedFrom, StringComparison.Ordinal);
            foreach (var file in Files) File.Delete(file);
        }
    }

    [Fact]
    public void A_flipped_bit_is_noticed()
    {
        Interrupted("part", Going(), 11);
        foreach (var file in Files)
        {
            var bytes = File.ReadAllBytes(file);
            bytes[^5] ^= 4;
            File.WriteAllBytes(file, bytes);
        }
        var model = Net();
        var before = Samples.Bits(model);
        ThreeParts.Throws<InvalidDataException>(() => Run(model, "part", Going()), "checkpoint-", "whole");
        Assert.Equal(before, Samples.Bits(model));
    }

    [Fact]
    public void A_full_disk_leaves_the_checkpoints_before_and_is_told()
    {
        var whole = Run(Net(), "whole");
        foreach (var share in (double[])[0, 0.001, 0.2, 0.5, 0.9, 0.9999])
        {
            Interrupted("part", Going(), 5);
            var (going, room) = (Going(), (long)(share * new FileInfo(Files[^1]).Length));
            going.Files.Through = stream => new FullDisk(stream, room);
            ThreeParts.Throws<IOException>(() => Run(Net(), "part", going), "full", "folder");
            Assert.All(Files, file => Assert.EndsWith(".safetensors", file, StringComparison.Ordinal));
            Assert.Equal(whole, Run(Net(), "part", Going()));
            foreach (var file in Files) File.Delete(file);
        }
    }

    sealed class FullDisk(System.IO.Stream to, long room) : System.IO.Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => to.Length;

        public override long Position { get => to.Position; set => throw new NotSupportedException(); }

        public override void Flush() => to.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            to.Write(buffer[..(int)Math.Min(room, buffer.Length)]);
            room -= buffer.Length;
            if (room < 0) throw new IOException("the disk is full");
        }
    }

    [Fact]
    public void Writing_goes_on_beside_training()
    {
        // The writer waits until the next step has been made.
        using var stepped = new ManualResetEventSlim();
        var going = Going(3);
        going.Files.Through = stream =>
        {
            Assert.True(stepped.Wait(TimeSpan.FromMinutes(1)), "Training waited for the file.");
            return stream;
        };
        var watch = new LambdaCallback { TrainBatchEnd = (batch, _) => { if (batch == 3) stepped.Set(); } };
        Samples.Tiny().Fit(Samples.Blobs(40), 8, callbacks: [watch], checkpoints: going);
        Assert.Equal(2, Files.Length);
    }

    [Fact]
    public async Task What_was_cancelled_goes_on_at_the_step()
    {
        var whole = Run(Net(), "whole");
        using var cancel = new CancellationTokenSource();
        var seen = 0;
        var stop = new LambdaCallback { TrainBatchEnd = (_, _) => { if (++seen == 9) cancel.Cancel(); } };
        var history = await Net().FitAsync(All, Batch, Epochs, Callbacks("part", stop), validationSplit: 0.2, checkpoints: Going(100), validationFreq: 2, seed: 1,
                                           cancellationToken: cancel.Token);
        Assert.True(history.Cancelled);
        Assert.Equal(whole, Run(Net(), "part", Going(100)));
    }

    [Fact]
    public async Task The_best_of_a_cancelled_training_is_kept_too()
    {
        async Task<string> Cancelled(Model model, Checkpoints? checkpoints, int after)
        {
            using var cancel = new CancellationTokenSource();
            model.Compile(new SGD(3), "sparse_categorical_crossentropy");
            var seen = 0;
            var stop = new LambdaCallback { TrainBatchEnd = (_, _) => { if (++seen == after) cancel.Cancel(); } };
            await model.FitAsync(All, Batch, 100, [stop], checkpoints: checkpoints, cancellationToken: cancel.Token);
            return Samples.Bits(model);
        }
        var whole = await Cancelled(Samples.Tiny(), null, 60);
        await Cancelled(Samples.Tiny(), Going(), 43);
        Assert.Equal(whole, await Cancelled(Samples.Tiny(), Going(), 17));
    }

    [Fact]
    public void Backup_and_restore_is_the_same_and_removes_its_files()
    {
        var whole = Samples.Tiny();
        var history = whole.Fit(Samples.Blobs(40), 8, 4);
        Assert.Throws<TimeoutException>(() => Samples.Tiny().Fit(Samples.Blobs(40), 8, 4, [new BackupAndRestore(Kept, 2), new Interrupt(13)]));
        Assert.NotEmpty(Files);
        var model = Samples.Tiny();
        Assert.Equal(Samples.Bits(history), Samples.Bits(model.Fit(Samples.Blobs(40), 8, 4, [new BackupAndRestore(Kept, 2)])));
        Assert.Equal(Samples.Bits(whole), Samples.Bits(model));
        Assert.Empty(Files);
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(8), callbacks: [new BackupAndRestore(Kept)], checkpoints: Going()), "2 times");
    }

    [Fact]
    public void Another_training_is_told_and_nothing_changes()
    {
        Samples.Tiny().Fit(Samples.Blobs(40), 8, checkpoints: new(Kept));
        var model = Samples.Tiny();
        var before = Samples.Bits(model);
        ThreeParts.Throws<InvalidOperationException>(() => model.Fit(Samples.Blobs(40), 8, checkpoints: new(Kept)), "another training", "resume: true");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(40), 4, checkpoints: Going()), "batch size of 4", "8");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(48), 8, checkpoints: Going()), "samples of 48", "40");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(40), 8, seed: 7, checkpoints: Going()), "seed 7");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(40), 8, shuffle: false, checkpoints: Going()), "shuffling off");
        Assert.Equal(before, Samples.Bits(model));
        var other = new Sequential([new Input(2), new Dense(8), new Dense(4, "softmax")]);
        other.Compile("adam", "sparse_categorical_crossentropy", ["accuracy"]);
        before = Samples.Bits(other);
        Assert.Contains("another training", Assert.Throws<InvalidDataException>(() => other.Fit(Samples.Blobs(40), 8, checkpoints: Going())).Message, StringComparison.Ordinal);
        Assert.Equal(before, Samples.Bits(other));
        model.Compile("sgd", "sparse_categorical_crossentropy", ["accuracy"]);
        before = Samples.Bits(model);
        Assert.Throws<InvalidDataException>(() => model.Fit(Samples.Blobs(40), 8, checkpoints: Going()));
        Assert.Equal(before, Samples.Bits(model));
        ThreeParts.Throws<ArgumentException>(() => new Checkpoints(Kept, 0), "0 steps");
    }

    // A call of Fit that has not begun.
    Fitting Call(Model model) => new(model, new(All) { BatchSize = Batch, Epochs = Epochs, ValidationSplit = 0.2, ValidationFreq = 2, Seed = 1, Callbacks = Callbacks("part") });

    [Fact]
    public void Ten_thousand_changed_checkpoints_are_told_or_do_no_harm()
    {
        // Without a checksum, as somebody would write who wants them read.
        Interrupted("part", Going(), 11);
        var (whole, random, refused, model) = (SafeTensorsFile.Read(Files[^1]), new Random(8), 0, Net());
        using var stream = new MemoryStream();
        SafeTensorsFile.Write(stream, [.. whole.Tensors], new Dictionary<string, string>(whole.Metadata));
        var (bytes, numbers) = (stream.ToArray(), System.Text.Encoding.UTF8.GetBytes(whole.Metadata["numbers"]));
        for (var i = 0; i < 10_000; i++)
        {
            var before = Samples.Bits(model);
            try
            {
                Call(model).Begin(i % 2 == 0 ? OfFile(Mutations.Of(bytes, random)) : OfNumbers(Mutations.Of(numbers, random)), "changed");
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentException)
            {
                Assert.True(e.Message.Length > 20, e.Message);
                Assert.Equal(before, Samples.Bits(model));
                refused++;
            }
        }
        Assert.InRange(refused, 5_000, 10_000);

        State OfFile(byte[] changed) => Checkpoints.StateOf(SafeTensorsFile.Read(new MemoryStream(changed), "changed"), "changed");

        State OfNumbers(byte[] changed)
        {
            var state = new State();
            foreach (var (name, list) in NumbersText.Read(System.Text.Encoding.UTF8.GetString(changed), "changed")) state.Set(name, list);
            foreach (var (name, tensor) in whole.Tensors) state.Set(name, tensor);
            return state;
        }
    }

    [Fact]
    public void Trainings_go_on_from_changed_numbers_without_harm()
    {
        Interrupted("part", Going(), 11);
        foreach (var older in Files[..^1]) File.Delete(older);
        var (path, random, ran) = (Files[^1], new Random(9), 0);
        var whole = SafeTensorsFile.Read(path);
        for (var i = 0; i < 60; i++)
        {
            var text = System.Text.RegularExpressions.Regex.Replace(whole.Metadata["numbers"], @"(?<=[\[,])[\d.]+(?=[\],])", m => random.Next(100) > 0 ? m.Value : $"{random.Next(9)}");
            SafeTensorsFile.Write(path, whole.Tensors, new Dictionary<string, string>(whole.Metadata) { ["numbers"] = text }, checksum: true);
            try
            {
                Net().Fit(All, Batch, 3, Callbacks("part"), validationSplit: 0.2, validationFreq: 2, seed: 1, checkpoints: Going(null));
                ran++;
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentException)
            {
            }
            foreach (var file in Files) File.Delete(file);
        }
        Assert.InRange(ran, 10, 60);
    }

    [Fact]
    public void Numbers_keep_their_bits()
    {
        var random = new Random(3);
        double[] numbers = [0, -0.0, 1.0 / 3, double.NaN, BitConverter.Int64BitsToDouble(0x7ff8000000000123), double.PositiveInfinity, double.NegativeInfinity, double.Epsilon,
                            double.MaxValue, .. Enumerable.Range(0, 1000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64()))];
        var (name, read) = Assert.Single(NumbersText.Read(NumbersText.Write([KeyValuePair.Create("a/b \"c\"", numbers)]), "x"));
        Assert.Equal("a/b \"c\"", name);
        Assert.Equal(numbers.Select(BitConverter.DoubleToInt64Bits), read.Select(BitConverter.DoubleToInt64Bits));
        foreach (var bad in (string[])["", "[]", "{\"a\":1}", "{\"a\":[null]}", "{\"a\":[\"x\"]}", "{\"a\":[[1]]}", "{\"a\":[1],\"a\":[2]}", "{\"a\":[1e999]}", "null"])
            if (bad != "{\"a\":[1e999]}") ThreeParts.Throws<InvalidDataException>(() => NumbersText.Read(bad, "file"), "file");
    }
}
