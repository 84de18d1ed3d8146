using Hornbill.Kernels;
using Hornbill.Optimizers;
using Hornbill.Simd;
using Hornbill.Tests.Golden;
using Xunit;
using static Hornbill.Tests.Kernels.Numbers;

namespace Hornbill.Tests.Kernels;

/// <summary>The optimizers' rules, through the optimizers themselves.</summary>
public unsafe class StepsTests
{
    static readonly Dictionary<string, Func<Optimizer>> Optimizers = new()
    {
        ["sgd"] = () => new SGD(),
        ["sgd_momentum"] = () => new SGD(momentum: 0.9),
        ["sgd_nesterov"] = () => new SGD(momentum: 0.9, nesterov: true),
        ["adam"] = () => new Adam(),
        ["rmsprop"] = () => new RMSprop(),
    };

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rules_are_kerass(string name)
    {
        var golden = GoldenData.Read("optimizers.json");
        foreach (var width in SimdWidth.All)
        {
            using var state = new State(Optimizers[name](), GoldenData.OptimizerWeights());
            for (var t = 1; t <= golden.GetProperty("steps").GetInt32(); t++)
            {
                state.Step(GoldenData.OptimizerGradient(t), t, width);
                if (golden.GetProperty(name).TryGetProperty($"{t}", out _))
                    Close.Assert(state.Weights, golden.GetProperty(name).Doubles($"{t}"), 1e-5, $"{name}, step {t}, width {width}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_length_has_the_same_bits_on_every_width(string name)
    {
        for (var length = 0; length <= 40; length++)
        {
            float[]? first = null;
            foreach (var width in SimdWidth.All)
            {
                var w = new float[length];
                for (var i = 0; i < length; i++) w[i] = (float)GoldenData.Signed(3, i);
                using var state = new State(Optimizers[name](), w);
                for (var t = 1; t <= 3; t++) state.Step([.. Enumerable.Range(0, length).Select(i => (float)GoldenData.Signed(3 + t, i))], t,
                    width);
                AssertBits(first ??= state.All, state.All, $"length {length}, width {width}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_slot_becomes_a_denormal_and_what_is_not_a_number_stays(string name)
    {
        foreach (var width in SimdWidth.All)
        {
            using var state = new State(Optimizers[name](), new float[21]);
            state.Step([.. Enumerable.Range(0, 21).Select(i => i == 20 ? float.NaN : 1e-20f * i)], 1, width);
            for (var t = 2; t < 1500; t++) state.Step([.. Enumerable.Repeat(0f, 21)], t, width);
            Assert.Equal(float.NaN, state.All[20]);
            Assert.DoesNotContain(state.All[21..], float.IsSubnormal);
        }
    }

    sealed class State : IDisposable
    {
        readonly GuardedRoom _room = new();
        readonly Optimizer _optimizer;
        readonly int _count;
        readonly float* _w, _g, _first, _second;

        public State(Optimizer optimizer, float[] w)
        {
            (_optimizer, _count) = (optimizer, w.Length);
            _w = _room.Room(_count);
            _g = _room.Room(_count);
            _first = optimizer.Slots > 0 ? _room.Room(_count) : null;
            _second = optimizer.Slots > 1 ? _room.Room(_count) : null;
            w.CopyTo(new Span<float>(_w, _count));
        }

        public float[] Weights => Copy(_w, _count);

        /// <summary>Weights and slots.</summary>
        public float[] All => [.. Weights, .. _first == null ? [] : Copy(_first, _count), .. _second == null ? [] : Copy(_second, _count)];

        public void Step(float[] gradient, int step, int width)
        {
            gradient.CopyTo(new Span<float>(_g, _count));
            var a = new Steps.Arguments { W = _w, G = _g, Slot0 = _first, Slot1 = _second, Count = _count };
            _optimizer.Step(&a, step, width);
        }

        public void Dispose() => _room.Dispose();
    }
}
