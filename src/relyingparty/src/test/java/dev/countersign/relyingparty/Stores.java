package dev.countersign.relyingparty;

import dev.countersign.relyingparty.jdbc.JdbcStateStore;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.store.StateStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The stores that every rule is tested on. */
public enum Stores {
  IN_MEMORY,
  JDBC;

  /** H2 waits two seconds for a row otherwise, which a busy machine may keep a thread waiting. */
  public static final String PATIENT = ";LOCK_TIMEOUT=60000";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  public StateStore open() {
    return this == IN_MEMORY ? new InMemoryStateStore() : new JdbcStateStore(database());
  }

  /** A new database with the table in it, which lives as long as this JVM. */
  public static DataSource database() {
    DataSource database = new Node(url());
    createTable(database);
    return database;
  }

  /** Where a new database is, still empty. */
  public static String url() {
    return "jdbc:h2:mem:store%d;DB_CLOSE_DELAY=-1".formatted(NUMBER.incrementAndGet()) + PATIENT;
  }

  public static void createTable(DataSource database) {
    execute(database, new JdbcStateStore(database).createTable());
  }

  public static void execute(DataSource database, String sql) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
