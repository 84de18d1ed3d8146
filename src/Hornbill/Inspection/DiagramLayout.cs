using Hornbill.Engine;
using Hornbill.Models;

namespace Hornbill.Inspection;

/// <summary>Where boxes and arrows lie: in ranks by the longest way to them, in each rank near what they are connected to. An arrow over
/// several ranks keeps a place in each. (Sugiyama et al., 1981, in its simplest form)</summary>
sealed class DiagramLayout
{
    const double BetweenRanks = 34, BetweenBoxes = 26, Lane = 10;
    const int Sweeps = 12;

    /// <summary>A box's place.</summary>
    public readonly record struct Box(double X, double Y, double Width, double Height);

    /// <summary>A corner of an arrow's line.</summary>
    public readonly record struct Point(double X, double Y);

    // A box, or an arrow's place in a rank that it passes: across the ranks it begins at At and takes Size.
    sealed class Item(int box, double size)
    {
        public readonly List<Item> Before = [], After = [];

        public int Box => box;

        public double Size => size;

        public int Rank;

        public double At, Order;

        public double Centre => At + (size / 2);
    }

    readonly List<Item> _items;
    readonly Item[][] _ranks;

    DiagramLayout((double Across, double Along)[] sizes, IReadOnlyList<DiagramEdge> edges)
    {
        _items = [.. sizes.Select((s, i) => new Item(i, s.Across))];
        Rank(edges);
        foreach (var (from, to) in edges) Arrow(_items[from], _items[to]);
        _ranks = [.. _items.GroupBy(i => i.Rank).OrderBy(g => g.Key).Select(g => g.ToArray())];
        Order();
        Place();
    }

    public IReadOnlyList<Box> Boxes { get; private set; } = [];

    public IReadOnlyList<Point[]> Lines { get; private set; } = [];

    public double Width { get; private set; }

    public double Height { get; private set; }

    /// <summary>Lays out boxes of the given sizes; <paramref name="edges"/> go from earlier to later ones.</summary>
    public static DiagramLayout Of((double Width, double Height)[] sizes, IReadOnlyList<DiagramEdge> edges, bool horizontal)
    {
        (double Across, double Along)[] turned = [.. sizes.Select(s => horizontal ? (s.Height, s.Width) : s)];
        var layout = new DiagramLayout(turned, edges);
        layout.Draw(turned, horizontal);
        return layout;
    }

    // Boxes come in the order of computation. What nothing comes before stands right before what first reads it.
    void Rank(IReadOnlyList<DiagramEdge> edges)
    {
        foreach (var e in edges.OrderBy(e => e.To)) _items[e.To].Rank = Math.Max(_items[e.To].Rank, _items[e.From].Rank + 1);
        foreach (var first in _items.Where(i => edges.All(e => e.To != i.Box)))
            first.Rank = edges.Where(e => e.From == first.Box).Select(e => _items[e.To].Rank - 1).DefaultIfEmpty(0).Min();
    }

    void Arrow(Item from, Item to)
    {
        for (var rank = from.Rank + 1; rank < to.Rank; rank++)
        {
            var lane = new Item(-1, Lane) { Rank = rank };
            _items.Add(lane);
            Join(from, lane);
            from = lane;
        }
        Join(from, to);
    }

    static void Join(Item from, Item to)
    {
        from.After.Add(to);
        to.Before.Add(from);
    }

    // By the mean place of the neighbours, downwards and upwards in turn.
    void Order()
    {
        foreach (var rank in _ranks) Number(rank);
        for (var sweep = 0; sweep < Sweeps; sweep++)
            foreach (var rank in sweep % 2 == 0 ? _ranks : _ranks.Reverse())
            {
                var places = rank.ToDictionary(i => i, i => Neighbours(i, sweep).Select(n => n.Order).DefaultIfEmpty(i.Order).Average());
                Array.Sort([.. rank.Select(i => (places[i], i.Order))], rank);
                Number(rank);
            }
    }

    static void Number(Item[] rank)
    {
        for (var i = 0; i < rank.Length; i++) rank[i].Order = i + 0.5 - (rank.Length / 2.0);
    }

    static List<Item> Neighbours(Item item, int sweep) => sweep % 2 == 0 ? item.Before : item.After;

    // Each to the middle of its neighbours, as far as the others in its rank let it.
    void Place()
    {
        for (var sweep = 0; sweep < Sweeps; sweep++)
            foreach (var rank in sweep % 2 == 0 ? _ranks : _ranks.Reverse())
            {
                var wanted = rank.Select(i => Neighbours(i, sweep).Select(n => n.Centre).DefaultIfEmpty(i.Centre).Average() - (i.Size / 2))
                    .ToArray();
                for (var i = 0; i < rank.Length; i++)
                    rank[i].At = i == 0 ? wanted[0] : Math.Max(wanted[i], rank[i - 1].At + rank[i - 1].Size + BetweenBoxes);
                var shift = rank.Select((item, i) => wanted[i] - item.At).Average();
                foreach (var item in rank) item.At += shift;
            }
    }

    void Draw((double Across, double Along)[] sizes, bool horizontal)
    {
        var (left, tops) = (_items.Min(i => i.At), new double[_ranks.Length + 1]);
        var depths = _ranks.Select(r => r.Where(i => i.Box >= 0).Select(i => sizes[i.Box].Along).DefaultIfEmpty(0).Max()).ToArray();
        for (var r = 0; r < _ranks.Length; r++) tops[r + 1] = tops[r] + depths[r] + BetweenRanks;
        double Top(Item i) => tops[i.Rank] + ((depths[i.Rank] - (i.Box < 0 ? depths[i.Rank] : sizes[i.Box].Along)) / 2);
        double Bottom(Item i) => Top(i) + (i.Box < 0 ? depths[i.Rank] : sizes[i.Box].Along);
        Point At(double across, double along) => horizontal ? new(along, across - left) : new(across - left, along);
        Boxes = [.. _items.Where(i => i.Box >= 0).Select(i => (At(i.At, Top(i)), sizes[i.Box])).Select(p => horizontal
            ? new Box(p.Item1.X, p.Item1.Y, p.Item2.Along, p.Item2.Across)
            : new Box(p.Item1.X, p.Item1.Y, p.Item2.Across, p.Item2.Along))];
        Lines = [.. _items.Where(i => i.Box >= 0).SelectMany(from => from.After.Select(next => Line(from, next, Top, Bottom, At)))];
        var (across, along) = (_items.Max(i => i.At + i.Size) - left, tops[^1] - BetweenRanks);
        (Width, Height) = horizontal ? (along, across) : (across, along);
    }

    // From the end of one box along its lane to the next box; where several arrows meet a box each has its own place there.
    static Point[] Line(Item from, Item next, Func<Item, double> top, Func<Item, double> bottom, Func<double, double, Point> at)
    {
        List<Point> line = [at(Port(from, from.After, next), bottom(from))];
        var before = from;
        for (; next.Box < 0; (before, next) = (next, next.After[0]))
        {
            line.Add(at(next.Centre, top(next)));
            line.Add(at(next.Centre, bottom(next)));
        }
        line.Add(at(Port(next, next.Before, before), top(next)));
        return [.. line];
    }

    static double Port(Item box, List<Item> others, Item other)
    {
        var place = others.OrderBy(o => o.Centre).ToList().IndexOf(other);
        return box.Centre + ((place - ((others.Count - 1) / 2.0)) * Math.Min(Lane, box.Size / (others.Count + 1)));
    }
}
