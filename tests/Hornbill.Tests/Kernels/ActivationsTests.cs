using Hornbill.Kernels;
using Hornbill.Simd;
using Xunit;

namespace Hornbill.Tests.Kernels;

using A = Hornbill.Kernels.Activations;
using K = Hornbill.Kernels;

public unsafe class ActivationsTests
{
    const float SeluAlpha = 1.67326324f, SeluScale = 1.05070099f;

    /// <summary>Each function in double, and how it is called.</summary>
    static readonly Dictionary<string, (Func<double, double> Formula, Action<int, Pointer> Value, Action<int, Pointer> Gradient)> Cases =
        new()
        {
            ["elu"] = Case<A.Elu>(x => x > 0 ? x : Math.Exp(x) - 1, 1, 1),
            ["exponential"] = Case<A.Exponential>(Math.Exp),
            ["gelu"] = Case<A.Gelu>(x => x * (1 + Erf(x / Math.Sqrt(2))) / 2),
            ["hard_sigmoid"] = Case<A.HardSigmoid>(x => Math.Clamp((x / 6) + 0.5, 0, 1)),
            ["leaky_relu"] = Case<A.LeakyRelu>(x => x > 0 ? x : 0.2 * x, 0.2f),
            ["mish"] = Case<A.Mish>(x => x * Math.Tanh(Softplus(x))),
            ["power_2"] = Case<K.Power>(x => x * x, 2),
            ["power_3"] = Case<K.Power>(x => x * x * x, 3),
            ["relu_of"] = Case<A.ReluOf>(x => x >= 2.5 ? 2.5 : x > 0.5 ? x : 0.1 * (x - 0.5), 0.1f, 2.5f, 0.5f),
            ["relu6"] = Case<A.Relu6>(x => Math.Clamp(x, 0, 6)),
            ["selu"] = Case<A.Elu>(x => SeluScale * (x > 0 ? x : SeluAlpha * (Math.Exp(x) - 1)), SeluAlpha, SeluScale),
            ["sigmoid"] = Case<A.Sigmoid>(x => 1 / (1 + Math.Exp(-x))),
            ["silu"] = Case<A.Silu>(x => x / (1 + Math.Exp(-x))),
            ["softplus"] = Case<A.Softplus>(Softplus),
            ["softsign"] = Case<A.Softsign>(x => x / (1 + Math.Abs(x))),
            ["tanh"] = Case<A.Tanh>(Math.Tanh),
            ["celu"] = Case<A.Celu>(x => x > 0 ? x : 1.5 * (Math.Exp(x / 1.5) - 1), 1.5f),
            ["gelu_by_tanh"] = Case<A.GeluByTanh>(x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))),
            ["hard_shrink"] = Case<A.HardShrink>(x => Math.Abs(x) > 0.7 ? x : 0, 0.7f),
            ["hard_silu"] = Case<A.HardSilu>(x => x * Math.Clamp((x / 6) + 0.5, 0, 1)),
            ["hard_tanh"] = Case<A.HardTanh>(x => Math.Clamp(x, -1, 1)),
            ["log_sigmoid"] = Case<A.LogSigmoid>(x => -Softplus(-x)),
            ["soft_shrink"] = Case<A.SoftShrink>(x => Math.Sign(x) * Math.Max(0, Math.Abs(x) - 0.7), 0.7f),
            ["sparse_plus"] = Case<A.SparsePlus>(x => x >= 1 ? x : x <= -1 ? 0 : (x + 1) * (x + 1) / 4),
            ["sparse_sigmoid"] = Case<A.SparseSigmoid>(x => Math.Clamp((x + 1) / 2, 0, 1)),
            ["squareplus"] = Case<A.Squareplus>(x => (x + Math.Sqrt((x * x) + 3)) / 2, 3),
            ["tanh_shrink"] = Case<A.TanhShrink>(x => x - Math.Tanh(x)),
            ["threshold"] = Case<A.Threshold>(x => x > 0.7 ? x : -2, 0.7f, -2),
        };

    /// <summary>Where the kernel's operands lie.</summary>
    internal readonly struct Pointer(Rows.Arguments* a)
    {
        public Rows.Arguments* Arguments => a;
    }

    static (Func<double, double>, Action<int, Pointer>, Action<int, Pointer>) Case<F>(Func<double, double> formula, float p = 0,
        float q = 0, float r = 0)
        where F : struct, A.IFunction
    {
        static void Set(Pointer to, float p, float q, float r) => (to.Arguments->P, to.Arguments->Q, to.Arguments->R) = (p, q, r);
        return (formula,
                (width, to) =>
                {
                    Set(to, p, q, r);
                    SimdWidth.Call<Rows.Each<A.Value<F>>, Rows.Arguments>(width, to.Arguments);
                },
                (width, to) =>
                {
                    Set(to, p, q, r);
                    SimdWidth.Call<Rows.Each<A.Gradient<F>>, Rows.Arguments>(width, to.Arguments);
                }
        );
    }

    public static TheoryData<string> Functions => [.. Cases.Keys];

    // No breakpoint of any function is among them, so that differences exist.
    static readonly float[] Points = [.. Enumerable.Range(-700, 1401).Select(i => (i + 0.37f) / 70)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Value_and_slope_follow_the_formula(string name)
    {
        var (formula, value, gradient) = Cases[name];
        foreach (var width in SimdWidth.All)
        {
            var (y, dy, dx) = (new float[Points.Length], new float[Points.Length], new float[Points.Length]);
            Array.Fill(dy, 1);
            Call(value, width, y, Points);
            Call(gradient, width, dx, dy, Points, y);
            for (var i = 0; i < Points.Length; i++)
            {
                double x = Points[i], h = 1e-4, expected = formula(x);
                var slope = (formula(x - (2 * h)) - (8 * formula(x - h)) + (8 * formula(x + h)) - formula(x + (2 * h))) / (12 * h);
                Assert.True(Math.Abs(y[i] - expected) <= 1e-6 * Math.Max(1, Math.Abs(expected)),
                    $"{name}({x}) at width {width}: {y[i]}, expected {expected}");
                Assert.True(Math.Abs(dx[i] - slope) <= 2e-6 * Math.Max(1, Math.Abs(slope)),
                    $"{name}'({x}) at width {width}: {dx[i]}, expected {slope}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void What_is_not_a_number_stays_so_and_what_is_huge_does_not_become_so(string name)
    {
        var (_, value, _) = Cases[name];
        var y = new float[3];
        Call(value, SimdWidth.Best, y, [float.NaN, -1e30f, 1e30f]);
        Assert.True(float.IsNaN(y[0]), $"{name}(NaN) is {y[0]}");
        Assert.False(float.IsNaN(y[1]), $"{name}(-1e30) is {y[1]}");
        Assert.False(float.IsNaN(y[2]), $"{name}(1e30) is {y[2]}");
    }

    [Fact]
    public void Zeros_have_no_sign_and_a_threshold_belongs_to_what_is_below()
    {
        foreach (var (name, x, expected) in new[]
                 {
                     ("relu_of", 0.5f, 0f), ("hard_silu", -4f, 0f), ("hard_shrink", -0.2f, 0f), ("hard_shrink", 0.7f, 0f),
                         ("soft_shrink", -0.2f, 0f),
                     ("threshold", 0.7f, -2f), ("sparse_plus", -3f, 0f),
                 })
            foreach (var width in SimdWidth.All)
            {
                var y = new float[17];
                Call(Cases[name].Value, width, y, [.. Enumerable.Repeat(x, 17)]);
                Assert.All(y, v => Assert.Equal((expected, expected < 0), (v, float.IsNegative(v))));
            }
    }

    static void Call(Action<int, Pointer> kernel, int width, float[] to, params float[][] from)
    {
        fixed (float* a = from[0], b = from.ElementAtOrDefault(1), c = from.ElementAtOrDefault(2), y = to)
        {
            var s = new Rows.Arguments
            {
                Size = new(1, 1, to.Length), A = new(a, 0, 0), B = new(b, 0, 0), C = new(c, 0, 0),
                To = new(y, 0, 0)
            };
            kernel(width, new(&s));
        }
    }

    static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    // The series for small arguments, the continued fraction for large ones.
    static double Erf(double x)
    {
        if (Math.Abs(x) > 3)
        {
            var f = 0.0;
            for (var k = 60; k > 0; k--) f = k / 2.0 / (Math.Abs(x) + f);
            return Math.Sign(x) * (1 - (Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (Math.Abs(x) + f)));
        }
        double term = x, sum = x;
        for (var n = 1; n < 100; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }
        return sum * 2 / Math.Sqrt(Math.PI);
    }
}
