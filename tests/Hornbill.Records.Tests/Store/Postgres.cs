using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(Hornbill.Tests.Records.Store.Postgres))]

namespace Hornbill.Tests.Records.Store;

/// <summary>A server of PostgreSQL of the tests' own, on a loopback port, with its data in a folder that goes with it. Started when first
/// asked for.</summary>
public sealed class Postgres : IDisposable
{
    const string Missing = "PostgreSQL is not installed (Debian: apt-get install postgresql), so nothing of it is tested here.";

    // Servers refuse to run as root.
    static readonly string[] AsUser = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        : [];

    readonly Lazy<string?> _server;
    string? _folder;
    int _databases;

    public Postgres() => _server = new(Start);

    static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin"))
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
        : null;

    /// <summary>The connection string of a database of its own; skips the test where there is no server.</summary>
    public string Database()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && _server.Value is not null, Missing);
        var name = $"test{Interlocked.Increment(ref _databases)}";
        using var connection = new NpgsqlConnection($"{_server.Value};Database=postgres;Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return $"{_server.Value};Database={name};Pooling=false";
    }

    public void Dispose()
    {
        if (_folder is null) return;
        Run(Path.Combine(Programs!, "pg_ctl"), "-D", Data, "-s", "-m", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    string Data => Path.Combine(_folder!, "data");

    string? Start()
    {
        if (Programs is not { } programs) return null;
        _folder = Directory.CreateTempSubdirectory("hornbill-postgres-").FullName;
        if (AsUser.Length > 0) Process.Start("chown", ["postgres:postgres", _folder]).WaitForExit();
        if (Run(Path.Combine(programs, "initdb"), "-D", Data, "-U", "hornbill", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync",
            "--no-instructions") != 0) return null;
        var port = FreePort();
        var options = string.Create(CultureInfo.InvariantCulture,
            $"-p {port} -k {_folder} -c listen_addresses=127.0.0.1 -c max_connections=40");
        return Run(Path.Combine(programs, "pg_ctl"), "-D", Data, "-s", "-w", "-t", "120", "-l", Path.Combine(_folder, "log"), "-o", options,
            "start") == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=hornbill")
            : null;
    }

    static int Run(params string[] command)
    {
        string[] all = [.. AsUser, .. command];
        using var process = Process.Start(new ProcessStartInfo(all[0], all[1..]) { WorkingDirectory = "/", RedirectStandardInput = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
