// Serves a model over HTTP. A file that is replaced is loaded anew while requests go on.
//   dotnet run --project samples/Hornbill.Serve -- --model runs/photos-photo/model.safetensors
//   curl --data-binary @photo.jpg 'localhost:5000/predict?top=3'

using Hornbill.Images;
using Hornbill.Serve;

const int MostBytes = 20 << 20; // of a photograph

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = MostBytes);
builder.Services.AddSingleton(services => new PredictorPool(
    builder.Configuration["model"] ?? throw new ArgumentException("There is no --model, but the file of one is needed. Give --model FILE."),
    builder.Configuration.GetValue("slots", Environment.ProcessorCount), services.GetRequiredService<ILogger<PredictorPool>>()));
var app = builder.Build();
var pool = app.Services.GetRequiredService<PredictorPool>(); // a file that cannot be loaded ends the program here

app.MapGet("/classes", () => pool.Current.ClassNames);
app.MapPost("/predict", async (HttpRequest request, int top = 3, CancellationToken cancellationToken = default) =>
{
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body, cancellationToken);
    try
    {
        var image = ImageReader.Default.Read(body.ToArray());
        return Results.Ok(await pool.Predict(image, Math.Max(1, top), cancellationToken));
    }
    catch (Exception e) when (e is ImageException or InvalidDataException or ArgumentException)
    {
        return Results.BadRequest(e.Message);
    }
});
app.Run();
