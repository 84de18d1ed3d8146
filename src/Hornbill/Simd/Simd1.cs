namespace Hornbill.Simd;

/// <summary>One float at a time: processors without vectors, and the tails of rows.</summary>
readonly unsafe struct Simd1 : ISimd<float>
{
    public static int Width => 1;

    public static float Zero => 0f;

    public static float Load(float* p) => *p;

    public static void Store(float* p, float v) => *p = v;

    public static float Broadcast(float x) => x;

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float Multiply(float a, float b) => a * b;

    public static float Divide(float a, float b) => a / b;

    public static float MultiplyAdd(float a, float b, float c) => float.MultiplyAddEstimate(a, b, c);

    public static float Sqrt(float a) => MathF.Sqrt(a);

    public static float Max(float a, float b) => a > b ? a : b;

    public static float SelectGreater(float a, float b, float x, float y) => a > b ? x : y;

    public static float Min(float a, float b) => a < b ? a : b;

    public static float Round(float a) => MathF.Round(a);

    public static float PowerOfTwo(float n) => BitConverter.Int32BitsToSingle(((int)n + 127) << 23);

    public static float Exponent(float a) => (BitConverter.SingleToInt32Bits(a) >> 23) - 127;

    public static float Mantissa(float a) => BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(a) & 0x7FFFFF) | 0x3F800000);

    public static void StoreBytes(byte* p, float v) => *p = (byte)v;
}
