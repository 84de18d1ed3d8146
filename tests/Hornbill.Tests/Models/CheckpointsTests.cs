using System.Globalization;
using Hornbill.Callbacks;
using Hornbill.Data;
using Hornbill.Execution;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Serialization;
using Hornbill.Tensors;
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
        var model = new Sequential([new Input(2), new Dense(12), new BatchNormalization(), new Activation("relu"), new Dropout(0.3),
            new Dense(4, "softmax")], seed: seed);
        model.Compile(new Adam(0.02) { UseEma = true }, "sparse_categorical_crossentropy", ["accuracy", "auc"]);
        return model;
    }

    // Something of everything that has a state.
    Callback[] Callbacks(string name, params Callback[] more) =>
    [
        new ReduceLROnPlateau(patience: 1, factor: 0.7, cooldown: 1), new EarlyStopping(patience: 3, restoreBestWeights: true),
            new StochasticWeightAveraging(1),
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

    string Run(Model model, string name, Checkpoints? checkpoints = null, int interruptAfter = 0, int threads = 1, BatchSource? data = null,
        double? steps = null)
    {
        model.Workers = new Workers(threads);
        var history = model.Fit(data ?? All, Batch, Epochs, Callbacks(name, new Interrupt(interruptAfter)), validationSplit: data is null
            ? 0.2 : 0,
                                validationData: data is null ? null : All, checkpoints: checkpoints, stepsPerEpoch: steps,
                                    validationFreq: 2, seed: 1);
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
    public void A_full_disk_leaves_the_checkpoints_before_and_is_told_while_training_goes_on()
    {
        var whole = Run(Net(), "whole");
        foreach (var share in (double[])[0, 0.001, 0.2, 0.5, 0.9, 0.9999])
        {
            Interrupted("part", Going(), 5);
            var (going, room) = (Going(), (long)(share * new FileInfo(Files[^1]).Length));
            going.Files.Through = stream => new FullDisk(stream, room);
            var model = Net();
            Assert.Equal(whole, Run(model, "part", going));
            ThreeParts.Assert(Assert.Single(model.Warnings, w => w.Contains("checkpoint", StringComparison.Ordinal)), "the disk is full",
                Kept, "goes on");
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
        var history = await Net().FitAsync(All, Batch, Epochs, Callbacks("part", stop), validationSplit: 0.2, checkpoints: Going(100),
            validationFreq: 2, seed: 1,
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
        Assert.Throws<TimeoutException>(() => Samples.Tiny().Fit(Samples.Blobs(40), 8, 4,
            [new BackupAndRestore(Kept, 2), new Interrupt(13)]));
        Assert.NotEmpty(Files);
        var model = Samples.Tiny();
        Assert.Equal(Samples.Bits(history), Samples.Bits(model.Fit(Samples.Blobs(40), 8, 4, [new BackupAndRestore(Kept, 2)])));
        Assert.Equal(Samples.Bits(whole), Samples.Bits(model));
        Assert.Empty(Files);
        ThreeParts.Throws<ArgumentException>(() =>
            model.Fit(Samples.Blobs(8), callbacks: [new BackupAndRestore(Kept)], checkpoints: Going()), "2 times");
    }

    [Fact]
    public void Another_training_is_told_and_nothing_changes()
    {
        Samples.Tiny().Fit(Samples.Blobs(40), 8, checkpoints: new(Kept));
        var model = Samples.Tiny();
        var before = Samples.Bits(model);
        ThreeParts.Throws<InvalidOperationException>(() =>
            model.Fit(Samples.Blobs(40), 8, checkpoints: new(Kept)), "another training", "resume: true");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(40), 4, checkpoints: Going()), "batch size of 4", "8");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(48), 8, checkpoints: Going()), "samples of 48", "40");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(40), 8, seed: 7, checkpoints: Going()), "seed 7");
        ThreeParts.Throws<ArgumentException>(() => model.Fit(Samples.Blobs(40), 8, shuffle: false, checkpoints: Going()), "shuffling off");
        Assert.Equal(before, Samples.Bits(model));
        var other = new Sequential([new Input(2), new Dense(8), new Dense(4, "softmax")]);
        other.Compile("adam", "sparse_categorical_crossentropy", ["accuracy"]);
        before = Samples.Bits(other);
        Assert.Contains("another training", Assert.Throws<InvalidDataException>(() =>
            other.Fit(Samples.Blobs(40), 8, checkpoints: Going())).Message, StringComparison.Ordinal);
        Assert.Equal(before, Samples.Bits(other));
        model.Compile("sgd", "sparse_categorical_crossentropy", ["accuracy"]);
        before = Samples.Bits(model);
        Assert.Throws<InvalidDataException>(() => model.Fit(Samples.Blobs(40), 8, checkpoints: Going()));
        Assert.Equal(before, Samples.Bits(model));
        ThreeParts.Throws<ArgumentException>(() => new Checkpoints(Kept, 0), "0 steps");
    }

    // A call of Fit that has not begun.
    Fitting Call(Model model) => new(model, new(All)
    {
        BatchSize = Batch, Epochs = Epochs, ValidationSplit = 0.2, ValidationFreq = 2,
        Seed = 1, Callbacks = Callbacks("part")
    });

    [Fact]
    public void Changed_checkpoints_are_told_or_do_no_harm()
    {
        // Without a checksum, as somebody would write who wants them read.
        Interrupted("part", Going(), 11);
        var (whole, random, refused, times, model) = (SafeTensorsFile.Read(Files[^1]), new Random(8), 0, Mutations.Times(5_000), Net());
        using var stream = new MemoryStream();
        SafeTensorsFile.Write(stream, [.. whole.Tensors], new Dictionary<string, string>(whole.Metadata));
        var (bytes, numbers) = (stream.ToArray(), System.Text.Encoding.UTF8.GetBytes(whole.Metadata["numbers"]));
        for (var i = 0; i < times; i++)
        {
            var (before, allocated) = (Samples.Bits(model), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                Call(model).Begin(i % 2 == 0 ? OfFile(Mutations.Of(bytes, random)) : OfNumbers(Mutations.Of(numbers, random)), "changed");
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentException)
            {
                Mutations.AssertTold(e);
                Assert.Equal(before, Samples.Bits(model));
                refused++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 5_000_000);
        }
        Assert.InRange(refused, times / 2, times);

        State OfFile(byte[] changed) => Checkpoints.StateOf(SafeTensorsFile.Read(new MemoryStream(changed), "changed"), "changed");

        State OfNumbers(byte[] changed)
        {
            var state = new State { Identity = whole.Metadata["identity"] };
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
            var text = System.Text.RegularExpressions.Regex.Replace(whole.Metadata["numbers"], @"(?<=[\[,])[\d.]+(?=[\],])", m =>
                random.Next(100) > 0 ? m.Value : $"{random.Next(9)}");
            SafeTensorsFile.Write(path, whole.Tensors, new Dictionary<string, string>(whole.Metadata) { ["numbers"] = text },
                checksum: true);
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

    // The last step's checkpoint lies before that of the epoch's end; nothing has been trained by this process when progress is told.
    [Fact]
    public async Task It_goes_on_at_every_step_of_an_epoch_with_progress()
    {
        async Task<string> Fit(Checkpoints? checkpoints)
        {
            var model = Samples.Tiny();
            var history = await model.FitAsync(Samples.Blobs(40), 8, 100, checkpoints: checkpoints, progress: new Progress<FitProgress>());
            return Samples.Bits(model) + Samples.Bits(history);
        }
        var whole = await Fit(null);
        for (var step = 1; step <= 6; step++)
        {
            var stop = new Interrupt(step + 1);
            Assert.Throws<TimeoutException>(() => Samples.Tiny().Fit(Samples.Blobs(40), 8, 100, [stop], checkpoints: Going(1)));
            Assert.Equal(whole, await Fit(Going(1)));
            Directory.Delete(Kept, true);
        }
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1_000_000)]
    public async Task Any_number_of_epochs_has_a_time_left_or_none(int epochs)
    {
        using var cancel = new CancellationTokenSource();
        var seen = new List<FitProgress>();
        await Samples.Tiny().FitAsync(Samples.Blobs(40), 8, epochs,
            [new LambdaCallback { EpochEnd = (e, _) => { if (e == 2) cancel.Cancel(); } }],
                                      progress: new Told(seen), cancellationToken: cancel.Token);
        Assert.NotEmpty(seen);
        Assert.All(seen, p => Assert.True(p.Remaining is null || p.Remaining >= TimeSpan.Zero));
    }

    sealed class Told(List<FitProgress> seen) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => seen.Add(value);
    }

    [Fact]
    public void A_folder_keeps_one_training_at_a_time_and_the_second_changes_nothing()
    {
        string[]? before = null, after = null;
        var second = new LambdaCallback
        {
            EpochEnd = (epoch, _) =>
            {
                if (epoch != 2) return;
                while (!Files.Any(f => f.EndsWith("000002.safetensors", StringComparison.Ordinal))) Thread.Sleep(1);
                File.WriteAllText(Path.Combine(Kept, "checkpoint-000009.safetensors.abcdefgh.abc.tmp"), "being written");
                before = Files;
                foreach (var resume in (bool[])[true, false])
                    ThreeParts.Throws<InvalidOperationException>(() =>
                        Samples.Tiny().Fit(Samples.Blobs(40), 8, checkpoints: new(Kept, resume: resume)), Kept, "running");
                after = Files;
            },
        };
        Samples.Tiny().Fit(Samples.Blobs(40), 8, 4, [second], checkpoints: new(Kept));
        Assert.Equal(before, after);
        Assert.Equal(3, after!.Count(f => !f.EndsWith(".lock", StringComparison.Ordinal)));
        // It is let go, and what was left behind is cleared by the next.
        Samples.Tiny().Fit(Samples.Blobs(40), 8, 5, checkpoints: Going());
        Assert.Equal(2, Files.Length);
    }

    [Fact]
    public void One_that_is_refused_does_not_tidy()
    {
        Samples.Tiny().Fit(Samples.Blobs(40), 8, checkpoints: new(Kept));
        File.WriteAllText(Path.Combine(Kept, "checkpoint-000009.safetensors.abcdefgh.abc.tmp"), "");
        var before = Files;
        Assert.Throws<InvalidOperationException>(() => Samples.Tiny().Fit(Samples.Blobs(40), 8, checkpoints: new(Kept)));
        Assert.Equal(before, Files);
    }

    [Fact]
    public void A_folder_behind_a_link_is_the_same_folder()
    {
        Directory.CreateDirectory(Kept);
        var link = Path.Combine(_folder, "link");
        Directory.CreateSymbolicLink(link, Kept);
        var second = new LambdaCallback
        {
            EpochEnd = (_, _) =>
            Assert.Throws<InvalidOperationException>(() => Samples.Tiny().Fit(Samples.Blobs(40), 8, checkpoints: new(link)))
        };
        Samples.Tiny().Fit(Samples.Blobs(40), 8, 1, [second], checkpoints: new(Kept));
        Samples.Tiny().Fit(Samples.Blobs(40), 8, 2, checkpoints: new(link, resume: true));
        Assert.NotNull(new DirectoryInfo(link).LinkTarget);
        Assert.Equal(2, Files.Length);
    }

    [Fact]
    public void A_target_that_cannot_be_written_is_told_before_the_first_step()
    {
        var steps = 0;
        var count = new LambdaCallback { TrainBatchEnd = (_, _) => steps++ };
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "x");
        void Refused(Checkpoints? checkpoints, params Callback[] more) => ThreeParts.Throws<IOException>(
            () => Samples.Tiny().Fit(Samples.Blobs(40), 8, callbacks: [count, .. more], checkpoints: checkpoints), file);
        Refused(new(file));
        Refused(null, new CSVLogger(Path.Combine(file, "a.csv")));
        Refused(null, new TensorBoard(file));
        Refused(null, new ModelCheckpoint(Path.Combine(file, "{epoch}.safetensors")));
        Refused(new(Path.Combine(file, "within")));
        Assert.Equal(0, steps);
        Assert.Equal("x", File.ReadAllText(file));
    }

    [Fact]
    public void A_folder_that_vanishes_is_made_again()
    {
        var model = Samples.Tiny();
        model.Fit(Samples.Blobs(40), 8, 3, [new LambdaCallback { EpochEnd = (e, _) => { if (e == 1) Vanish(); } }], checkpoints: new(Kept));
        Assert.NotEmpty(Files);
        Assert.Empty(model.Warnings);

        // When nothing is being written into it.
        void Vanish()
        {
            while (!File.Exists(Path.Combine(Kept, "checkpoint-000001.safetensors"))) Thread.Sleep(1);
            Directory.Delete(Kept, true);
        }
    }

    static Sequential Dropping(double rate = 0.2, double learningRate = 0.1, string loss = "sparse_categorical_crossentropy",
        string activation = "relu")
    {
        var model = new Sequential([new Input(2), new Dense(4, activation), new Dropout(rate), new Dense(4, "softmax")]);
        model.Compile(new SGD(learningRate), loss);
        return model;
    }

    [Fact]
    public void What_differs_from_the_training_begun_is_listed()
    {
        var data = Samples.Blobs(40);
        Dropping().Fit(data, 8, 2, [new EarlyStopping("loss", patience: 1)], checkpoints: new(Kept));
        void Refused<E>(Model model, BatchSource train, Callback? callback, params string[] words) where E : Exception
        {
            var before = Samples.Bits(model);
            ThreeParts.Throws<E>(() => model.Fit(train, 8, 4, [callback ?? new EarlyStopping("loss", patience: 1)], checkpoints: Going()),
                words);
            Assert.Equal(before, Samples.Bits(model));
        }
        Refused<ArgumentException>(Dropping(learningRate: 1e-6), data, null, "learning rate of 1E-06", "0.1", "--with");
        Refused<InvalidDataException>(Dropping(0.7), data, null, "'dropout'", "rate 0.7", "0.2");
        Refused<InvalidDataException>(Dropping(activation: "tanh"), data, null, "'dense'", "tanh", "relu");
        Refused<InvalidDataException>(Dropping(loss: "sparse_categorical_crossentropy(ignore_class=3)"), data, null, "the loss");
        Refused<ArgumentException>(Dropping(), Samples.Data([2], 40, 4), null, "checksum");
        Refused<ArgumentException>(Dropping(), data, new EarlyStopping("loss", patience: 2), "EarlyStopping", "patience 2", "patience 1");
        ThreeParts.Throws<ArgumentException>(() => new Checkpoints(Kept, changes: ["learning_rate"]), "learning rate");
    }

    static readonly ArrayData Pictures = Samples.Data([6, 6, 1], 24, 3);

    static Sequential Seeing()
    {
        var model = new Sequential([new Input(6, 6, 1), new Flatten(), new Dense(3, "softmax")], seed: 1);
        model.Compile("sgd", "sparse_categorical_crossentropy");
        return model;
    }

    public static TheoryData<string> Changes => [.. Sources.Keys];

    // What a training is begun on, and what it is not to be gone on with; both draw the same for no seed, or for the first sample, or
    // nothing at all there.
    static readonly Dictionary<string, (BatchSource Begun, BatchSource Other, string Told)> Sources = new()
    {
        ["layers"] = (Pictures.Augment(new RandomRotation(0.1)), Pictures.Augment(new RandomRotation(0.2)), "RandomRotation"),
        ["another layer"] = (Pictures.Augment(new RandomFlip("horizontal")), Pictures.Augment(new RandomFlip("vertical")), "vertical"),
        ["none"] = (Pictures.Augment(new RandomFlip("horizontal")), Pictures, "RandomFlip"),
        ["a generator"] = (new ImageDataGenerator(rotationRange: 7).Flow(Pictures, 8),
            new ImageDataGenerator(rotationRange: 8).Flow(Pictures, 8), "rotation 8"),
        ["a generator's fill"] = (new ImageDataGenerator(zoomRange: 0.1).Flow(Pictures, 8),
            new ImageDataGenerator(zoomRange: 0.1, fillMode: "wrap").Flow(Pictures, 8), "fill"),
        ["a generator's shifts"] = (new ImageDataGenerator(widthShiftRange: 1).Flow(Pictures, 8),
            new ImageDataGenerator(widthShiftRange: new double[] { 1, 2 }).Flow(Pictures, 8), "[1, 2]"),
        ["a flow's seed"] = (new ImageDataGenerator(rotationRange: 7).Flow(Pictures, 8, seed: 1),
            new ImageDataGenerator(rotationRange: 7).Flow(Pictures, 8, seed: 2), "seed 2"),
        ["a function"] = (Pictures.Map(x => x), Pictures.Map(x => x * 2), "mapped"),
        ["what is behind a function"] = (Pictures.Map(x => x), Samples.Data([6, 6, 1], 24, 3, 9).Map(x => x), "checksum"),
        ["mixing"] = (Pictures.MixUp(0.2, 3), Pictures.MixUp(0.4, 3), "MixUp"),
        ["cutting"] = (Pictures.MixUp(1, 3), Pictures.CutMix(1, 3), "CutMix"),
        ["a buffer"] = (Pictures.Shuffle(5), Pictures.Shuffle(6), "shuffled by 6"),
        ["an order"] = (Pictures.Shuffle(24), Pictures.Shuffle(24, reshuffleEachIteration: false), "once"),
        ["a remainder"] = (Pictures.Take(20).Batch(8), Pictures.Take(20).Batch(8, dropRemainder: true), "full ones"),
        ["a choice"] = (Pictures.Subset([1, 2, 3, 4, 5, 6, 7, 8]), Pictures.Subset([1, 2, 3, 4, 5, 6, 7, 9]), "checksum"),
        ["a cache"] = (Pictures.Augment(new RandomRotation(0.1)).Cache(), Pictures.Augment(new RandomRotation(0.1)), "cached"),
        ["what comes then"] = (Pictures.Concatenate(Pictures.Map(x => x)), Pictures.Concatenate(Pictures.Map(x => x * 2)), "then"),
        ["a stream's change"] = (Streamed().Shuffle(5), Streamed().Shuffle(6), "shuffled by 6"),
        ["weights of places"] = (Weighted(1), Weighted(2), "checksum"),
    };

    static BatchSource Streamed() => BatchSource.From(Enumerable.Range(0, 3).Select(i => Pictures.Slice(8 * i, 8)));

    static ArrayData Weighted(float weight) =>
        ArrayData.Of([Samples.Random([6, 6, 1], 24)], [new Tensor([24])], [new Tensor([24], [.. Enumerable.Repeat(weight, 24)])]);

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_is_done_with_the_data_belongs_to_the_training(string what)
    {
        var (begun, other, told) = Sources[what];
        Sequential Net()
        {
            var model = Seeing();
            if (begun.Targets[0].Shape is [3]) model.Compile("sgd", "categorical_crossentropy");
            return model;
        }
        Net().Fit(begun, 8, 1, checkpoints: new(Kept));
        var net = Net();
        var before = Samples.Bits(net);
        ThreeParts.Throws<ArgumentException>(() => net.Fit(other, 8, 2, checkpoints: Going()), told);
        Assert.Equal(before, Samples.Bits(net));
        Net().Fit(begun, 8, 2, checkpoints: Going());
    }

    [Fact]
    public void Reading_ahead_is_no_other_training_and_looking_at_the_data_changes_nothing()
    {
        BatchSource Data() => Pictures.Augment(new RandomRotation(0.1), new RandomFlip("horizontal")).Cache();
        Model whole = Seeing(), kept = Seeing(), ahead = Seeing();
        whole.Fit(Data(), 8, 3);
        kept.Fit(Data(), 8, 2, checkpoints: new(Kept));
        ahead.Fit(Data().Prefetch(3), 8, 3, checkpoints: Going());
        Assert.Equal(Samples.Bits(whole), Samples.Bits(ahead));
    }

    // A callback of a user's that decides something, and one that looks on.
    sealed class Target(double accuracy) : Callback
    {
        public override Config GetConfig() => new Config().Set("accuracy", accuracy);
    }

    sealed class Watcher(int every) : Callback
    {
        public int Every => every;
    }

    [Fact]
    public void Settings_of_ones_own_callbacks_belong_to_the_training()
    {
        void Fit(int epochs, Checkpoints kept, params Callback[] callbacks) =>
            Dropping().Fit(Samples.Blobs(40), 8, epochs, callbacks, checkpoints: kept);
        Fit(1, new(Kept), new Target(0.9), new Watcher(1));
        ThreeParts.Throws<ArgumentException>(() => Fit(2, Going(), new Target(0.8)), "Target", "0.8", "0.9");
        ThreeParts.Throws<ArgumentException>(() => Fit(2, Going()), "Target");
        Fit(2, Going(), new Target(0.9), new Watcher(2));
        Fit(3, new(Kept, resume: true, changes: ["callbacks"]), new Target(0.8));
    }

    [Fact]
    public void What_is_changed_on_purpose_is_in_force()
    {
        Dropping().Fit(Samples.Blobs(40), 8, 2, checkpoints: new(Kept));
        var model = Dropping(0.3, learningRate: 0.01);
        model.Fit(Samples.Blobs(40), 8, 4, checkpoints: new(Kept, resume: true, changes: ["learning rate", "layers"]));
        Assert.Equal(0.01, model.Optimizer!.LearningRate);
        // From then on it is the training with that rate.
        Assert.Throws<InvalidDataException>(() => Dropping().Fit(Samples.Blobs(40), 8, 5, checkpoints: Going()));
        Dropping(0.3, learningRate: 0.01).Fit(Samples.Blobs(40), 8, 5, checkpoints: Going());
    }

    [Fact]
    public void Numbers_keep_their_bits()
    {
        var random = new Random(3);
        double[] numbers = [0, -0.0, 1.0 / 3, double.NaN, BitConverter.Int64BitsToDouble(0x7ff8000000000123), double.PositiveInfinity,
            double.NegativeInfinity, double.Epsilon,
                            double.MaxValue, .. Enumerable.Range(0, 1000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64()))];
        var (name, read) = Assert.Single(NumbersText.Read(NumbersText.Write([KeyValuePair.Create("a/b \"c\"", numbers)]), "x"));
        Assert.Equal("a/b \"c\"", name);
        Assert.Equal(numbers.Select(BitConverter.DoubleToInt64Bits), read.Select(BitConverter.DoubleToInt64Bits));
        foreach (var bad in (string[])["", "[]", "{\"a\":1}", "{\"a\":[null]}", "{\"a\":[\"x\"]}", "{\"a\":[[1]]}", "{\"a\":[1],\"a\":[2]}",
            "{\"a\":[1e999]}", "null"])
            if (bad != "{\"a\":[1e999]}") ThreeParts.Throws<InvalidDataException>(() => NumbersText.Read(bad, "file"), "file");
    }
}
