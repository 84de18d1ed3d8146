using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Formats.CSharp;

/// <summary>A folder with a model as a program: the net as C# and its weights, a console program that classifies photographs, a small web
/// service.</summary>
/// <param name="Saved">The model and what is told of it.</param>
/// <param name="Reference">The folder of Hornbill's sources; null for its packages.</param>
sealed record CSharpProject(ModelFile Saved, string? Reference)
{
    const string Weights = "weights.safetensors";

    /// <summary>Writes all files.</summary>
    /// <exception cref="ArgumentException">The model takes or makes something else than one image and one row.</exception>
    public void Write(string folder)
    {
        Check();
        foreach (var (name, text) in Files())
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, file => file.Write(System.Text.Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))));
        }
        Saved.Model.SaveWeights(Path.Combine(folder, "Net", Weights));
    }

    void Check()
    {
        var (inputs, outputs) = (Saved.Model.Inputs, Saved.Model.Outputs);
        if (inputs is not [{ Shape: { Rank: 3 } shape }] || !shape.IsKnown || outputs is not [{ Shape.Rank: 1 }])
            throw new ArgumentException(Plain.Text(
                $"Model '{Saved.Net}' takes {string.Join(", ", inputs.Select(i => i.Shape))} and makes " +
                $"{string.Join(", ", outputs.Select(o => o.Shape))}, but a program is written for one image of a known size and one row " +
                $"of classes. Use the library for it."));
    }

    IEnumerable<(string Name, string Text)> Files() =>
    [
        ("Exported.slnx", Solution),
        ("Directory.Build.props", Properties),
        ("Directory.Packages.props", "<Project />\n"),
        ("Net/Net.csproj", Library),
        ("Net/Net.cs", NetFile),
        ("Classify/Classify.csproj", Program("Microsoft.NET.Sdk")),
        ("Classify/Program.cs", Classify),
        ("Service/Service.csproj", Program("Microsoft.NET.Sdk.Web")),
        ("Service/Program.cs", Service),
        ("README.md", Readme),
    ];

    const string Solution = """
        <Solution>
          <Project Path="Net/Net.csproj" />
          <Project Path="Classify/Classify.csproj" />
          <Project Path="Service/Service.csproj" />
        </Solution>

        """;

    const string Properties = """
        <Project>
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <RootNamespace>Exported</RootNamespace>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
        </Project>

        """;

    string Library => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            {Package("Hornbill")}
            {Package("Hornbill.Images")}
            <None Include="{Weights}" CopyToOutputDirectory="PreserveNewest" />
          </ItemGroup>
        </Project>

        """;

    string Package(string name) => Reference is { } folder
        ? $"<ProjectReference Include=\"{Path.GetFullPath(Path.Combine(folder, "src", name, name + ".csproj"))}\" />"
        : $"<PackageReference Include=\"{name}\" Version=\"{Product.Version}\" />";

    static string Program(string sdk) => $"""
        <Project Sdk="{sdk}">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
          </PropertyGroup>
          <ItemGroup>
            <ProjectReference Include="../Net/Net.csproj" />
          </ItemGroup>
        </Project>

        """;

    string NetFile => $$"""
        using Hornbill.Images;
        using Hornbill.Layers;
        using Hornbill.Models;

        namespace Exported;

        /// <summary>The net, its weights, which lie beside the program, and what is told of it.</summary>
        public static class Net
        {
            /// <summary>Names what images show: they are prepared as those of the training were. Several threads may ask at once.</summary>
            public static Predictor Load()
            {
                var model = Build();
                model.LoadWeights(Path.Combine(AppContext.BaseDirectory, "{{Weights}}"));
        {{string.Join("\n", Saved.Model.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(Told))}}
                return new(model);
            }

        {{NetCode.Of(Saved.Model)}}
        }

        """;

    static string Told(KeyValuePair<string, string> note) =>
        $"        model.Metadata[{LayerCode.Text(note.Key)}] = {LayerCode.Text(note.Value)};";

    const string Classify = """
        using Exported;

        if (args.Length == 0)
        {
            Console.Error.WriteLine("Give photographs: dotnet run --project Classify -- photo.jpg");
            return 2;
        }
        var predictor = Net.Load();
        foreach (var path in args)
            Console.WriteLine($"{path}: {string.Join(", ", predictor.Predict(path, top: 3).Select(p => $"{p.Name} {p.Probability:0.0000}"))}");
        return 0;

        """;

    const string Service = """
        using Exported;
        using Hornbill.Images;

        var app = WebApplication.CreateBuilder(args).Build();
        var predictor = Net.Load();

        // curl --data-binary @photo.jpg http://localhost:5000/classify
        app.MapPost("/classify", async (HttpRequest request) =>
        {
            var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            try
            {
                return Results.Ok(predictor.Predict(ImageReader.Default.Read(body.ToArray()), top: 3));
            }
            catch (Exception e) when (e is IOException or ArgumentException)
            {
                return Results.BadRequest(e.Message);
            }
        });
        app.Run();

        """;

    string Readme => $"""
        # {Saved.Net}

        Written by `hornbill export --csharp`. `Net` has the net as C# and its weights, `Classify` names what photographs show, `Service` does so over HTTP:

        ```bash
        dotnet run -c Release --project Classify -- photo.jpg
        dotnet run -c Release --project Service
        curl --data-binary @photo.jpg http://localhost:5000/classify
        ```

        """;
}
