package dev.countersign.junit.contract.pkcs11;

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
 * For tests beside a daemon of native-config/pkcsslotd.sh. Elsewhere they are skipped, saying so;
 * where the variable CI is set they fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("native")
@Tag("pkcsslotd")
@ExtendWith(NeedsPkcsslotd.Condition.class)
@interface NeedsPkcsslotd {

  /** See {@link NeedsPkcsslotd}. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (System.getenv("COUNTERSIGN_PKCSSLOTD") != null) {
        return ConditionEvaluationResult.enabled("it runs in native-config/pkcsslotd.sh");
      }
      String problem = context.getDisplayName() + " is run by native-config/pkcsslotd.sh";
      if (System.getenv("CI") != null) {
        throw new IllegalStateException(problem);
      }
      return ConditionEvaluationResult.disabled(problem);
    }
  }
}
