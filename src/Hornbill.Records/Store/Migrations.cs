namespace Hornbill.Records.Store;

/// <summary>The tables, as a list of steps of which a database has had so many: an older one is brought up to date, a newer one is refused.</summary>
static class Migrations
{
    // Behind the first so many, a step is only ever added.
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
            "CREATE TABLE run_settings (run BIGINT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name, run))",
            "CREATE INDEX run_settings_run ON run_settings (run)",
            """
            CREATE TABLE run_steps (
                run BIGINT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, epoch INTEGER NOT NULL, step INTEGER NOT NULL, seconds DOUBLE PRECISION NOT NULL,
                loss DOUBLE PRECISION, accuracy DOUBLE PRECISION, PRIMARY KEY (run, epoch, step))
            """,
        ],
    ];

    /// <summary>Brings the database up to date; two at once do it once.</summary>
    /// <exception cref="InvalidDataException">A newer program made it.</exception>
    public static void Apply(Database db)
    {
        db.Execute("CREATE TABLE IF NOT EXISTS hornbill_schema (version INTEGER NOT NULL PRIMARY KEY)");
        if (Version(db) == Steps.Length) return;
        db.InTransaction(() =>
        {
            db.Execute(db is PostgresDatabase ? "LOCK TABLE hornbill_schema IN EXCLUSIVE MODE" : "SELECT 1");
            var version = Version(db);
            if (version > Steps.Length)
                throw new InvalidDataException($"'{db.Name}' has version {version} of the tables, but this program knows {Steps.Length}. Use a newer hornbill.");
            for (; version < Steps.Length; version++)
            {
                foreach (var statement in Steps[version](db)) db.Execute(statement);
                db.Execute("INSERT INTO hornbill_schema (version) VALUES (@0)", version + 1);
            }
        });
    }

    static int Version(Database db) => db.Query("SELECT COALESCE(MAX(version), 0) FROM hornbill_schema", r => r.GetInt32(0))[0];
}
