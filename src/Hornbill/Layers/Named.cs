namespace Hornbill.Layers;

/// <summary>What goes by a name: each kind has a line that makes it of its settings. A name may be Keras's (<c>mean_squared_error</c>) or
/// that of the class (<c>MeanSquaredError</c>).</summary>
/// <param name="kind">What they are: <c>loss</c>.</param>
/// <param name="all">The lines.</param>
/// <param name="others">What else Keras calls some of them.</param>
sealed class Named<T>(string kind, IReadOnlyDictionary<string, Func<Config, T>> all, IReadOnlyDictionary<string, string>? others = null)
    where T : class
{
    readonly Dictionary<string, Func<Config, T>> _byKey = all.Concat(Others(all, others)).GroupBy(line => CustomObjects.Key(line.Key))
        .ToDictionary(same => same.Key, same => same.First().Value);
    readonly HashSet<string> _words =
        [.. all.Keys.Concat(all.Keys.Select(Snake)).Concat(others?.Keys ?? []).Select(n => n.ToLowerInvariant())];

    /// <summary>The names, as they stand in the lines.</summary>
    public IReadOnlyCollection<string> Names { get; } = [.. all.Keys];

    /// <summary>What a user's own object of another kind is here: a loss as a metric.</summary>
    public Func<object, T?> Adapt { get; init; } = _ => null;

    /// <summary>The thing that a text names, settings in brackets.</summary>
    /// <exception cref="ArgumentException">There is no such thing, it has no such setting, or its value cannot be used.</exception>
    public T Make(string text, CustomObjects? customs = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (word, config) = Config.Parse(kind, text, customs);
        try
        {
            var made = Make(word, config);
            if (config.Unasked is { } unknown && customs?.Has(word) != true) throw Choices.Unknown($"setting of the {kind} {word}", unknown,
                config.Asked);
            return made;
        }
        catch (InvalidDataException e)
        {
            throw new ArgumentException($"The {kind} '{Choices.Short(text)}' cannot be used: {Plain.Text(e.Message)}", e);
        }
    }

    /// <summary>The thing of a name and its settings.</summary>
    /// <exception cref="ArgumentException">There is no such thing.</exception>
    public T Make(string name, Config config)
    {
        if (config.Customs is { } customs && customs.Has(name)) return Own(name, customs.Make(name, config));
        if (Line(name) is { } make) return make(config);
        var unknown = Choices.Unknown(kind, name, Names);
        throw config.Customs is null ? unknown : new ArgumentException(
            $"{unknown.Message} If it is your own, pass how it is made in customObjects.");
    }

    /// <summary>What was written as <c>class_name</c> and <c>config</c>; null for null.</summary>
    /// <exception cref="ArgumentException">There is no such thing.</exception>
    public T? From(Config? config) => config is null ? null
        : Make(config.String("class_name"), config.ConfigOrNull("config") ?? new([], config.Customs));

    /// <summary>Stops where a file would hold a name that could not be loaded, or that something built in has.</summary>
    /// <exception cref="ArgumentException">It is a user's own, and has such a name.</exception>
    public void CheckName(T thing, string name)
    {
        if (thing.GetType().Assembly == typeof(Config).Assembly) return;
        if (name.Length == 0 || !(char.IsLetter(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c == '_')))
            throw new ArgumentException(
                $"The {kind} {thing.GetType().Name} would be saved as '{name}' but a file holds a word of letters, digits and " +
                $"underscores. " +
                                        "Give it such a name, and its settings in GetConfig.");
        if (_byKey.ContainsKey(CustomObjects.Key(name)))
            throw new ArgumentException(
                $"The {kind} {thing.GetType().Name} would be saved as '{name}' but a built-in {kind} has that name and would be loaded. " +
                                        "Give your own another name.");
    }

    /// <summary>The text that a file holds: the name, and of a user's own its settings.</summary>
    /// <exception cref="ArgumentException">It could not be loaded.</exception>
    public string Write(T thing, string text, Config settings)
    {
        CheckName(thing, Settings.Word(text));
        return text.Contains('(', StringComparison.Ordinal) ? text : settings.Write(text);
    }

    static IEnumerable<KeyValuePair<string, Func<Config, T>>> Others(IReadOnlyDictionary<string, Func<Config, T>> all,
        IReadOnlyDictionary<string, string>? others) => (others ?? new Dictionary<string, string>()).Select(o =>
            KeyValuePair.Create(o.Key, all[o.Value]));

    // Keras has names that differ in an underscore alone.
    Func<Config, T>? Line(string name) => all.GetValueOrDefault(name)
        ?? (_words.Contains(name) || name.Any(char.IsUpper) ? _byKey.GetValueOrDefault(CustomObjects.Key(name)) : null);

    // The name that Keras would give its class: l1_l2 is L1L2 is l1l2.
    static string Snake(string name) => Layers.Names.Snake(
        string.Concat(name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..])));

    T Own(string name, object made) => made as T ?? Adapt(made) ?? throw new ArgumentException(
        $"The entry '{name}' of customObjects made a {made.GetType().Name} but a {kind} is expected. Return one.");
}
