package dev.countersign.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import picocli.CommandLine;

/** Makes commands, handing each the {@link Invocation} that it runs in. */
final class CommandFactory implements CommandLine.IFactory {
  private final Invocation invocation;
  private final CommandLine.IFactory others = CommandLine.defaultFactory();

  CommandFactory(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == Invocation.class) {
        try {
          constructor.setAccessible(true);
          return type.cast(constructor.newInstance(invocation));
        } catch (InvocationTargetException e) {
          throw new IllegalStateException("cannot make " + type, e.getCause());
        }
      }
    }
    return others.create(type);
  }
}
