package dev.countersign.host.pkcs11;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For tests that use tokens of {@link SoftHsm}. Where it is not installed they are skipped, saying
 * so; where the variable CI is set they fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("native")
@ExtendWith(NeedsSoftHsm.Condition.class)
public @interface NeedsSoftHsm {

  /** See {@link NeedsSoftHsm}. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (SoftHsm.installed()) {
        return ConditionEvaluationResult.enabled("SoftHSM is installed");
      }
      String problem =
          context.getDisplayName() + " needs SoftHSM (Debian: apt-get install softhsm2)";
      if (System.getenv("CI") != null) {
        throw new IllegalStateException(problem);
      }
      return ConditionEvaluationResult.disabled(problem);
    }
  }
}
