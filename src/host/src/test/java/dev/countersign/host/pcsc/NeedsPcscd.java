package dev.countersign.host.pcsc;

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
 * For tests beside native-config/pcscd-vpcd.sh. Without it they are skipped, saying so; where the
 * variable CI is set they fail, so that nobody takes a skipped test for a passed one.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("native")
@ExtendWith(NeedsPcscd.Condition.class)
@interface NeedsPcscd {

  /** See {@link NeedsPcscd}. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return evaluate(context.getDisplayName(), Harness.there(), System.getenv("CI") != null);
    }

    static ConditionEvaluationResult evaluate(String test, boolean there, boolean ci) {
      if (there) {
        return ConditionEvaluationResult.enabled("the private PC/SC daemon runs");
      }
      String problem =
          test + " needs the private PC/SC daemon: run it with native-config/pcscd-vpcd.sh run --";
      if (ci) {
        throw new IllegalStateException(problem);
      }
      return ConditionEvaluationResult.disabled(problem);
    }
  }
}
