package dev.countersign.host.cryptoki;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The functions of a module that cannot lock, for one thread at a time, whatever its sessions. */
final class OneAtATime {
  private OneAtATime() {}

  /** The same functions behind a lock. Slower, and such modules are no fast ones. */
  static Functions of(Functions functions) {
    if (Proxy.isProxyClass(functions.getClass())) {
      return functions;
    }
    Object lock = new Object();
    return (Functions)
        Proxy.newProxyInstance(
            Functions.class.getClassLoader(),
            new Class<?>[] {Functions.class},
            (proxy, method, arguments) -> {
              synchronized (lock) {
                try {
                  return method.invoke(functions, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }
            });
  }
}
