using System.Buffers.Binary;
using System.Text;

namespace Hornbill.Serialization;

/// <summary>TensorBoard's event files: records of a length, its checksum, a protobuf message of the kind Event, and its checksum.</summary>
static class EventFile
{
    const string Version = "brain.Event:2";
    const int Buckets = 30;

    /// <summary>The record that every file begins with.</summary>
    public static byte[] Header(double time) => Record(Event(time, null).Bytes(3, Encoding.UTF8.GetBytes(Version)));

    /// <summary>A figure of a step.</summary>
    public static byte[] Scalar(double time, long step, string tag, double value) =>
        Record(Event(time, step).Bytes(5, new Message().Bytes(1, Tagged(tag).Float(2, (float)value))));

    /// <summary>The distribution of values at a step, in equal buckets from the least to the greatest.</summary>
    public static byte[] Histogram(double time, long step, string tag, ReadOnlySpan<float> values)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, squares = 0;
        foreach (var v in values)
            (min, max, sum, squares) = (Math.Min(min, v), Math.Max(max, v), sum + v, squares + ((double)v * v));
        if (!double.IsFinite(sum) || values.IsEmpty)
        {
            (min, max, sum, squares) = (0, 0, 0, 0);
            values = [];
        }
        var (limits, counts) = (new double[Buckets], new double[Buckets]);
        for (var i = 0; i < Buckets; i++) limits[i] = i == Buckets - 1 ? max : min + ((max - min) * (i + 1) / Buckets);
        foreach (var v in values) counts[max > min ? Math.Min(Buckets - 1, (int)((v - min) / (max - min) * Buckets)) : Buckets - 1]++;
        var histogram = new Message().Double(1, min).Double(2, max).Double(3, values.Length).Double(4, sum).Double(5, squares).Doubles(6, limits).Doubles(7, counts);
        return Record(Event(time, step).Bytes(5, new Message().Bytes(1, Tagged(tag).Bytes(5, histogram))));
    }

    static Message Event(double time, long? step)
    {
        var message = new Message().Double(1, time);
        return step is { } s ? message.Number(2, s) : message;
    }

    static Message Tagged(string tag) => new Message().Bytes(1, Encoding.UTF8.GetBytes(tag));

    static byte[] Record(Message message)
    {
        var data = message.ToArray();
        var record = new byte[data.Length + 16];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Masked(record.AsSpan(0, 8)));
        data.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), Masked(data));
        return record;
    }

    // As TensorFlow writes it: sums of data that hold sums would be weak.
    static uint Masked(ReadOnlySpan<byte> bytes) => uint.RotateRight(Crc32C.Append(0, bytes), 15) + 0xA282EAD8;

    /// <summary>A protobuf message, field after field.</summary>
    sealed class Message
    {
        readonly List<byte> _bytes = [];

        public byte[] ToArray() => [.. _bytes];

        public Message Number(int field, long value) => Key(field, 0).Varint((ulong)value);

        public Message Double(int field, double value)
        {
            Key(field, 1);
            return Fixed(BitConverter.DoubleToInt64Bits(value), 8);
        }

        public Message Float(int field, float value)
        {
            Key(field, 5);
            return Fixed(BitConverter.SingleToInt32Bits(value), 4);
        }

        public Message Bytes(int field, Message message) => Bytes(field, message.ToArray());

        public Message Bytes(int field, byte[] bytes)
        {
            Key(field, 2).Varint((ulong)bytes.Length);
            _bytes.AddRange(bytes);
            return this;
        }

        public Message Doubles(int field, double[] values)
        {
            Key(field, 2).Varint((ulong)values.Length * sizeof(double));
            foreach (var value in values) Fixed(BitConverter.DoubleToInt64Bits(value), 8);
            return this;
        }

        Message Key(int field, int kind) => Varint((ulong)((field << 3) | kind));

        Message Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
            _bytes.Add((byte)value);
            return this;
        }

        Message Fixed(long bits, int bytes)
        {
            for (var i = 0; i < bytes; i++) _bytes.Add((byte)(bits >> (8 * i)));
            return this;
        }
    }
}
