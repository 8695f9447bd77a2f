package dev.countersign.relyingparty.jdbc;

import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoreException;
import dev.countersign.relyingparty.store.StoredState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A store in one table of a database, for any number of nodes. The SQL is what H2, PostgreSQL,
 * MySQL, MariaDB and SQLite have in common.
 *
 * <p>Each call takes a connection, is a transaction of its own, and closes the connection; whether
 * that commits by itself, and how transactions are isolated, does not matter; where rows are seen
 * before they are committed, a call may fail without need. Hand in a source of connections that
 * take part in no other transaction, and that reach the one database where writes are made, not a
 * copy that lags behind.
 */
public final class JdbcStateStore implements StateStore {
  /** The table unless another name is given. */
  public static final String USUAL_TABLE = "countersign_device_state";

  private static final Pattern TABLE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,47}");

  /** Classes of SQLSTATE: a key that is there already, a transaction undone for another's sake. */
  private static final Set<String> LOST = Set.of("23", "40");

  private final DataSource database;
  private final String table;

  /** A store in {@link #USUAL_TABLE}. */
  public JdbcStateStore(DataSource database) {
    this(database, USUAL_TABLE);
  }

  /**
   * A store in another table.
   *
   * @param table letters, digits and underscores, at most 48
   */
  public JdbcStateStore(DataSource database, String table) {
    if (!TABLE.matcher(table).matches()) {
      throw new IllegalArgumentException("a table is named by letters, digits and underscores");
    }
    this.database = database;
    this.table = table;
  }

  /** The statement that creates the table, for the tool that looks after the database. */
  public String createTable() {
    return String.join(
        "\n",
        "CREATE TABLE " + table + " (",
        "  device VARCHAR(64) NOT NULL PRIMARY KEY,",
        "  version BIGINT NOT NULL,",
        "  state VARCHAR(13656) NOT NULL",
        ")");
  }

  /**
   * What stands in the column {@code device}: the SHA-256 of the name in hexadecimal, since
   * databases differ about capitals and spaces in keys.
   */
  public static String key(String device) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(device.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  @Override
  public Optional<StoredState> load(String device) {
    try {
      return read(device);
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  @Override
  public boolean compareAndSet(String device, long expectedVersion, byte[] state) {
    if (state.length > MAX_STATE_BYTES) {
      throw new IllegalArgumentException("a state has at most 10240 bytes");
    }
    try {
      return write(device, expectedVersion, Base64.getEncoder().encodeToString(state));
    } catch (SQLException e) {
      if (lost(device, expectedVersion, e)) {
        return false;
      }
      throw unreachable(e);
    }
  }

  private Optional<StoredState> read(String device) throws SQLException {
    String sql = "SELECT version, state FROM %s WHERE device = ?".formatted(table);
    return inTransaction(
        sql,
        select -> {
          select.setString(1, key(device));
          try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(stored(row)) : Optional.empty();
          }
        });
  }

  private static StoredState stored(ResultSet row) throws SQLException {
    long version = row.getLong(1);
    String state = row.getString(2);
    try {
      return new StoredState(version, Base64.getDecoder().decode(state == null ? "" : state));
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          "A row of the table of devices was not written by this store. Restore it from a backup.",
          e);
    }
  }

  private boolean write(String device, long expectedVersion, String state) throws SQLException {
    String sql =
        (expectedVersion == ABSENT
                ? "INSERT INTO %s (version, state, device) VALUES (?, ?, ?)"
                : "UPDATE %s SET version = ?, state = ? WHERE device = ? AND version = ?")
            .formatted(table);
    return inTransaction(
        sql,
        change -> {
          change.setLong(1, expectedVersion + 1);
          change.setString(2, state);
          change.setString(3, key(device));
          if (expectedVersion != ABSENT) {
            change.setLong(4, expectedVersion);
          }
          return change.executeUpdate() == 1;
        });
  }

  private interface Work<T> {
    T with(PreparedStatement statement) throws SQLException;
  }

  private <T> T inTransaction(String sql, Work<T> work) throws SQLException {
    try (Connection connection = database.getConnection()) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        T result = work.with(statement);
        if (!connection.getAutoCommit()) {
          connection.commit();
        }
        return result;
      } catch (SQLException e) {
        undo(connection, e);
        throw e;
      }
    }
  }

  private static void undo(Connection connection, SQLException cause) {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Whether the write failed because somebody else was faster: the database says so, or another
   * version is stored. Not every driver gives a SQLSTATE.
   */
  private boolean lost(String device, long expectedVersion, SQLException failure) {
    String state = failure.getSQLState();
    if (state != null && state.length() == 5 && LOST.contains(state.substring(0, 2))) {
      return true;
    }
    try {
      long version = read(device).map(StoredState::version).orElse(ABSENT);
      return version != expectedVersion;
    } catch (SQLException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  private static StoreException unreachable(SQLException cause) {
    return new StoreException(
        "The store of devices cannot be reached, so no code was accepted. Look after the database.",
        cause);
  }
}
