package dev.countersign.junit;

import dev.countersign.simulator.SettableClock;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives a test what {@link SimulatedSecurityKey} promises. Registered by that annotation. */
public final class SimulatedSecurityKeyExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SimulatedSecurityKeyExtension.class);

  /** Made by JUnit. */
  public SimulatedSecurityKeyExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == VirtualSecurityKey.class;
  }

  @Override
  public Object resolveParameter(ParameterContext context, ExtensionContext test) {
    Method method =
        test.getTestMethod()
            .orElseThrow(
                () ->
                    new ParameterResolutionException(
                        "a simulated security key lives as long as one test: take it as a"
                            + " parameter of the test, of @BeforeEach or of @AfterEach"));
    Keys keys =
        test.getStore(NAMESPACE).getOrComputeIfAbsent(Keys.class, type -> new Keys(), Keys.class);
    Parameter parameter = context.getParameter();
    Optional<SimulatedSecurityKey> own =
        AnnotationSupport.findAnnotation(parameter, SimulatedSecurityKey.class);
    if (own.isPresent()) {
      return keys.ofParameter(parameter, own.get());
    }
    return keys.main(
        AnnotationSupport.findAnnotation(method, SimulatedSecurityKey.class)
            .or(() -> ofClass(test))
            .orElseThrow(
                () ->
                    new ParameterResolutionException(
                        "annotate the parameter '%s', the test or the class with"
                                .formatted(parameter.getName())
                            + " @SimulatedSecurityKey")));
  }

  /** The nearest class that says, from the test's class outwards. */
  private static Optional<SimulatedSecurityKey> ofClass(ExtensionContext test) {
    for (Class<?> type = test.getRequiredTestClass();
        type != null;
        type = type.getEnclosingClass()) {
      Optional<SimulatedSecurityKey> found =
          AnnotationSupport.findAnnotation(type, SimulatedSecurityKey.class);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The keys of one test, of one time. */
  private static final class Keys implements AutoCloseable {
    private static final long FIRST_SERIAL = 20_000_001;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Map<Parameter, VirtualSecurityKey> ofParameters = new HashMap<>();
    private final List<VirtualSecurityKey> all = new ArrayList<>();
    private @Nullable VirtualSecurityKey main;

    synchronized VirtualSecurityKey main(SimulatedSecurityKey wanted) {
      if (main == null) {
        main = plugIn(wanted);
      }
      return main;
    }

    synchronized VirtualSecurityKey ofParameter(Parameter parameter, SimulatedSecurityKey wanted) {
      return ofParameters.computeIfAbsent(parameter, any -> plugIn(wanted));
    }

    private VirtualSecurityKey plugIn(SimulatedSecurityKey wanted) {
      int number = all.size();
      long seed = wanted.seed() == 0 ? number + 1L : wanted.seed();
      VirtualSecurityKey key =
          VirtualSecurityKey.plugIn(
              new VirtualSecurityKey.Make(wanted.profile(), FIRST_SERIAL + number, seed, clock),
              wanted.pin(),
              wanted.touched());
      all.add(key);
      return key;
    }

    @Override
    public void close() {
      all.forEach(VirtualSecurityKey::close);
    }
  }
}
