using System.Globalization;
using Hornbill.Callbacks;
using Hornbill.Engine;
using Hornbill.Models;
using Hornbill.Serialization;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Callbacks;

/// <summary>Callbacks that write files.</summary>
public sealed class FilesTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("hornbill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    string[] Names(string pattern = "*") => [.. Directory.GetFiles(_folder, pattern).Select(f =>
        Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("a.safetensors", "a.safetensors")]
    [InlineData("{epoch:02d}-{val_loss:.2f}", "07-0.12")]
    [InlineData("{epoch}-{loss:.3e}", "7-1.235e-03")]
    [InlineData("{epoch:4d}{val_loss:8.3f}", "   7   0.123")]
    [InlineData("{epoch:d}_{epoch:03d}_{val_loss:f}", "7_007_0.123000")]
    [InlineData("{val_loss}", "0.123")]
    public void Paths_are_filled_as_Python_does(string path, string expected) =>
        Assert.Equal(expected, PathFormat.Fill(path, new Dictionary<string,
            double>
        { ["epoch"] = 7, ["val_loss"] = 0.123, ["loss"] = 0.0012346 }));

    [Fact]
    public void Paths_that_cannot_be_filled_are_told()
    {
        var figures = new Dictionary<string, double> { ["loss"] = 1 };
        ThreeParts.Throws<ArgumentException>(() => PathFormat.Fill("{val_los}", figures), "val_los", "loss");
        ThreeParts.Throws<ArgumentException>(() => PathFormat.Fill("{loss:x}", figures), "'x'");
        ThreeParts.Throws<ArgumentException>(() => new ModelCheckpoint("model.h5"), "model.h5", ".safetensors");
        ThreeParts.Throws<ArgumentException>(() => new ModelCheckpoint("weights.npz"), "weights.npz");
        ThreeParts.Throws<ArgumentException>(() => new ModelCheckpoint("a.safetensors", saveFreq: 0), "0 batches");
    }

    [Fact]
    public void Each_epoch_is_saved_under_its_number_and_figures()
    {
        var (model, kept) = (Samples.Tiny(), new List<string>());
        var history = model.Fit(Samples.Blobs(20), epochs: 3, validationSplit: 0.5, callbacks:
            [new ModelCheckpoint(At("m/{epoch:02d}-{val_loss:.3f}.safetensors")),
                new LambdaCallback { EpochEnd = (_, _) => kept.Add(Samples.Bits(model)) }]);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"m/{epoch + 1:00}-{history["val_loss"][epoch]:F3}.safetensors");
            Assert.Equal(kept[epoch], Samples.Bits(Model.Load(At(name))));
        }
        Assert.Equal(3, Directory.GetFiles(At("m")).Length);
    }

    [Fact]
    public void Only_the_best_is_saved()
    {
        var callback = new ModelCheckpoint(At("{epoch}.safetensors"), saveBestOnly: true);
        new Rehearsal(callback).Epochs("val_loss", 0.5, 0.6, 0.5, 0.4, double.NaN);
        Assert.Equal(["1.safetensors", "4.safetensors"], Names());
        // The best goes from fit to fit of one object.
        new Rehearsal(callback).Epochs("val_loss", 0.5, 0.45, 0.3);
        Assert.Equal(["1.safetensors", "3.safetensors", "4.safetensors"], Names());
        Assert.Equal(0.3, callback.Best);
    }

    [Fact]
    public void Only_what_beats_the_threshold_is_saved()
    {
        new Rehearsal(new ModelCheckpoint(At("{epoch}.safetensors"), "val_accuracy", saveBestOnly: true, initialValueThreshold: 0.8))
            .Epochs("val_accuracy", 0.7, 0.8, 0.81);
        Assert.Equal(["3.safetensors"], Names());
    }

    [Fact]
    public void Batches_are_counted_over_epochs()
    {
        // 5 batches an epoch: after batch 3 of the first, 1 and 4 of the second.
        var model = Samples.Tiny();
        model.Fit(Samples.Blobs(20), batchSize: 4, epochs: 2,
            callbacks: [new ModelCheckpoint(At("{epoch}-{batch}.npz"), saveWeightsOnly: true, saveFreq: 3)]);
        Assert.Equal(["1-3.npz", "2-1.npz", "2-4.npz"], Names());
        Samples.Tiny().LoadWeights(At("2-4.npz"));
        // With the best only, by the running figures.
        model.Fit(Samples.Blobs(20), batchSize: 4, epochs: 1,
            callbacks: [new ModelCheckpoint(At("best.safetensors"), "loss", saveBestOnly: true, saveFreq: 1)]);
        Assert.True(File.Exists(At("best.safetensors")));
    }

    [Fact]
    public void A_csv_has_its_columns_in_order_and_NA_where_nothing_is()
    {
        var history = Samples.Tiny().Fit(Samples.Blobs(20), epochs: 3, validationSplit: 0.5, validationFreq: 2,
            callbacks: [new CSVLogger(At("log.csv"))]);
        string N(string name, int i) => history[name][i].ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
        [
            "epoch,accuracy,loss,val_accuracy,val_loss",
            $"0,{N("accuracy", 0)},{N("loss", 0)},NA,NA",
            $"1,{N("accuracy", 1)},{N("loss", 1)},{N("val_accuracy", 0)},{N("val_loss", 0)}",
            $"2,{N("accuracy", 2)},{N("loss", 2)},NA,NA",
        ], File.ReadAllLines(At("log.csv")));
    }

    [Fact]
    public void A_csv_is_written_over_or_goes_on()
    {
        void Fit(CSVLogger logger, int epochs = 1) => Samples.Tiny().Fit(Samples.Blobs(8), epochs: epochs, callbacks: [logger]);
        string[] Epochs() => [.. File.ReadAllLines(At("log.csv")).Select(l => l.Split(';')[0])];
        Fit(new(At("log.csv"), ";"), 2);
        Fit(new(At("log.csv"), ";"), 2);
        Assert.Equal(["epoch", "0", "1"], Epochs());
        Fit(new(At("log.csv"), ";", append: true));
        Assert.Equal(["epoch", "0", "1", "0"], Epochs());
        Fit(new(At("new/log.csv"), append: true));
        Assert.Equal(2, File.ReadAllLines(At("new/log.csv")).Length);
    }

    // The tags, values and sizes of histograms in an event file: a reader of its own, by the protobuf specification.
    static List<(long Step, string Tag, double Value)> Events(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var found = new List<(long, string, double)>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BitConverter.ToInt64(bytes, at);
            Assert.Equal(Masked(bytes.AsSpan(at, 8)), BitConverter.ToUInt32(bytes, at + 8));
            Assert.Equal(Masked(bytes.AsSpan(at + 12, length)), BitConverter.ToUInt32(bytes, at + 12 + length));
            var fields = Fields(bytes.AsSpan(at + 12, length).ToArray());
            at += length + 16;
            if (!fields.TryGetValue(5, out var summary)) continue;
            var value = Fields((byte[])Fields((byte[])summary)[1]);
            var step = fields.TryGetValue(2, out var s) ? (long)(ulong)s : 0;
            var figure = value.TryGetValue(2, out var scalar) ? (float)scalar : (double)Fields((byte[])value[5])[3];
            found.Add((step, System.Text.Encoding.UTF8.GetString((byte[])value[1]), figure));
        }
        return found;
    }

    static Dictionary<int, object> Fields(byte[] message)
    {
        var fields = new Dictionary<int, object>();
        var at = 0;
        ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                value |= (ulong)(message[at] & 0x7F) << shift;
                if (message[at++] < 0x80) return value;
            }
        }
        while (at < message.Length)
        {
            var key = Varint();
            var field = (int)(key >> 3);
            if ((key & 7) == 0) fields[field] = Varint();
            else if ((key & 7) == 1) (fields[field], at) = (BitConverter.ToDouble(message, at), at + 8);
            else if ((key & 7) == 5) (fields[field], at) = (BitConverter.ToSingle(message, at), at + 4);
            else
            {
                var length = (int)Varint();
                (fields[field], at) = (message[at..(at + length)], at + length);
            }
        }
        return fields;
    }

    static uint Masked(ReadOnlySpan<byte> bytes)
    {
        // CRC-32C bit by bit.
        var crc = ~0u;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }

    [Fact]
    public void TensorBoards_files_hold_what_was_measured()
    {
        var history = Samples.Tiny().Fit(Samples.Blobs(20), batchSize: 5, epochs: 2, validationSplit: 0.5, callbacks:
            [new ReduceLROnPlateau(), new TensorBoard(At("logs"), histogramFreq: 1, updateFreq: 2)]);
        var train = Assert.Single(Directory.GetFiles(At("logs/train")));
        var validation = Assert.Single(Directory.GetFiles(At("logs/validation")));
        Assert.Contains("events.out.tfevents.", train, StringComparison.Ordinal);
        // The first record, as TensorFlow's own files begin: 24 bytes and their masked sum.
        Assert.Equal([0x18, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22, 0x09], File.ReadAllBytes(train)[..13]);
        Assert.Equal([(0L, "epoch_loss", (double)(float)history["val_loss"][0]), (0, "epoch_accuracy", (float)history["val_accuracy"][0]),
                      (1, "epoch_loss", (float)history["val_loss"][1]), (1, "epoch_accuracy", (float)history["val_accuracy"][1])],
                          Events(validation));
        var events = Events(train);
        Assert.Equal([(1L, "batch_loss"), (1, "batch_accuracy"), (0, "epoch_loss"), (0, "epoch_accuracy"), (0, "epoch_learning_rate")],
            events.Take(5).Select(e => (e.Step, e.Tag)));
        Assert.Contains((1L, "epoch_loss", (double)(float)history["loss"][1]), events);
        Assert.Equal([("dense/kernel/histogram", 32.0), ("dense/bias/histogram", 16), ("dense_1/kernel/histogram", 64),
            ("dense_1/bias/histogram", 4)],
                     events.Where(e => e.Step == 1 && e.Tag.EndsWith("histogram", StringComparison.Ordinal)).Select(e => (e.Tag, e.Value)));
        ThreeParts.Throws<ArgumentException>(() => new TensorBoard(updateFreq: 0), "0 batches");
    }

    [Fact]
    public void A_histogram_counts_every_value_once()
    {
        float[] values = [.. Enumerable.Range(0, 100).Select(i => i / 99f), 1, 0, 0.5f];
        var record = EventFile.Histogram(0, 1, "h", values);
        var histogram = Fields((byte[])Fields((byte[])Fields((byte[])Fields(record[12..^4])[5])[1])[5]);
        double[] Doubles(int field) => [.. ((byte[])histogram[field]).Chunk(8).Select(b => BitConverter.ToDouble(b))];
        Assert.Equal((0.0, 1.0, 103.0), ((double)histogram[1], (double)histogram[2], (double)histogram[3]));
        Assert.Equal(values.Sum(v => (double)v), (double)histogram[4], 1e-9);
        Assert.Equal((30, 1.0, 103.0), (Doubles(6).Length, Doubles(6)[^1], Doubles(7).Sum()));
        foreach (var (limit, i) in Doubles(6).SkipLast(1).Select((l, i) => (l, i))) Assert.Equal(values.Count(v => v < limit),
            Doubles(7).Take(i + 1).Sum());
        // What is not a number, and nothing, still make a record.
        Assert.NotEmpty(EventFile.Histogram(0, 1, "h", [float.NaN]));
        Assert.NotEmpty(EventFile.Histogram(0, 1, "h", []));
    }

    [Fact]
    public void A_bar_reads_as_Keras_draws_it()
    {
        var logs = new Dictionary<string, double> { ["loss"] = 1.40211, ["accuracy"] = 0.53121, ["mse"] = 0.0001234 };
        const string Figures = " - accuracy: 0.5312 - loss: 1.4021 - mse: 1.2340e-04";
        Assert.Equal(" 12/938 " + new string('─', 20) + " 5s 6ms/step" + Figures,
            Progbar.Line(12, 938, TimeSpan.FromMilliseconds(72), logs));
        Assert.Equal("469/938 " + new string('━', 10) + new string('─', 10) + " 1:18 167ms/step" + Figures,
            Progbar.Line(469, 938, TimeSpan.FromSeconds(78.2), logs));
        Assert.Equal("     12/Unknown 3s 250ms/step" + Figures, Progbar.Line(12, null, TimeSpan.FromSeconds(3), logs));
        Assert.Equal("938/938 " + new string('━', 20) + " 5s 5ms/step" + Figures, Progbar.Last(938, 938, TimeSpan.FromSeconds(5), logs));
        Assert.Equal("938/938 - 5s - 5ms/step" + Figures, Progbar.Last(938, 938, TimeSpan.FromSeconds(5), logs, bar: false));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_progress_logger_writes_to_the_writer_it_is_given(int verbose)
    {
        var text = new StringWriter();
        Samples.Tiny().Fit(Samples.Blobs(20), batchSize: 4, epochs: 2, validationSplit: 0.5, callbacks: [new ProgbarLogger(text, verbose)]);
        var lines = text.ToString().Split('\n');
        Assert.Equal(["Epoch 1/2", "Epoch 2/2", ""], [lines[0], lines[2], lines[4]]);
        Assert.All([lines[1], lines[3]], line =>
            Assert.Matches(@"3/3 .*step - accuracy: \d\.\d{4} - loss: .* - val_accuracy: .* - val_loss: [^ ]+$", line));
        Assert.Equal(verbose == 1, lines[1].Contains('\r', StringComparison.Ordinal));
    }
}
