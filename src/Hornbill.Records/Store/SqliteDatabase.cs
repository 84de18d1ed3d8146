using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Hornbill.Records.Store;

/// <summary>A file of SQLite with a write-ahead log: a process that is killed leaves the last whole transaction.</summary>
sealed class SqliteDatabase : Database
{
    const int Busy = 5, Locked = 6, Full = 13, CannotOpen = 14, ReadOnly = 8, Corrupt = 11, NoDatabase = 26, Patience = 30;

    static readonly byte[] Header = "SQLite format 3\0"u8.ToArray();

    readonly string _connection;

    /// <param name="path">The file.</param>
    /// <param name="create">Whether it is made where it is not there.</param>
    public SqliteDatabase(string path, bool create)
    {
        Name = path;
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false, // the last one to close a store removes its log
            DefaultTimeout = Patience,
            ForeignKeys = true,
        }.ToString();
    }

    public override string Name { get; }

    public override string Identity => "INTEGER PRIMARY KEY AUTOINCREMENT";

    public override string Now => "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)";

    // One writer at a time has the whole file.
    public override string Lock => "";

    public override string SkipLocked => "";

    /// <summary>Whether a file is a database, by its first bytes.</summary>
    public static bool Is(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var start = new byte[Header.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(Header);
    }

    public override bool IsTransient(DbException e) => e is SqliteException { SqliteErrorCode: Busy or Locked };

    protected override DbConnection Connect()
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Immediate: a transaction that reads first and writes then would fail where another wrote between.
    protected override DbTransaction Begin(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);

    protected override Exception Explained(DbException e) => (e as SqliteException)?.SqliteErrorCode switch
    {
        Corrupt or NoDatabase => new InvalidDataException(
            $"'{Name}' is no sound database of SQLite ({e.Message}), but a store of runs must be one. Use a copy of it, or give another " +
            $"with --store.", e),
        Busy or Locked =>
            new IOException(
            $"'{Name}' was kept by others for {Patience} s, but it is written by one at a time. Try again, or give another with --store.", e),
        Full => new IOException($"There is no room for '{Name}', but a run must be written there. Make room, or give another with --store.",
            e),
        CannotOpen or ReadOnly => new IOException(
            $"'{Name}' cannot be opened to write ({e.Message}), but a store of runs must be. Check the folder and its rights, or give " +
            $"another with --store.", e),
        _ => new IOException(
            $"'{Name}' could not be used ({e.Message}), but runs are kept there. Check the disk, or give another with --store.", e),
    };
}
