using System.Data.Common;

namespace Hornbill.Records.Store;

/// <summary>A database with one connection, used by one thread at a time. The SQL is the same for all; what differs is here.</summary>
abstract class Database : IDisposable
{
    readonly System.Threading.Lock _lock = new();
    DbConnection? _connection;
    DbTransaction? _transaction;

    /// <summary>As it may be shown: a path, or an address without its password.</summary>
    public abstract string Name { get; }

    /// <summary>A column of numbers that rows get by themselves.</summary>
    public abstract string Identity { get; }

    /// <summary>Milliseconds since 1970 by the database's clock, which all its users share.</summary>
    public abstract string Now { get; }

    /// <summary>What, behind a query, makes others wait for the row until the transaction ends.</summary>
    public abstract string Lock { get; }

    /// <summary>What, behind a query, keeps the row that it finds from others, who go on to the next.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>Whether the error goes by itself: somebody else is writing, the connection is lost.</summary>
    public abstract bool IsTransient(DbException e);

    /// <summary>Runs statements as one: all of them, or none. Within another it is part of that.</summary>
    public T InTransaction<T>(Func<T> work)
    {
        lock (_lock)
            return _transaction is not null ? work() : Guarded(() =>
            {
                using var transaction = _transaction = Begin(Connected());
                try
                {
                    var result = work();
                    transaction.Commit();
                    return result;
                }
                finally
                {
                    _transaction = null;
                }
            });
    }

    public void InTransaction(Action work) => InTransaction(() =>
    {
        work();
        return 0;
    });

    /// <summary>Runs a statement; its parameters are @0, @1, ...</summary>
    public int Execute(string sql, params object?[] values)
    {
        lock (_lock)
            return Guarded(() =>
            {
                using var command = Command(sql, values);
                return command.ExecuteNonQuery();
            });
    }

    /// <summary>The rows of a query.</summary>
    public List<T> Query<T>(string sql, Func<DbDataReader, T> row, params object?[] values)
    {
        lock (_lock)
            return Guarded(() =>
            {
                using var command = Command(sql, values);
                using var reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read()) rows.Add(row(reader));
                return rows;
            });
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }

    protected abstract DbConnection Connect();

    /// <summary>Begins a transaction that writes.</summary>
    protected abstract DbTransaction Begin(DbConnection connection);

    /// <summary>The error as users are told it.</summary>
    protected abstract Exception Explained(DbException e);

    DbConnection Connected()
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open) return open;
        _connection?.Dispose();
        return _connection = Connect();
    }

    DbCommand Command(string sql, object?[] values)
    {
        var command = Connected().CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@{i}", Value(values[i]));
            command.Parameters.Add(parameter);
        }
        return command;
    }

    // What is no number is no value; text is what both databases can hold.
    static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        double d when !double.IsFinite(d) => DBNull.Value,
        string text => Storable(text),
        _ => value,
    };

    // PostgreSQL holds no zero, and neither holds half a pair of surrogates.
    static string Storable(string text) => text.Contains('\0') || text.Any(char.IsSurrogate)
        ? System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD')
        : text;

    T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DbException e)
        {
            throw Explained(e);
        }
    }
}
