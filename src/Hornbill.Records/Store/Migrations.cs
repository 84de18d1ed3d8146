namespace Hornbill.Records.Store;

/// <summary>The tables, as a list of steps of which a database has had so many: an older one is brought up to date, a newer one is
/// refused.</summary>
static class Migrations
{
    // Of the tables' making, among all that a server's programs lock by number.
    const long Lock = 0x686F726E62696C6C;

    // Steps are only ever added, behind those that are there.
    static readonly Func<Database, string[]>[] Steps =
    [
        db =>
        [
            $"""
            CREATE TABLE runs (
                id {db.Identity}, code_ref TEXT NOT NULL, time_stamp TEXT NOT NULL, model_struct TEXT NOT NULL, comp_info TEXT NOT NULL, info TEXT NOT NULL, state TEXT NOT NULL,
                test_loss DOUBLE PRECISION, test_accuracy DOUBLE PRECISION, best_validation DOUBLE PRECISION, best_epoch INTEGER NOT NULL, epochs INTEGER NOT NULL,
                seconds DOUBLE PRECISION, started BIGINT NOT NULL, updated BIGINT NOT NULL, record TEXT NOT NULL, details TEXT NOT NULL)
            """,
            "CREATE TABLE run_settings (run BIGINT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, name TEXT NOT NULL, value TEXT NOT " +
            "NULL, PRIMARY KEY (name, run))",
            "CREATE INDEX run_settings_run ON run_settings (run)",
            """
            CREATE TABLE run_steps (
                run BIGINT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, epoch INTEGER NOT NULL, step INTEGER NOT NULL, seconds DOUBLE PRECISION NOT NULL,
                loss DOUBLE PRECISION, accuracy DOUBLE PRECISION, PRIMARY KEY (run, epoch, step))
            """,
        ],
        db =>
        [
            $"CREATE TABLE searches (id {db.Identity}, name TEXT NOT NULL UNIQUE, plan TEXT NOT NULL, started BIGINT NOT NULL)",
            """
            CREATE TABLE search_points (
                search BIGINT NOT NULL REFERENCES searches(id) ON DELETE CASCADE, number INTEGER NOT NULL, settings TEXT NOT NULL, PRIMARY KEY (search, number))
            """,
            """
            CREATE TABLE search_folds (
                search BIGINT NOT NULL REFERENCES searches(id) ON DELETE CASCADE, point INTEGER NOT NULL, rung INTEGER NOT NULL, fold INTEGER NOT NULL, state TEXT NOT NULL,
                worker TEXT, heartbeat BIGINT NOT NULL, attempts INTEGER NOT NULL, score DOUBLE PRECISION, loss DOUBLE PRECISION, seconds DOUBLE PRECISION,
                run BIGINT, note TEXT, PRIMARY KEY (search, point, rung, fold))
            """,
        ],
    ];

    /// <summary>Brings the database up to date; two at once do it once.</summary>
    /// <exception cref="InvalidDataException">A newer program made it.</exception>
    public static void Apply(Database db)
    {
        db.InTransaction(() =>
        {
            // What PostgreSQL makes "if it does not exist" two may make at once, and one of them fails.
            if (db is PostgresDatabase) db.Query($"SELECT 1 FROM (SELECT pg_advisory_xact_lock({Lock})) AS taken", r => r.GetInt32(0));
            db.Execute("CREATE TABLE IF NOT EXISTS hornbill_schema (version INTEGER NOT NULL PRIMARY KEY)");
            var version = Version(db);
            if (version > Steps.Length)
                throw new InvalidDataException(
                    $"'{db.Name}' has version {version} of the tables, but this program knows {Steps.Length}. Use a newer hornbill.");
            for (; version < Steps.Length; version++)
            {
                foreach (var statement in Steps[version](db)) db.Execute(statement);
                db.Execute("INSERT INTO hornbill_schema (version) VALUES (@0)", version + 1);
            }
        });
    }

    static int Version(Database db) => db.Query("SELECT COALESCE(MAX(version), 0) FROM hornbill_schema", r => r.GetInt32(0))[0];
}
