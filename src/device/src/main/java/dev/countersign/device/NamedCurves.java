package dev.countersign.device;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The parameters of the NIST curves, as this Java runtime has them ([SP800-186] 3.2.1). */
public final class NamedCurves {
  private static final Map<KeyAlgorithm, ECParameterSpec> KNOWN = new ConcurrentHashMap<>();

  private NamedCurves() {}

  /**
   * The domain parameters of a curve.
   *
   * @param algorithm {@link KeyAlgorithm#P256} or {@link KeyAlgorithm#P384}
   */
  public static ECParameterSpec parameters(KeyAlgorithm algorithm) {
    return KNOWN.computeIfAbsent(algorithm, NamedCurves::ofRuntime);
  }

  private static ECParameterSpec ofRuntime(KeyAlgorithm algorithm) {
    String name =
        switch (algorithm) {
          case P256 -> "secp256r1";
          case P384 -> "secp384r1";
          default -> throw new IllegalArgumentException(algorithm + " is not on a NIST curve");
        };
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(name));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks " + name, e);
    }
  }

  static boolean isNamed(ECParameterSpec spec, KeyAlgorithm algorithm) {
    ECParameterSpec named = parameters(algorithm);
    return named.getCurve().equals(spec.getCurve())
        && named.getGenerator().equals(spec.getGenerator())
        && named.getOrder().equals(spec.getOrder());
  }
}
