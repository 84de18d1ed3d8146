namespace Hornbill.Onnx.Protobuf;

/// <summary>Counts messages while a file is read: each takes far more memory than the two bytes that it may have in the file.</summary>
sealed class MessageCount
{
    const int Most = 2_000_000;

    int _count;

    /// <summary>One more.</summary>
    public void Take()
    {
        if (++_count > Most) throw new FormatException($"there are more than {Most:N0} messages");
    }
}
