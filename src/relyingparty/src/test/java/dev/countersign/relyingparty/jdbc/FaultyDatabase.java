package dev.countersign.relyingparty.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/** A database that is lost at the n-th call, before the call or after it took effect. */
final class FaultyDatabase {
  private final DataSource database;
  private final Set<Object> open = new HashSet<>();
  private int calls;
  private int failAt;
  private boolean effective;
  private boolean down;

  FaultyDatabase(DataSource database) {
    this.database = database;
  }

  /**
   * Plans a fault.
   *
   * @param call the first is 1; 0 for none
   * @param takesEffect whether the call that fails does its work first
   * @param staysDown whether all later calls but closing fail, too
   */
  void failAt(int call, boolean takesEffect, boolean staysDown) {
    calls = 0;
    failAt = call;
    effective = takesEffect;
    down = staysDown;
  }

  int calls() {
    return calls;
  }

  /** Connections, statements and results that nobody closed. */
  int left() {
    return open.size();
  }

  DataSource source() {
    return wrapped(DataSource.class, database);
  }

  private <T> T wrapped(Class<T> type, Object target) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return method.invoke(target, arguments);
          }
          boolean closing = method.getName().equals("close");
          calls++;
          boolean fails = calls == failAt || down && failAt > 0 && calls > failAt && !closing;
          if (fails && !effective && !closing) {
            throw new SQLException("the line is dead", "08006");
          }
          Object result;
          try {
            result = method.invoke(target, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
          if (closing) {
            open.remove(target);
          }
          if (fails) {
            release(result);
            throw new SQLException("the line is dead", "08006");
          }
          return wrap(result);
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** What a call made that failed all the same: nobody can close it, the server does. */
  private static void release(Object result) throws Exception {
    if (result instanceof AutoCloseable resource) {
      resource.close();
    }
  }

  private Object wrap(Object result) {
    if (result instanceof Connection) {
      open.add(result);
      return wrapped(Connection.class, result);
    } else if (result instanceof PreparedStatement) {
      open.add(result);
      return wrapped(PreparedStatement.class, result);
    } else if (result instanceof ResultSet) {
      open.add(result);
      return wrapped(ResultSet.class, result);
    }
    return result;
  }
}
