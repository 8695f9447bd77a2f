package dev.countersign.junit;

import dev.countersign.device.DecryptionKey;
import dev.countersign.device.SigningKey;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives a test what {@link SimulatedToken} promises. Registered by that annotation. */
public final class SimulatedTokenExtension implements ParameterResolver, InvocationInterceptor {
  private static final Namespace NAMESPACE = Namespace.create(SimulatedTokenExtension.class);
  private static final Set<Class<?>> TYPES =
      Set.of(
          Tokens.class,
          Token.class,
          SigningKey.class,
          DecryptionKey.class,
          VirtualToken.class,
          SimulatedReaders.class,
          SettableClock.class,
          ScriptedPins.class);

  /** Made by JUnit. */
  public SimulatedTokenExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return TYPES.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext context, ExtensionContext test) {
    Method method =
        test.getTestMethod()
            .orElseThrow(
                () ->
                    new ParameterResolutionException(
                        "a simulated token lives as long as one test: take it as a parameter of"
                            + " the test, of @BeforeEach or of @AfterEach"));
    SimulatedBench bench =
        test.getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                SimulatedBench.class, type -> bench(test, method), SimulatedBench.class);
    Parameter parameter = context.getParameter();
    Class<?> type = parameter.getType();
    if (type == SimulatedReaders.class) {
      return bench.readers();
    } else if (type == SettableClock.class) {
      return bench.clock();
    } else if (type == ScriptedPins.class) {
      return bench.pins();
    } else if (type == Tokens.class) {
      return bench.tokens();
    }
    SimulatedBench.Plugged plugged = bench.token(parameter);
    if (type == VirtualToken.class) {
      return plugged.card();
    } else if (type == Token.class) {
      return bench.tokens().find(plugged.uri());
    }
    return key(bench, plugged, parameter);
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> test,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    beginFaults(context);
    test.proceed();
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> test,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    beginFaults(context);
    test.proceed();
  }

  @Override
  public <T extends @Nullable Object> T interceptTestFactoryMethod(
      Invocation<T> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    beginFaults(context);
    return test.proceed();
  }

  /** All parameters are there by now: what it took to find them does not count. */
  private static void beginFaults(ExtensionContext context) {
    SimulatedBench bench =
        context.getStore(NAMESPACE).get(SimulatedBench.class, SimulatedBench.class);
    if (bench != null) {
      bench.beginFaults();
    }
  }

  private static Object key(
      SimulatedBench bench, SimulatedBench.Plugged plugged, Parameter parameter) {
    List<SimulatedKey> wanted =
        AnnotationSupport.findRepeatableAnnotations(parameter, SimulatedKey.class);
    if (wanted.size() != 1 || !plugged.slots().contains(wanted.get(0).slot())) {
      throw new ParameterResolutionException(
          "annotate the parameter '%s' of the test with one @SimulatedKey; for a parameter of"
                  .formatted(parameter.getName())
              + " @BeforeEach name a slot that a @SimulatedKey of the test or its class fills");
    }
    TokenUri uri = plugged.uri().with("slot", wanted.get(0).slot());
    return parameter.getType() == SigningKey.class
        ? bench.tokens().signingKey(uri)
        : bench.tokens().decryptionKey(uri);
  }

  /** Plugs in everything that annotations of the test, its class and its parameters ask for. */
  private static SimulatedBench bench(ExtensionContext test, Method method) {
    SimulatedBench bench = new SimulatedBench();
    try {
      Optional<SimulatedToken> main =
          AnnotationSupport.findAnnotation(method, SimulatedToken.class).or(() -> ofClass(test));
      List<SimulatedKey> keys = new ArrayList<>(keysOfClasses(test));
      keys.addAll(keys(method));
      List<Parameter> others = new ArrayList<>();
      for (Parameter parameter : method.getParameters()) {
        if (AnnotationSupport.isAnnotated(parameter, SimulatedToken.class)) {
          others.add(parameter);
        } else {
          keys.addAll(keys(parameter));
        }
      }
      if (main.isPresent()) {
        bench.plugInMain(main.get(), keys);
      } else if (!keys.isEmpty()) {
        throw new ParameterResolutionException(
            "a @SimulatedKey needs a @SimulatedToken on the test or its class");
      }
      for (Parameter other : others) {
        bench.plugIn(
            other,
            AnnotationSupport.findAnnotation(other, SimulatedToken.class).orElseThrow(),
            keys(other));
      }
      return bench;
    } catch (RuntimeException e) {
      bench.close();
      throw e;
    }
  }

  private static List<SimulatedKey> keys(AnnotatedElement element) {
    return AnnotationSupport.findRepeatableAnnotations(element, SimulatedKey.class);
  }

  /** The nearest class that says, from the test's class outwards. */
  private static Optional<SimulatedToken> ofClass(ExtensionContext test) {
    for (Class<?> type : classes(test)) {
      Optional<SimulatedToken> found = AnnotationSupport.findAnnotation(type, SimulatedToken.class);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static List<SimulatedKey> keysOfClasses(ExtensionContext test) {
    return classes(test).stream().flatMap(type -> keys(type).stream()).toList();
  }

  private static List<Class<?>> classes(ExtensionContext test) {
    List<Class<?>> classes = new ArrayList<>(List.of(test.getRequiredTestClass()));
    for (Class<?> outer = test.getRequiredTestClass().getEnclosingClass();
        outer != null;
        outer = outer.getEnclosingClass()) {
      classes.add(outer);
    }
    return classes;
  }
}
